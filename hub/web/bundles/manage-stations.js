import{a as S,b as _,c as I,d as T}from"./manage-shared-4.js";import{a as y}from"./manage-shared-6.js";import{C as m,F as d,G as w,K as p,L as k,N as f,e,p as v,t as l,v as u,x as b,z as g}from"./manage-shared-1.js";var W=3e3,x={isOff:t=>t.fixed,canGoBack:t=>t.wanted!==void 0,valueOf:t=>t.wanted??t.value??t.default,about:t=>V(t),back:()=>e("Take it back")};function V({from:t,fixed:n,waits:s,refused:a}){return l`<b>${C(t,n)}</b>${s?l` <b>${e("The screen does not go by it yet.")}</b>`:u}
    ${a?l`<span class="wrong">${e("The screen can't go by it:")} ${m(a)}</span>`:u}`}function C(t,n){return t==="manager"?e("It was set here."):n?e("It is set at the screen itself, and is changed there."):t==="file"?e("It stands in the screen's file."):""}function O(t){let n=g(null),s=()=>{let{id:r}=n.peek();a(),document.querySelector(`[data-name="settings-${r}"]`)?.focus()},a=()=>{n.peek()?.stop(),n.value=null};return{open:r=>{t.clear(),n.value=E(t,r),scrollTo(0,0),document.querySelector(".place h1")?.focus()},view:()=>n.value&&B(t,n.value,s),stop:a}}function E(t,{id:n,name:s}){let a=`/api/screens/${n}/settings`,r=p(a),o=g(""),i=S(t,a,()=>r.rows.peek().settings,x),c=()=>i.save(r.load,$=>$.connected?e("{name} goes by it now.",{name:s}):e("{name} goes by it as soon as it is back.",{name:s}));r.load();let h=setInterval(()=>{r.load()},W);return{id:n,name:s,found:r,wanted:o,draft:i,save:c,stop:()=>clearInterval(h)}}function B(t,{name:n,found:s,wanted:a,draft:r,save:o},i){let c=s.rows.value,h=(c?.settings??[]).filter($=>I($,a.value));return l`<h1 tabindex="-1">${e("Settings of {name}",{name:n})}</h1>
    ${s.trouble.value&&!c?w(s.trouble.value):u}
    ${c?l`<p>${D(t,c)} ${c.known?"":e("It has never said what it goes by: it is a tablet, or an older screen.")}</p>
      <p class="meta faint">${e("A screen goes by what is saved here at once. It needs no restart.")}</p>`:u}
    <div class="acts">${d(e("Back to the screens"),i,{name:"to-screens"})}</div>
    <label>${e("Find a setting")}<input type="search" name="find" autocomplete="off" placeholder=${e("late, sound, Wi-Fi ...")}
      @input=${$=>a.value=$.target.value}></label>
    ${c&&!h.length?l`<p>${e("No setting is called so.")}</p>`:u}
    ${_(h,r)}
    ${T(r,o)}`}function D(t,{connected:n,last_seen_at:s}){return n?e("It is on line."):s?e("It was last here {time}.",{time:f(s,t.live.hubNow())}):e("It is not here now.")}var F=3e3;function te(t){let n=p("/api/kitchen/stations"),s=p("/api/kitchen/screens"),a=()=>{n.load(),s.load()};a();let r=O(t),o=p("/api/devices");o.load();let i=setInterval(a,F);return{view:()=>r.view()??l`<h1 tabindex="-1">${e("Stations and screens")}</h1>
      <div class="cards">${L(t,n)}${K(t,s,r.open)}</div>
      ${H(t,o,s,r.open)}`,stop:()=>{clearInterval(i),r.stop()}}}function L(t,n){let s=n.rows.value;return l`<section class="card"><h2>${e("Stations")}</h2>
    ${n.trouble.value&&!s?w(n.trouble.value):u}
    ${s?.length===0?l`<p>${e("No stations yet: every screen shows every dish.")}</p>`:u}
    <ul class="rows">${b(s??[],a=>a.id,a=>l`<li>
      <span class="grow"><b>${m(a.name)}</b><span class="meta faint">${q(a,s??[])}</span></span>
      ${d(e("Change"),()=>A(t,a,n),{more:"small",label:e("Change {name}",{name:a.name}),name:`change-${a.id}`})}</li>`)}</ul>
    <div class="acts">${d(e("Add a station"),()=>A(t,null,n),{name:"add-station"})}</div></section>`}function q(t,n){if(!t.screen)return e("has no screen: its dishes are done with their order");let s=n.find(a=>a.id===t.backup);return s?e("{station} shows its orders when none of its screens does",{station:s.name}):e("nobody stands in for it")}function A(t,n,s){let a=(s.rows.peek()??[]).filter(o=>o.id!==n?.id&&o.screen),r=async o=>{let i=String(o.get("name")).trim(),c={name:i,screen:o.get("screen")==="yes",backup:String(o.get("backup"))||null};await t.run(async()=>{n?await v("PATCH",`/api/menu/stations/${n.id}`,{body:c}):await v("POST","/api/menu/stations",{body:{...c,id:k(i,"station")}}),await s.load()},e("{name} is saved.",{name:i}))};y(n?e("Station"):e("Add a station"),o=>l`<h2>${n?m(n.name):e("Add a station")}</h2>
    <form class="form" @submit=${i=>{i.preventDefault();let c=new FormData(i.target);o(),r(c)}}>
      <label>${e("What it is called")}<input name="name" required maxlength="80" autocomplete="off" .value=${n?.name??""}></label>
      <label>${e("Has it a screen?")}<select name="screen">
        <option value="yes" ?selected=${n?.screen??!0}>${e("yes")}</option>
        <option value="no" ?selected=${n?.screen===!1}>${e("no")}</option></select></label>
      <label>${e("Who stands in for it?")}<select name="backup"><option value="">${e("nobody")}</option>
        ${a.map(i=>l`<option value=${i.id} ?selected=${i.id===n?.backup}>${i.name}</option>`)}</select></label>
      <button class="button main" type="submit">${n?e("Save the station"):e("Add this station")}</button></form>
    <div class="acts">${n?d(e("Take it off"),()=>{o(),G(t,n,s)},{name:"take-off"}):u}${d(e("Close"),o)}</div>`)}function G(t,n,s){y(e("Take it off"),a=>l`<h2>${e("Take {name} off?",{name:n.name})}</h2>
    <p>${e("That goes only while no dish and no open order names it.")}</p>
    <div class="acts">${d(e("Take {name} off",{name:n.name}),()=>{a(),t.run(async()=>{await v("DELETE",`/api/menu/stations/${n.id}`),await s.load()},e("{name} was taken off.",{name:n.name}))},{danger:!0,name:"take-off-now"})}${d(e("Keep it"),a,{main:!0})}</div>`)}function K(t,n,s){let a=n.rows.value,r=t.live.hubNow();return l`<section class="card"><h2>${e("Screens on line")}</h2>
    ${a?.length===0?l`<p>${e("No kitchen screen is on line.")}</p>
      <p><a class="button" href="#devices">${e("Let a screen in")}</a></p>`:u}
    <ul class="rows">${b(a??[],o=>o.id,o=>l`<li><span class="grow"><b>${m(o.name)}</b>
      <span class="meta faint">${o.station?m(o.station):e("the whole kitchen")} · ${e("on line since {time}",{time:f(o.connected_since,r)})} · ${o.painted_at?e("last drawn {time}",{time:f(o.painted_at,r)}):e("has drawn nothing yet")}</span>
      ${o.troubles.map(i=>l`<span class="wrong">${m(i)}</span>`)}</span>
      ${N(o,s)}</li>`)}</ul></section>`}function N({id:t,name:n},s){return d(e("Settings"),()=>s({id:t,name:n}),{more:"small",label:e("{act}: {name}",{act:e("Settings"),name:n}),name:`settings-${t}`})}function H(t,n,s,a){let r=new Set((s.rows.value??[]).map(i=>i.id)),o=(n.rows.value??[]).filter(i=>i.role==="kitchen"&&!r.has(i.id));return o.length?l`<section class="card"><h2>${e("Screens that are not here now")}</h2>
    <ul class="rows">${b(o,i=>i.id,i=>l`<li><span class="grow"><b>${m(i.name)}</b>
      <span class="meta faint">${i.last_seen_at?e("last here {time}",{time:f(i.last_seen_at,t.live.hubNow())}):e("never here yet")}</span></span>
      ${N(i,a)}</li>`)}</ul></section>`:u}export{te as begin};
