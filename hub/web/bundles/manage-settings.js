import{f as S}from"./manage-shared-4.js";import"./manage-shared-5.js";import{C as w,F as h,G as E,K as F,a as U,d as W,e as a,f as O,k as B,p as A,t as l,v as c,x as j,z as g}from"./manage-shared-1.js";function X(e){let t=F("/api/settings"),n=g({}),s=g({}),d=g(!1),u=g("");t.load();let f=(i,p)=>{let o={...n.peek(),[i]:p},b=t.rows.peek().settings.find($=>$.name===i);p!==null&&!b.secret&&p===_(b)&&delete o[i];let r={...s.peek()};delete r[i],n.value=o,s.value=r},m=()=>{e.run(async()=>{let i=t.rows.peek().settings,p=Object.fromEntries(Object.entries(n.peek()).map(([o,b])=>{let r=i.find($=>$.name===o);return[o,b===null?null:M(r,b)]}));try{let o=await A("PUT","/api/settings",{body:{values:p}});n.value={},s.value={},o.data.restart&&(d.value=!0),await t.load()}catch(o){throw!(o instanceof B)||o.code!=="BAD_REQUEST"||(s.value=o.details),o}},a("Saved."))},k=()=>{e.run(async()=>{await A("POST","/api/restart"),d.value=!1},a("The hub starts anew. It is back in some seconds."))},v=()=>{n.value={},s.value={}};return{view:()=>{let i=t.rows.value,p=u.value.trim().toLowerCase(),o=(i?.settings??[]).filter(r=>!p||`${r.name} ${N(r.name)} ${r.meaning}`.toLowerCase().includes(p)),b=[...new Set(o.map(r=>L(r.name)))];return l`<h1 tabindex="-1">${a("Settings")}</h1>
      ${t.trouble.value&&!i?E(t.trouble.value):c}
      ${i&&!i.writable?l`<p class="need">${a("The hub may not write its settings file, so they can only be read here. Whoever set it up changes them in the file.")}</p>`:c}
      ${d.value?l`<div class="need"><div><p><b>${a("What you saved needs a restart.")}</b></p>
        <p class="meta faint">${a("It takes 6 s, screens keep what they show, nothing is lost.")}</p></div>
        ${h(a("Restart the hub"),k,{main:!0,name:"restart"})}</div>`:c}
      ${D()}
      <label>${a("Find a setting")}<input type="search" name="find" autocomplete="off" placeholder=${a("late, sound, Wi-Fi ...")}
        @input=${r=>u.value=r.target.value}></label>
      ${i&&!o.length?l`<p>${a("No setting is called so.")}</p>`:c}
      ${j(b,r=>r,r=>l`<section class="card"><h2>${w(x(r))}</h2>
        <div class="fields">${j(o.filter($=>L($.name)===r),$=>$.name,$=>V($,!!i?.writable,n.value,s.value[$.name],f))}</div></section>`)}
      ${I(Object.keys(n.value).length,Object.keys(s.value).length,m,v)}`},stop:()=>{}}}function D(){let e=W();return l`<section class="card"><h2>${a("This device only")}</h2>
    <div class="choices">${h(a("Light colours"),()=>{S("theme","light")},{name:"light"})}
      ${h(a("Dark colours"),()=>{S("theme","dark")},{name:"dark"})}</div>
    <div class="choices">${Object.entries(U).map(([t,n])=>h(w(n),()=>{S("language",t)},{pressed:t===e,name:`language-${t}`}))}</div></section>`}function I(e,t,n,s){return e?l`<div class="save-bar">
    ${h(t?O("Save: {count} mistake","Save: {count} mistakes",t):O("Save {count} setting","Save {count} settings",e),n,{main:!t,disabled:t>0,name:"save"})}
    ${h(a("Undo all"),s,{name:"undo-all"})}</div>`:c}function V(e,t,n,s,d){let{name:u}=e,f=e.from==="variable"||e.from==="command",m=n[u],k=m===void 0?_(e):m??T(e,e.default),v=`set-${u.replace(".","-")}`,y=!t||f;return l`<div class="field ${s?"mistaken":""} ${m===void 0?"":"touched"}">
    <div class="what"><label for=${v}>${w(N(u))}</label>
      <p class="meta faint" id=${`${v}-about`}>${w(C(e.meaning))} ${G(e)}
        ${f?a("It was set where the hub is started, and is changed there."):c}</p>
      ${s?l`<p class="wrong" id=${`${v}-wrong`} role="alert">${w(s)} ${a("Not saved.")}</p>`:c}</div>
    <div class="value">${P(e,v,k,y,!!s,d)}
      ${e.is_set&&!y&&m!==null?h(a("As usual"),()=>d(u,null),{more:"small",name:`usual-${u}`,label:a("{setting} as usual",{setting:N(u)})}):c}</div></div>`}function G(e){let t=e.secret?"":T(e,e.default);return t?l`${a("Usual:")} ${w(R(e,t))}.`:c}function P(e,t,n,s,d,u){let{name:f}=e,m=i=>u(f,i.target.value),k=d?`${t}-wrong ${t}-about`:`${t}-about`,v=e.kind==="bool"?["true","false"]:e.choices;if(v&&e.kind!=="list")return l`<select id=${t} name=${f} ?disabled=${s} aria-describedby=${k} aria-invalid=${d?"true":c}
      .value=${n} @change=${m}>${v.map(i=>l`<option value=${i} ?selected=${i===n}>${R(e,i)}</option>`)}</select>`;let y=e.kind==="integer"||e.kind==="number";return l`<input id=${t} name=${f} type=${e.secret?"password":"text"} autocomplete="off" spellcheck="false"
    inputmode=${y?e.kind==="integer"?"numeric":"decimal":c} ?disabled=${s}
    placeholder=${e.secret?e.is_set?a("is set, and shown to nobody"):a("is not set"):c}
    aria-describedby=${k} aria-invalid=${d?"true":c} .value=${n} @input=${m}>`}function R(e,t){return e.kind!=="bool"?t:t==="true"?a("yes"):a("no")}function _(e){return e.secret?"":T(e,e.value)}function T(e,t){return t==null?"":Array.isArray(t)?t.join(", "):String(t)}function M(e,t){let n=t.trim();switch(e.kind){case"bool":return n==="true";case"integer":case"number":return n!==""&&Number.isFinite(Number(n))?Number(n):n;case"list":return n?n.split(",").map(s=>s.trim()).filter(Boolean):[];default:return e.secret?t:n}}function L(e){return e.split(".")[0]}function N(e){return x(e.split(".").slice(1).join(" "))}function x(e){return C(e.replaceAll("_"," "))}function C(e){return e.charAt(0).toUpperCase()+e.slice(1)}export{X as begin};
