import{a as u}from"./manage-shared-6.js";import{C as b,E as c,G as r,H as y,I as k,L as m,e,f as v,k as d,p as w,t as i,v as h,z as f}from"./manage-shared-1.js";var I=1e4,S=6e4,N=75,O=1440*60,C=1e9,E=1e9,x="galley-display@";function X(t){let s=L(t);s.facts.load();let n=setInterval(()=>{s.facts.load()},I);return{view:()=>G(t,s),stop:()=>clearInterval(n)}}function L(t){let s=m("/api/host");return{facts:s,act:(a,o)=>t.run(async()=>{await w("POST","/api/host",{body:a,within:S}).catch(A),a.verb!=="reboot"&&a.verb!=="power_off"&&await s.load()},o)}}function A(t){let s=t instanceof d?D(t.details.host):"";throw!(t instanceof d)||!s?t:new d(t.status,{code:t.code,message:s},null)}function D(t){switch(t){case"JUST_STARTED":return e("It has only just started. Wait two minutes.");case"NO_WATCHDOG":return e("This machine has nothing that watches over it.");case"NOT_HERE":return e("That does not run on this machine.");case"NO_SUCH_ZONE":return e("It does not know that time zone.");case"NO_SUCH_NAME":return e("It cannot be called that.");case"FAILED":return e("The machine could not do it. Its log says why.");default:return""}}function G(t,s){let n=s.facts.rows.value;return n?i`<h1 tabindex="-1">${e("This machine")}</h1>
    ${n.power==="low"?i`<p class="need bad">${e("Its power supply is too weak now: orders may be lost. Use the Raspberry Pi's own, and a short cable.")}</p>`:h}
    ${U(n)}
    <div class="cards">${M(s,n)}${j(s,n)}${F(s,n)}${B(t,s)}</div>`:i`<h1 tabindex="-1">${e("This machine")}</h1>
      ${s.facts.trouble.value?i`<p class="need">${e("This machine cannot be looked after from here. It can where Galley was installed as a service.")}</p>`:h}`}function U(t){let s=t.disk_free/C;return i`<dl class="figures">
    ${$(W(t.uptime),e("since it started"))}
    ${$(e("{size} GB",{size:s.toFixed(1)}),e("free for orders"),t.disk_free<E)}
    ${t.temperature===null?h:$(`${Math.round(t.temperature)} \xB0C`,e("the processor"),t.temperature>=N)}</dl>
    ${t.power==="was_low"?i`<p class="wrong">${e("The power supply has been too weak since the start.")}</p>`:h}
    <p class="meta faint">${b(t.model??t.system)} · ${b(t.system)} · ${c(`Galley ${t.version}`)}</p>`}function W(t){let s=Math.floor(t/O);return s>=2?v("{count} day","{count} days",s):k(t*1e3)}function $(t,s,n=!1){return i`<div class="figure ${n?"bad":""}"><dt>${s}</dt><dd>${c(t)}</dd></div>`}function M(t,s){let n=s.units.some(a=>a.unit.startsWith(x));return i`<section class="card"><h2>${e("Start anew")}</h2>
    <p>${e("Screens keep what they show. Nothing is lost.")}</p>
    <div class="acts">
      ${r(e("Restart the hub"),()=>T(t,"hub"),{name:"restart-hub"})}
      ${n?r(e("Restart its screens"),()=>T(t,"screens"),{name:"restart-screens"}):h}
      ${r(e("Restart the machine"),()=>_(t,s,"reboot"),{name:"reboot"})}
      ${r(e("Shut the machine down"),()=>_(t,s,"power_off"),{name:"power-off"})}</div></section>`}function T(t,s){let n=s==="hub"?e("Restart the hub"):e("Restart its screens");u(n,a=>i`<h2>${n}</h2>
    <p>${s==="hub"?e("It takes 6 s, screens keep what they show, nothing is lost."):e("They are dark for some seconds. Nothing is lost.")}</p>
    <div class="acts">${r(n,()=>{a(),t.act({verb:"restart",service:s},s==="hub"?e("The hub starts anew. It is back in some seconds."):e("The screens start anew."))},{danger:!0,name:"restart-now"})}
    ${r(e("Leave it as it is"),a,{main:!0})}</div>`)}function _(t,s,n){let a=n==="power_off",o=a?e("Shut the machine down"):e("Restart the machine");R(o,s.host_name,a?e("No order can be taken until somebody switches it on again by hand. Screens keep what they show; nothing is lost."):e("It is away for about 40 s. Screens keep what they show; tills and tablets wait. Nothing is lost."),l=>t.act({verb:n,confirm:l},a?e("The machine shuts down. Wait until its light stays still before you pull the plug."):e("The machine starts anew. It is back in about 40 s.")))}function R(t,s,n,a,o=h){let l=f("");u(t,g=>i`<h2>${t}</h2><p>${n}</p>
    <form class="form" @submit=${p=>{p.preventDefault(),l.peek()===s&&(g(),a(s))}}>${o}
      <label>${e("Type its name to go on: {name}",{name:s})}
        <input name="confirm" autocomplete="off" autocapitalize="off" spellcheck="false" dir="ltr"
          @input=${p=>l.value=p.target.value.trim()}></label>
      <button class="button danger" type="submit" data-name="do-it" ?disabled=${l.value!==s}>${t}</button></form>
    ${r(e("Leave it as it is"),g,{main:!0})}`)}function j(t,s){return i`<section class="card"><h2>${e("Name and time")}</h2>
    <ul class="rows">
      <li><span class="grow"><b>${c(s.host_name)}</b><span class="meta faint">${e("its name on the network")}</span></span>
        ${r(e("Change its name"),()=>H(t,s),{more:"small",name:"change-name"})}</li>
      <li><span class="grow"><b>${c(s.time_zone)}</b><span class="meta faint">${e("its time zone")}</span></span>
        ${r(e("Change the time zone"),()=>V(t,s),{more:"small",name:"change-zone"})}</li></ul></section>`}function H(t,s){let n=f("");R(e("Change its name"),s.host_name,e("Routers and other machines then find it by its new name. The hub's own address and all paired devices stay."),a=>n.peek()&&t.act({verb:"set_host_name",name:n.peek(),confirm:a},e("It is called {name} now.",{name:n.peek()})),i`<label>${e("Its new name: a-z, 0-9 and hyphens")}<input name="name" required maxlength="63" pattern="[a-z0-9]([a-z0-9\\-]*[a-z0-9])?" autocomplete="off" autocapitalize="off" spellcheck="false" dir="ltr"
      @input=${a=>n.value=a.target.value.trim()}></label>`)}function V(t,s){let n=m("/api/host/time-zones");n.load(),u(e("Change the time zone"),a=>i`<h2>${e("Change the time zone")}</h2>
    <p>${e("Ages on the boards stay right. Restart the hub afterwards, so that its clocks go by it.")}</p>
    <form class="form" @submit=${o=>{o.preventDefault();let l=String(new FormData(o.target).get("zone"));a(),t.act({verb:"set_time_zone",zone:l},e("The time zone is {zone} now.",{zone:l}))}}><label>${e("Time zone")}<select name="zone" dir="ltr">
        ${(n.rows.value??[s.time_zone]).map(o=>i`<option value=${o} ?selected=${o===s.time_zone}>${o}</option>`)}</select></label>
      <button class="button main" type="submit" data-name="set-zone">${e("Set the time zone")}</button></form>
    ${r(e("Close"),a)}`)}function F(t,{has_watchdog:s,watchdog:n,journal:a}){let o=a.keep==="memory",l=()=>t.act({verb:"set_journal",keep:o?"card":"memory",megabytes:a.megabytes??32},o?e("The log is kept on the card now."):e("The log is kept in memory now."));return i`<section class="card"><h2>${e("Care")}</h2>
    <ul class="rows">
      <li><span class="grow"><b>${n?e("A machine that hangs is started anew"):e("A machine that hangs stays so")}</b>
        <span class="meta faint">${s?e("by its own watchdog, after 14 s"):e("This machine has nothing that watches over it.")}</span></span>
        ${s?r(n?e("Switch the watchdog off"):e("Switch the watchdog on"),()=>{t.act({verb:"set_watchdog",on:!n},e("Saved."))},{more:"small",name:"watchdog"}):h}</li>
      <li><span class="grow"><b>${o?e("The log is kept in memory"):e("The log is kept on the card")}</b>
        <span class="meta faint">${o?e("That spares the card; after a power cut it is gone."):e("It outlives a power cut, and wears the card.")}</span></span>
        ${r(o?e("Keep it on the card"):e("Keep it in memory"),()=>{l()},{more:"small",name:"journal"})}</li></ul></section>`}function B(t,s){let n=()=>t.run(async()=>{let{data:a}=await w("GET","/api/host/support",{within:S});K(a.text,`galley-support-${new Date(t.live.hubNow()).toISOString().slice(0,10)}.txt`)},e("The support file is saved."));return i`<section class="card"><h2>${e("When something is wrong")}</h2>
    <p>${e("The support file tells whoever helps you of the machine, its screens and its logs. No order, no guest and no key stands in it: open it and look before you send it.")}</p>
    <div class="acts">${r(e("Save the support file"),()=>{n()},{main:!0,name:"support"})}
      ${r(e("Read the hub's log"),()=>z(s,"hub"),{name:"log-hub"})}
      ${r(e("Read the screens' log"),()=>z(s,"screens"),{name:"log-screens"})}</div></section>`}function z(t,s){let n=s==="hub"?e("The hub's log"):e("The screens' log"),a=m(`/api/host/log?service=${s}&lines=200`);a.load(),u(n,o=>i`<h2>${n}</h2>
    <p>${e("What anybody has said is hidden in it.")}</p>
    ${a.trouble.value?y(a.trouble.value):h}
    ${a.rows.value?i`<pre class="log" dir="ltr" tabindex="0">${a.rows.value.text||e("There is nothing in it.")}</pre>`:h}
    ${r(e("Close"),o,{main:!0})}`)}function K(t,s){let n=URL.createObjectURL(new Blob([t],{type:"text/plain;charset=utf-8"}));Object.assign(document.createElement("a"),{href:n,download:s}).click(),URL.revokeObjectURL(n)}export{X as begin};
