import{a as k}from"./manage-shared-6.js";import{C as c,G as u,H as f,L as v,O as $,e as s,f as p,p as d,s as g,t as n,v as l,x as y,z as h}from"./manage-shared-1.js";var b=6e4,T=1e3;function P(e){let t=v("/api/backups"),r=v("/api/doctor"),i=v("/api/drill"),a=h(!1);t.load();let o=setInterval(()=>{let w=i.rows.peek();w?.expires_in&&(w.expires_in>1?i.load():i.rows.value={...w,expires_in:0})},T),m=async()=>{a.peek()||(a.value=!0,await r.load(),a.value=!1)},x=()=>{e.run(async()=>{await d("POST","/api/backups",{within:b}),await t.load()},s("A backup was made."))};return{view:()=>n`<h1 tabindex="-1">${s("Backups and health")}</h1>
      ${O(e,t,x)}
      <div class="cards">${N(r,a.value,m)}${W(e,i)}</div>`,stop:()=>clearInterval(o)}}function O(e,t,r){let i=t.rows.value;return n`<section class="card"><h2>${s("Backups")}</h2>
    ${t.trouble.value&&!i?f(t.trouble.value):l}
    ${i?.length===0?n`<p>${s("There is none yet. The hub makes one every hour, and you can make one now.")}</p>`:l}
    <ul class="rows">${y(i??[],a=>a.id,a=>n`<li>
      <span class="grow"><b>${$(a.at,e.live.hubNow())}</b><span class="meta faint">${I(a.size)}</span></span>
      ${u(s("What differs?"),()=>E(e,a),{more:"small",name:`differs-${a.id}`,label:s("What differs from {time}?",{time:$(a.at,e.live.hubNow())})})}</li>`)}</ul>
    <div class="acts">${u(s("Make a backup"),r,{main:!0,name:"make-backup"})}</div></section>`}function I(e){return s("{size} MB",{size:Math.max(.1,e/1e6).toFixed(1)})}function E(e,t){let r=h(null),i=h(""),a=$(t.at,e.live.hubNow());d("GET",`/api/backups/${t.id}/differences`,{within:b}).then(({data:o})=>r.value=o,o=>i.value=g(o)),k(s("What differs?"),o=>n`<h2>${s("If you go back to {time}",{time:a})}</h2>
    ${i.value?f(i.value):l}
    ${r.value?L(r.value):i.value?l:n`<p role="status">${s("Comparing ...")}</p>`}
    <div class="acts">${r.value?u(s("Go back to {time}",{time:a}),()=>{let m=r.peek().as_of;o(),e.run(()=>d("POST",`/api/backups/${t.id}/restore`,{body:{as_of:m},within:b}),s("The hub goes back to {time}. It is away for some seconds.",{time:a}))},{danger:!0,name:"go-back"}):l}
    ${u(s("Leave it as it is"),o,{main:!0})}</div>`)}function L(e){return n`<dl class="figures">
      <div class="figure ${e.orders_lost?"bad":""}"><dt>${s("orders would be gone")}</dt><dd>${e.orders_lost}</dd></div>
      <div class="figure"><dt>${s("open orders then")}</dt><dd>${e.open_orders_then}</dd></div></dl>
    <ul class="rows">${e.words.map(t=>n`<li>${c(t)}</li>`)}</ul>`}function N(e,t,r){let i=e.rows.value?.findings,a=i?.filter(o=>o.level!=="ok")??[];return n`<section class="card"><h2>${s("Is the hub well?")}</h2>
    ${e.trouble.value?f(e.trouble.value):l}
    ${i?n`<p role="status"><b>${a.length?p("{count} thing is not as it should be","{count} things are not as they should be",a.length):s("All is well.")}</b></p>
        <ul class="rows">${a.map(o=>_(o))}</ul>
        <details><summary>${p("{count} thing is as it should be","{count} things are as they should be",i.length-a.length)}</summary>
          <ul class="rows">${i.filter(o=>o.level==="ok").map(o=>_(o))}</ul></details>`:n`<p>${s("It looks at the machine, the hub and the kitchen. That takes some seconds.")}</p>`}
    <div class="acts">${u(t?s("Looking ..."):s("Look at the hub"),()=>{r()},{name:"examine",disabled:t})}</div></section>`}function _(e){return n`<li><span class="grow"><b>${c(e.title)}</b>
    <span class=${e.level==="problem"?"wrong":"meta"}>${c(e.text)}</span></span></li>`}function W(e,t){let r=t.rows.value,i=()=>{e.run(async()=>{await d("POST","/api/drill",{body:{}}),await t.load()})},a=()=>{e.run(async()=>{t.rows.peek().expires_in&&await d("DELETE","/api/drill"),t.rows.value=null})};return n`<section class="card"><h2>${s("Try every screen")}</h2>
    <p>${s("Each screen rings, flashes and waits for a key. Orders stay as they are.")}</p>
    ${r?n`<p role="status">${p("{count} second left","{count} seconds left",r.expires_in)}</p>
      ${r.screens.length?l:n`<p class="wrong">${s("No kitchen screen is on line.")}</p>`}
      <ul class="rows">${r.screens.map(o=>n`<li>
        <span class="grow"><b>${c(o.name)}</b></span>${V(o)}</li>`)}</ul>
      <div class="acts">${u(s("End the trial"),a,{name:"end-drill"})}</div>`:n`<div class="acts">${u(s("Try every screen now"),i,{name:"drill"})}</div>`}</section>`}function V(e){return e.connected?e.presses?n`<b>${s("a key was pressed")}</b>`:e.shown?n`<span>${e.rung?s("rings and flashes"):s("flashes, but does not ring")}</span>`:n`<span class="faint">${s("no answer yet")}</span>`:n`<span class="wrong">${s("not on line")}</span>`}export{P as begin};
