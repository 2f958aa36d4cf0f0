import{a as d}from"./manage-shared-6.js";import{C as b,E as u,G as r,H as y,I as k,L as p,e,f as v,k as m,p as $,t as i,v as h,z as w}from"./manage-shared-1.js";var I=1e4,R=6e4,O=75,C=1440*60,E=1e9,L=1e9,x="galley-hub.service",A="galley-display@";function te(t){let s=p("/api/kitchen/screens"),n=w(T(t,"")),a=()=>{s.load(),n.peek().facts.load()},o=c=>{n.value=T(t,c),a()};a();let l=setInterval(a,I);return{view:()=>i`<h1 tabindex="-1">${e("This machine")}</h1>
      ${U(s.rows.value??[],n.value.screen,o)}${W(t,n.value)}`,stop:()=>clearInterval(l)}}function U(t,s,n){return t.length?i`<div class="choices">${r(e("The hub's machine"),()=>n(""),{pressed:!s,name:"of-hub"})}
    ${t.map(a=>r(b(a.name),()=>n(a.id),{pressed:s===a.id,name:`of-${a.id}`}))}</div>`:h}function T(t,s){let n=s?`/api/screens/${s}/host`:"/api/host",a=p(n);return{screen:s,path:n,facts:a,act:(l,c)=>t.run(async()=>{await $("POST",n,{body:l,within:R}).catch(D),l.verb!=="reboot"&&l.verb!=="power_off"&&await a.load()},c)}}function D(t){let s=t instanceof m?G(t.details.host):"";throw!(t instanceof m)||!s?t:new m(t.status,{code:t.code,message:s},null)}function G(t){switch(t){case"JUST_STARTED":return e("It has only just started. Wait two minutes.");case"NO_WATCHDOG":return e("This machine has nothing that watches over it.");case"NOT_HERE":return e("That does not run on this machine.");case"NO_SUCH_ZONE":return e("It does not know that time zone.");case"NO_SUCH_NAME":return e("It cannot be called that.");case"FAILED":return e("The machine could not do it. Its log says why.");default:return""}}function W(t,s){let n=s.facts.rows.value;return n?i`${n.power==="low"?i`<p class="need bad">${e("Its power supply is too weak now: orders may be lost. Use the Raspberry Pi's own, and a short cable.")}</p>`:h}
    ${H(n)}
    <div class="cards">${V(s,n)}${j(s,n)}${K(s,n)}${J(t,s)}</div>`:i`${s.facts.trouble.value?i`<p class="need">${e("This machine cannot be looked after from here. It can where Galley was installed as a service.")}</p>`:h}`}function H(t){let s=t.disk_free/E;return i`<dl class="figures">
    ${g(M(t.uptime),e("since it started"))}
    ${g(e("{size} GB",{size:s.toFixed(1)}),e("free for orders"),t.disk_free<L)}
    ${t.temperature===null?h:g(`${Math.round(t.temperature)} \xB0C`,e("the processor"),t.temperature>=O)}</dl>
    ${t.power==="was_low"?i`<p class="wrong">${e("The power supply has been too weak since the start.")}</p>`:h}
    <p class="meta faint">${b(t.model??t.system)} · ${b(t.system)} · ${u(`Galley ${t.version}`)}</p>`}function M(t){let s=Math.floor(t/C);return s>=2?v("{count} day","{count} days",s):k(t*1e3)}function g(t,s,n=!1){return i`<div class="figure ${n?"bad":""}"><dt>${s}</dt><dd>${u(t)}</dd></div>`}function V(t,s){let n=s.units.some(o=>o.unit===x),a=s.units.some(o=>o.unit.startsWith(A));return i`<section class="card"><h2>${e("Start anew")}</h2>
    <p>${e("Screens keep what they show. Nothing is lost.")}</p>
    <div class="acts">
      ${n?r(e("Restart the hub"),()=>_(t,"hub"),{name:"restart-hub"}):h}
      ${a?r(e("Restart its screens"),()=>_(t,"screens"),{name:"restart-screens"}):h}
      ${r(e("Restart the machine"),()=>z(t,s,"reboot"),{name:"reboot"})}
      ${r(e("Shut the machine down"),()=>z(t,s,"power_off"),{name:"power-off"})}</div></section>`}function _(t,s){let n=s==="hub"?e("Restart the hub"):e("Restart its screens");d(n,a=>i`<h2>${n}</h2>
    <p>${s==="hub"?e("It takes 6 s, screens keep what they show, nothing is lost."):e("They are dark for some seconds. Nothing is lost.")}</p>
    <div class="acts">${r(n,()=>{a(),t.act({verb:"restart",service:s},s==="hub"?e("The hub starts anew. It is back in some seconds."):e("The screens start anew."))},{danger:!0,name:"restart-now"})}
    ${r(e("Leave it as it is"),a,{main:!0})}</div>`)}function z(t,s,n){let a=n==="power_off",o=a?e("Shut the machine down"):e("Restart the machine");N(o,s.host_name,t.screen?a?e("The screen stays dark until somebody switches its machine on again by hand. Nothing is lost."):e("The screen is dark for about 40 s. The others go on, and nothing is lost."):a?e("No order can be taken until somebody switches it on again by hand. Screens keep what they show; nothing is lost."):e("It is away for about 40 s. Screens keep what they show; tills and tablets wait. Nothing is lost."),l=>t.act({verb:n,confirm:l},a?e("The machine shuts down. Wait until its light stays still before you pull the plug."):e("The machine starts anew. It is back in about 40 s.")))}function N(t,s,n,a,o=h){let l=w("");d(t,c=>i`<h2>${t}</h2><p>${n}</p>
    <form class="form" @submit=${f=>{f.preventDefault(),l.peek()===s&&(c(),a(s))}}>${o}
      <label>${e("Type its name to go on: {name}",{name:s})}
        <input name="confirm" autocomplete="off" autocapitalize="off" spellcheck="false" dir="ltr"
          @input=${f=>l.value=f.target.value.trim()}></label>
      <button class="button danger" type="submit" data-name="do-it" ?disabled=${l.value!==s}>${t}</button></form>
    ${r(e("Leave it as it is"),c,{main:!0})}`)}function j(t,s){return i`<section class="card"><h2>${e("Name and time")}</h2>
    <ul class="rows">
      <li><span class="grow"><b>${u(s.host_name)}</b><span class="meta faint">${e("its name on the network")}</span></span>
        ${r(e("Change its name"),()=>B(t,s),{more:"small",name:"change-name"})}</li>
      <li><span class="grow"><b>${u(s.time_zone)}</b><span class="meta faint">${e("its time zone")}</span></span>
        ${r(e("Change the time zone"),()=>F(t,s),{more:"small",name:"change-zone"})}</li></ul></section>`}function B(t,s){let n=w("");N(e("Change its name"),s.host_name,e("Routers and other machines then find it by its new name. The hub's own address and all paired devices stay."),a=>n.peek()&&t.act({verb:"set_host_name",name:n.peek(),confirm:a},e("It is called {name} now.",{name:n.peek()})),i`<label>${e("Its new name: a-z, 0-9 and hyphens")}<input name="name" required maxlength="63" pattern="[a-z0-9]([a-z0-9\\-]*[a-z0-9])?" autocomplete="off" autocapitalize="off" spellcheck="false" dir="ltr"
      @input=${a=>n.value=a.target.value.trim()}></label>`)}function F(t,s){let n=p("/api/host/time-zones");n.load(),d(e("Change the time zone"),a=>i`<h2>${e("Change the time zone")}</h2>
    <p>${e("Ages on the boards stay right. Restart the hub afterwards, so that its clocks go by it.")}</p>
    <form class="form" @submit=${o=>{o.preventDefault();let l=String(new FormData(o.target).get("zone"));a(),t.act({verb:"set_time_zone",zone:l},e("The time zone is {zone} now.",{zone:l}))}}><label>${e("Time zone")}<select name="zone" dir="ltr">
        ${(n.rows.value??[s.time_zone]).map(o=>i`<option value=${o} ?selected=${o===s.time_zone}>${o}</option>`)}</select></label>
      <button class="button main" type="submit" data-name="set-zone">${e("Set the time zone")}</button></form>
    ${r(e("Close"),a)}`)}function K(t,{has_watchdog:s,watchdog:n,journal:a}){let o=a.keep==="memory",l=()=>t.act({verb:"set_journal",keep:o?"card":"memory",megabytes:a.megabytes??32},o?e("The log is kept on the card now."):e("The log is kept in memory now."));return i`<section class="card"><h2>${e("Care")}</h2>
    <ul class="rows">
      <li><span class="grow"><b>${n?e("A machine that hangs is started anew"):e("A machine that hangs stays so")}</b>
        <span class="meta faint">${s?e("by its own watchdog, after 14 s"):e("This machine has nothing that watches over it.")}</span></span>
        ${s?r(n?e("Switch the watchdog off"):e("Switch the watchdog on"),()=>{t.act({verb:"set_watchdog",on:!n},e("Saved."))},{more:"small",name:"watchdog"}):h}</li>
      <li><span class="grow"><b>${o?e("The log is kept in memory"):e("The log is kept on the card")}</b>
        <span class="meta faint">${o?e("That spares the card; after a power cut it is gone."):e("It outlives a power cut, and wears the card.")}</span></span>
        ${r(o?e("Keep it on the card"):e("Keep it in memory"),()=>{l()},{more:"small",name:"journal"})}</li></ul></section>`}function J(t,s){let n=()=>t.run(async()=>{let{data:a}=await $("GET","/api/host/support",{within:R});P(a.text,`galley-support-${new Date(t.live.hubNow()).toISOString().slice(0,10)}.txt`)},e("The support file is saved."));return i`<section class="card"><h2>${e("When something is wrong")}</h2>
    ${s.screen?h:i`<p>${e("The support file tells whoever helps you of the machine, its screens and its logs. No order, no guest and no key stands in it: open it and look before you send it.")}</p>`}
    <div class="acts">${s.screen?h:r(e("Save the support file"),()=>{n()},{main:!0,name:"support"})}
      ${s.screen?h:r(e("Read the hub's log"),()=>S(s,"hub"),{name:"log-hub"})}
      ${r(e("Read the screens' log"),()=>S(s,"screens"),{name:"log-screens"})}</div></section>`}function S(t,s){let n=s==="hub"?e("The hub's log"):e("The screens' log"),a=p(`${t.path}/log?service=${s}&lines=200`);a.load(),d(n,o=>i`<h2>${n}</h2>
    <p>${e("What anybody has said is hidden in it.")}</p>
    ${a.trouble.value?y(a.trouble.value):h}
    ${a.rows.value?i`<pre class="log" dir="ltr" tabindex="0">${a.rows.value.text||e("There is nothing in it.")}</pre>`:h}
    ${r(e("Close"),o,{main:!0})}`)}function P(t,s){let n=URL.createObjectURL(new Blob([t],{type:"text/plain;charset=utf-8"}));Object.assign(document.createElement("a"),{href:n,download:s}).click(),URL.revokeObjectURL(n)}export{te as begin};
