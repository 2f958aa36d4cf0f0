import{f as l}from"./manage-shared-5.js";import{a as k,b as y,c as F,d as O}from"./manage-shared-4.js";import"./manage-shared-6.js";import{C as b,G as o,H as $,L as w,a as g,d as m,e as t,p as f,t as a,v as i,z as u}from"./manage-shared-1.js";function R(r){let s=w("/api/settings"),n=u(!1),d=u("");s.load();let v=({fixed:e})=>!!e,c=k(r,"/api/settings",()=>s.rows.peek().settings,{isOff:e=>!s.rows.peek().writable||v(e),canGoBack:e=>e.is_set,valueOf:e=>e.value,about:e=>v(e)?t("It was set where the hub is started, and is changed there."):i,back:()=>t("As usual")}),S=()=>c.save(async e=>{e.restart&&(n.value=!0),await s.load()},t("Saved.")),T=()=>{r.run(async()=>{await f("POST","/api/restart"),n.value=!1},t("The hub starts anew. It is back in some seconds."))};return{view:()=>{let e=s.rows.value,p=(e?.settings??[]).filter(h=>F(h,d.value));return a`<h1 tabindex="-1">${t("Settings")}</h1>
      ${s.trouble.value&&!e?$(s.trouble.value):i}
      ${e&&!e.writable?a`<p class="need">${t("The hub may not write its settings file, so they can only be read here. Whoever set it up changes them in the file.")}</p>`:i}
      ${n.value?a`<div class="need"><div><p><b>${t("What you saved needs a restart.")}</b></p>
        <p class="meta faint">${t("It takes 6 s, screens keep what they show, nothing is lost.")}</p></div>
        ${o(t("Restart the hub"),T,{main:!0,name:"restart"})}</div>`:i}
      ${x()}
      <label>${t("Find a setting")}<input type="search" name="find" autocomplete="off" placeholder=${t("late, sound, Wi-Fi ...")}
        @input=${h=>d.value=h.target.value}></label>
      ${e&&!p.length?a`<p>${t("No setting is called so.")}</p>`:i}
      ${y(p,c)}
      ${O(c,S)}`},stop:()=>{}}}function x(){let r=m();return a`<section class="card"><h2>${t("This device only")}</h2>
    <div class="choices">${o(t("Light colours"),()=>{l("theme","light")},{name:"light"})}
      ${o(t("Dark colours"),()=>{l("theme","dark")},{name:"dark"})}</div>
    <div class="choices">${Object.entries(g).map(([s,n])=>o(b(n),()=>{l("language",s)},{pressed:s===r,name:`language-${s}`}))}</div></section>`}export{R as begin};
