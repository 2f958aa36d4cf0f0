import{a as x,b as N,c}from"./manage-shared-2.js";import{a as E}from"./manage-shared-5.js";import{C as f,E as $,F as r,G as T,H as W,K as v,L as I,e,p as m,t as o,u as _,v as d,x as b,z as y}from"./manage-shared-1.js";var G=1500;function V(t,a){let i=v("/api/auth/pairing-codes"),n=v("/api/auth/pairings"),l=v("/api/wifi"),p=v("/api/kitchen/stations"),k=y(null),w=y(!1),g=async()=>{let s=i.rows.peek()?.state;await Promise.all([i.load(),n.load()]),i.rows.peek()?.state!==s&&(a(),t.attention.load())};g(),l.load(),p.load();let K=setInterval(()=>{g()},G),S=async(s,u)=>{w.value=!1;let h=u?{role:s,station:u}:{role:s},A=await t.run(()=>m("POST","/api/auth/pairing-codes",{body:h}));A&&(k.value=A.data),await g()},L=async()=>{k.value=null,await t.run(()=>m("DELETE","/api/auth/pairing-codes")),await g()},P=async(s,u)=>{let h=u==="confirm"?e("{name} is let in: it takes a second.",{name:s.device_name}):e("{name} was refused.",{name:s.device_name});await t.run(()=>m("POST",`/api/auth/pairings/${s.id}/${u}`),h),await g()},q=()=>{let s=i.rows.value,u=s?.state==="open"&&s.expires_in>0;return o`${b(n.rows.value??[],h=>h.id,h=>B(h,s,P))}
      ${u?j(s,k.value,l.rows.value,L):F()}`},F=()=>o`<section class="card"><h2>${e("Let a device in")}</h2>
    <div class="choices">${x.map(s=>r(c(s),()=>{s==="kitchen"&&p.rows.value?.length?w.value=!w.value:S(s)},{name:`let-in-${s}`,pressed:s==="kitchen"&&w.value?!0:void 0}))}</div>
    ${w.value?o`<p>${e("What does it show?")}</p><div class="choices">
      ${p.rows.value.filter(s=>s.screen).map(s=>r(f(s.name),()=>{S("kitchen",s.id)},{name:`station-${s.id}`}))}
      ${r(e("That is chosen there"),()=>{S("kitchen")},{name:"station-later"})}</div>`:d}
    <p class="meta faint">${e("A till or a web shop is let in under People and programs.")}</p></section>`;return{view:q,stop:()=>clearInterval(K)}}function B(t,a,i){return o`<section class="card asks" role="alert"><h2>${e("Somebody asks to come in")}</h2>
    <dl class="facts wide"><div><dt>${e("It calls itself")}</dt><dd>${f(t.device_name)}</dd></div>
      <div><dt>${e("Its number must be")}</dt><dd class="digits">${$(R(t.number))}</dd></div>
      <div><dt>${e("It will be")}</dt><dd>${c(a?.role??"")}</dd></div>
      <div><dt>${e("It asks from")}</dt><dd>${$(t.address)}</dd></div></dl>
    ${t.replaces?o`<p>${e("It takes the place of the one that is called so already.")}</p>`:d}
    <p><b>${e("Look at the device.")}</b> ${e("Is the very same number on it?")}</p>
    <div class="acts">${r(e("Yes, the same: let it in"),()=>{i(t,"confirm")},{main:!0,name:"let-it-in"})}
      ${r(e("No, or I can't see it: refuse"),()=>{i(t,"refuse")},{danger:!0,name:"refuse"})}</div></section>`}function R(t){return t.replace(/\D/g,"").replace(/(\d{3})(?=\d)/g,"$1 ")}function j(t,a,i,n){let l=a?.id===t.id?a:null;return o`<section class="card door"><header><h2>${e("Let in: {kind}",{kind:c(t.role)})}</h2>
      <span class="left">${e("{time} left",{time:W(t.expires_in*1e3)})}</span></header>
    ${l?z(l,i):o`<p>${e("Somebody is being let in from another page. Its code is shown there.")}</p>`}
    <div class="acts">${r(e("Stop letting in"),()=>{n()},{name:"stop-letting-in"})}</div></section>`}function z(t,a){let i=N.has(t.role);return o`<ol class="steps"><li><h3>${e("1. Join the house's Wi-Fi")}</h3>
      ${a?o`${O(a.qr,e("Code of the Wi-Fi"))}<p class="meta">${e("{name}. The device's camera joins it.",{name:a.name})}</p>`:o`<p class="meta">${e("With its name under Settings, a code stands here by which a camera joins it.")}</p>`}</li>
    <li><h3>${e("2. Scan this")}</h3>
      ${t.link_qr?O(t.link_qr,e("Code of the link")):o`<p class="meta">${e("The hub is on no network: there is no link.")}</p>`}
      ${t.link?o`<p class="meta">${e("No camera? Open this:")} <span class="address">${$(t.link.split("#")[0])}</span></p>`:d}</li>
    <li><h3>${i?e("3. It comes to trust the hub"):e("3. The device warns: go on")}</h3>${i?M(t):H()}</li></ol>
    <p>${i?e("It asks by a number, which is shown here then."):e("The code works once, for one device. When it is in, both say so.")}</p>`}function O(t,a){return o`<svg class="code" viewBox=${`0 0 ${t.size} ${t.size}`} role="img" aria-label=${a}
    shape-rendering="crispEdges"><path d=${t.path}/></svg>`}function H(){return o`<div class="warning" role="img" aria-label=${e("What the warning looks like")}>
      <b>${e("Your connection is not private")}</b><span class="lines"></span>
      <span class="touch">${e("Advanced")}</span><span class="not">${e("Back to safety")}</span></div>
    <p class="meta"><b>Android</b>: ${e("Advanced, then Proceed")}<br><b>iPhone</b>: ${e("Show details, then visit this website")}</p>`}function M(t){return o`<p class="meta">${e("Its page says how it comes to trust the hub: five minutes, once. Then compare the fingerprint that the device itself shows of the certificate with this:")}</p>
    <p class="fingerprint">${$(t.fingerprint.toUpperCase().replace(/(.{4})(?=.)/g,"$1 "))}</p>`}var U=3e3;function $e(t){let a=v("/api/devices"),i=V(t,()=>{a.load()});a.load();let n=setInterval(()=>{a.load()},U);return{view:()=>o`<h1 tabindex="-1">${e("Devices")}</h1>
      ${i.view()}${Y(t,a.load)}${J(t,a)}`,stop:()=>{clearInterval(n),i.stop()}}}function Y(t,a){let i=(t.attention.rows.value??[]).filter(n=>n.code==="DEVICE_CAME_IN");return b(i,n=>n.values.id,n=>o`<section class="card asks">
    <h2>${e("{name} came in",{name:n.values.device})}</h2>
    <p>${c(n.values.role)} · ${e("let in by {who} at {time}",{who:n.values.let_in_by,time:I(n.values.at,t.live.hubNow())})}</p>
    <p>${e("Is it the one that was meant?")}</p>
    <div class="acts">${r(e("Keep it"),()=>{t.run(()=>m("POST",`/api/devices/${n.values.id}/keep`))},{main:!0,name:`keep-${n.values.id}`})}
      ${r(e("Send it away"),()=>D(t,{id:n.values.id,name:n.values.device,role:n.values.role},a),{name:`away-${n.values.id}`})}</div></section>`)}function J(t,a){let i=a.rows.value;return o`<section class="card"><h2>${e("Who is in")}</h2>
    ${a.trouble.value&&!i?T(a.trouble.value):d}
    <ul class="rows">${b(i??[],n=>n.id,n=>o`<li>
      <svg class="sign ${n.connected?"sign-ready":"faint"}" viewBox="0 0 20 20" role="img"
        aria-label=${n.connected?e("here now"):e("not here")}>${n.connected?Q:X}</svg>
      <span class="grow"><b>${f(n.name)}</b>${n.id===t.device.id?o` · ${e("this device")}`:d}
        <span class="meta faint">${c(n.role)} · ${C(t,n)}</span></span>
      ${r(e("Change"),()=>Z(t,n,a.load),{more:"small",label:e("Change {name}",{name:n.name}),name:`change-${n.id}`})}</li>`)}</ul></section>`}var Q=_`<circle class="full" cx="10" cy="10" r="9"/><path class="tick" d="M5.5 10.5l3 3 6-7"/>`,X=_`<circle class="ring dotted" cx="10" cy="10" r="7.5"/>`;function C(t,a){return a.connected?e("here now"):a.last_seen_at?e("last here {time}",{time:I(a.last_seen_at,t.live.hubNow())}):e("never here yet")}function Z(t,a,i){let n=y(a.name);E(e("Device"),l=>o`<h2>${f(a.name)}</h2>
    <dl class="facts"><dt>${e("Kind")}</dt><dd>${c(a.role)}</dd>
      <dt>${e("In since")}</dt><dd>${I(a.created_at,t.live.hubNow())}</dd>
      <dt>${e("Last here")}</dt><dd>${C(t,a)}</dd>
      ${a.address?o`<dt>${e("Address")}</dt><dd>${$(a.address)}</dd>`:d}</dl>
    <form class="form" @submit=${p=>{p.preventDefault(),l(),t.run(()=>m("PATCH",`/api/devices/${a.id}`,{body:{name:n.peek().trim()}}).finally(i),e("It is called {name} now.",{name:n.peek().trim()}))}}><label>${e("What it is called")}
      <input name="name" required maxlength="80" autocomplete="off" .value=${a.name}
        @input=${p=>n.value=p.target.value}></label>
      <button class="button" type="submit">${e("Save the name")}</button></form>
    <div class="acts">${r(e("Send it away"),()=>{l(),D(t,a,i)},{name:"send-away"})}${r(e("Close"),l)}</div>`)}function D(t,a,i){let n=a.id===t.device.id;E(e("Send it away"),l=>o`<h2>${e("Send {name} away?",{name:a.name})}</h2>
    <p>${c(a.role)}. ${e("It can do nothing here any more, at once. What it had not sent yet is shown on it once.")}</p>
    ${n?T(e("It is the device that you hold. Somebody else who manages has to let it in again.")):d}
    <div class="acts">${r(e("Send {name} away",{name:a.name}),()=>{l(),t.run(()=>m("DELETE",`/api/devices/${a.id}`).finally(i),e("{name} was sent away.",{name:a.name}))},{danger:!0,name:"send-away-now"})}
      ${r(e("Keep it"),l,{main:!0})}</div>`)}export{$e as begin};
