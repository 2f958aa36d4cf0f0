import{a as u}from"./manage-shared-5.js";import{C as $,E as c,F as r,G as g,H as k,K as m,e,f as y,k as d,p as f,t as i,v as h,z as b}from"./manage-shared-1.js";var I=1e4,S=6e4,N=75,O=1440*60,C=1e9,E=1e9,x="galley-display@";function ee(t){let n=L(t);n.facts.load();let s=setInterval(()=>{n.facts.load()},I);return{view:()=>D(t,n),stop:()=>clearInterval(s)}}function L(t){let n=m("/api/host");return{facts:n,act:(a,o)=>t.run(async()=>{await f("POST","/api/host",{body:a,within:S}).catch(A),a.verb!=="reboot"&&a.verb!=="power_off"&&await n.load()},o)}}function A(t){let n=t instanceof d?W(t.details.host):"";throw!(t instanceof d)||!n?t:new d(t.status,{code:t.code,message:n},null)}function W(t){switch(t){case"JUST_STARTED":return e("It has only just started. Wait two minutes.");case"NO_WATCHDOG":return e("This machine has nothing that watches over it.");case"NOT_HERE":return e("That does not run on this machine.");case"NO_SUCH_ZONE":return e("It does not know that time zone.");case"NO_SUCH_NAME":return e("It cannot be called that.");case"FAILED":return e("The machine could not do it. Its log says why.");default:return""}}function D(t,n){let s=n.facts.rows.value;return s?i`<h1 tabindex="-1">${e("This machine")}</h1>
    ${s.power==="low"?g(e("Its power supply is too weak now: orders may be lost. Use the Raspberry Pi's own, and a short cable.")):h}
    ${G(s)}
    <div class="cards">${j(n,s)}${H(n,s)}${B(n,s)}${K(t,n)}</div>`:i`<h1 tabindex="-1">${e("This machine")}</h1>
      ${n.facts.trouble.value?i`<p class="need">${e("This machine cannot be looked after from here. It can where Galley was installed as a service.")}</p>`:h}`}function G(t){let n=t.disk_free/C;return i`<dl class="figures">
    ${p(U(t.uptime),e("since it started"))}
    ${p(e("{size} GB",{size:n.toFixed(1)}),e("free for orders"),t.disk_free<E)}
    ${t.temperature===null?h:p(`${Math.round(t.temperature)} \xB0C`,e("the processor"),t.temperature>=N)}
    ${t.power===null?h:p(M(t.power),e("the power supply"),t.power!=="ok")}</dl>
    <p class="meta faint">${$(t.model??t.system)} · ${$(t.system)} · ${c(`Galley ${t.version}`)}</p>`}function U(t){let n=Math.floor(t/O);return n>=2?y("{count} day","{count} days",n):k(t*1e3)}function p(t,n,s=!1){return i`<div class="figure ${s?"bad":""}"><dt>${n}</dt><dd>${c(t)}</dd></div>`}function M(t){return t==="low"?e("too weak"):t==="was_low"?e("was too weak"):e("good")}function j(t,n){let s=n.units.some(a=>a.unit.startsWith(x));return i`<section class="card"><h2>${e("Start anew")}</h2>
    <p>${e("Screens keep what they show. Nothing is lost.")}</p>
    <div class="acts">
      ${r(e("Restart the hub"),()=>T(t,"hub"),{name:"restart-hub"})}
      ${s?r(e("Restart its screens"),()=>T(t,"screens"),{name:"restart-screens"}):h}
      ${r(e("Restart the machine"),()=>_(t,n,"reboot"),{name:"reboot"})}
      ${r(e("Shut the machine down"),()=>_(t,n,"power_off"),{name:"power-off"})}</div></section>`}function T(t,n){let s=n==="hub"?e("Restart the hub"):e("Restart its screens");u(s,a=>i`<h2>${s}</h2>
    <p>${n==="hub"?e("It takes 6 s, screens keep what they show, nothing is lost."):e("They are dark for some seconds. Nothing is lost.")}</p>
    <div class="acts">${r(s,()=>{a(),t.act({verb:"restart",service:n},n==="hub"?e("The hub starts anew. It is back in some seconds."):e("The screens start anew."))},{danger:!0,name:"restart-now"})}
    ${r(e("Leave it as it is"),a,{main:!0})}</div>`)}function _(t,n,s){let a=s==="power_off",o=a?e("Shut the machine down"):e("Restart the machine");R(o,n.host_name,a?e("No order can be taken until somebody switches it on again by hand. Screens keep what they show; nothing is lost."):e("It is away for about 40 s. Screens keep what they show; tills and tablets wait. Nothing is lost."),l=>t.act({verb:s,confirm:l},a?e("The machine shuts down. Wait until its light stays still before you pull the plug."):e("The machine starts anew. It is back in about 40 s.")))}function R(t,n,s,a,o=h){let l=b("");u(t,v=>i`<h2>${t}</h2><p>${s}</p>
    <form class="form" @submit=${w=>{w.preventDefault(),l.peek()===n&&(v(),a(n))}}>${o}
      <label>${e("Type its name to go on: {name}",{name:n})}
        <input name="confirm" autocomplete="off" autocapitalize="off" spellcheck="false" dir="ltr"
          @input=${w=>l.value=w.target.value.trim()}></label>
      <button class="button danger" type="submit" data-name="do-it" ?disabled=${l.value!==n}>${t}</button></form>
    ${r(e("Leave it as it is"),v,{main:!0})}`)}function H(t,n){return i`<section class="card"><h2>${e("Name and time")}</h2>
    <ul class="rows">
      <li><span class="grow"><b>${c(n.host_name)}</b><span class="meta faint">${e("its name on the network")}</span></span>
        ${r(e("Change its name"),()=>V(t,n),{more:"small",name:"change-name"})}</li>
      <li><span class="grow"><b>${c(n.time_zone)}</b><span class="meta faint">${e("its time zone")}</span></span>
        ${r(e("Change the time zone"),()=>F(t,n),{more:"small",name:"change-zone"})}</li></ul></section>`}function V(t,n){let s=b("");R(e("Change its name"),n.host_name,e("Routers and other machines then find it by its new name. The hub's own address and all paired devices stay."),a=>s.peek()&&t.act({verb:"set_host_name",name:s.peek(),confirm:a},e("It is called {name} now.",{name:s.peek()})),i`<label>${e("Its new name: a-z, 0-9 and hyphens")}<input name="name" required maxlength="63" pattern="[a-z0-9]([a-z0-9\\-]*[a-z0-9])?" autocomplete="off" autocapitalize="off" spellcheck="false" dir="ltr"
      @input=${a=>s.value=a.target.value.trim()}></label>`)}function F(t,n){let s=m("/api/host/time-zones");s.load(),u(e("Change the time zone"),a=>i`<h2>${e("Change the time zone")}</h2>
    <p>${e("Ages on the boards stay right. Restart the hub afterwards, so that its clocks go by it.")}</p>
    <form class="form" @submit=${o=>{o.preventDefault();let l=String(new FormData(o.target).get("zone"));a(),t.act({verb:"set_time_zone",zone:l},e("The time zone is {zone} now.",{zone:l}))}}><label>${e("Time zone")}<select name="zone" dir="ltr">
        ${(s.rows.value??[n.time_zone]).map(o=>i`<option value=${o} ?selected=${o===n.time_zone}>${o}</option>`)}</select></label>
      <button class="button main" type="submit" data-name="set-zone">${e("Set the time zone")}</button></form>
    ${r(e("Close"),a)}`)}function B(t,{has_watchdog:n,watchdog:s,journal:a}){let o=a.keep==="memory",l=()=>t.act({verb:"set_journal",keep:o?"card":"memory",megabytes:a.megabytes??32},o?e("The log is kept on the card now."):e("The log is kept in memory now."));return i`<section class="card"><h2>${e("Care")}</h2>
    <ul class="rows">
      <li><span class="grow"><b>${s?e("A machine that hangs is started anew"):e("A machine that hangs stays so")}</b>
        <span class="meta faint">${n?e("by its own watchdog, after 14 s"):e("This machine has nothing that watches over it.")}</span></span>
        ${n?r(s?e("Switch it off"):e("Switch it on"),()=>{t.act({verb:"set_watchdog",on:!s},e("Saved."))},{more:"small",name:"watchdog",label:s?e("Switch the watchdog off"):e("Switch the watchdog on")}):h}</li>
      <li><span class="grow"><b>${o?e("The log is kept in memory"):e("The log is kept on the card")}</b>
        <span class="meta faint">${o?e("That spares the card; after a power cut it is gone."):e("It outlives a power cut, and wears the card.")}</span></span>
        ${r(o?e("Keep it on the card"):e("Keep it in memory"),()=>{l()},{more:"small",name:"journal"})}</li></ul></section>`}function K(t,n){let s=()=>t.run(async()=>{let{data:a}=await f("GET","/api/host/support",{within:S});J(a.text,`galley-support-${new Date(t.live.hubNow()).toISOString().slice(0,10)}.txt`)},e("The support file is saved."));return i`<section class="card"><h2>${e("When something is wrong")}</h2>
    <p>${e("The support file tells whoever helps you of the machine, its screens and its logs. No order, no guest and no key stands in it: open it and look before you send it.")}</p>
    <div class="acts">${r(e("Save the support file"),()=>{s()},{main:!0,name:"support"})}
      ${r(e("Read the hub's log"),()=>z(n,"hub"),{name:"log-hub"})}
      ${r(e("Read the screens' log"),()=>z(n,"screens"),{name:"log-screens"})}</div></section>`}function z(t,n){let s=n==="hub"?e("The hub's log"):e("The screens' log"),a=m(`/api/host/log?service=${n}&lines=200`);a.load(),u(s,o=>i`<h2>${s}</h2>
    <p>${e("What anybody has said is hidden in it.")}</p>
    ${a.trouble.value?g(a.trouble.value):h}
    ${a.rows.value?i`<pre class="log" dir="ltr" tabindex="0">${a.rows.value.text||e("There is nothing in it.")}</pre>`:h}
    ${r(e("Close"),o,{main:!0})}`)}function J(t,n){let s=URL.createObjectURL(new Blob([t],{type:"text/plain;charset=utf-8"}));Object.assign(document.createElement("a"),{href:s,download:n}).click(),URL.revokeObjectURL(s)}export{ee as begin};
