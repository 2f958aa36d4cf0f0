import{a as z,b as N,c as m}from"./manage-shared-2.js";import{a as E}from"./manage-shared-6.js";import{C as w,E as f,G as r,H as A,I as W,L as u,N as V,O as I,e,p,t as i,u as T,v as c,x as y,z as S}from"./manage-shared-1.js";var B=1500;function D(t,n){let s=u("/api/auth/pairing-codes"),a=u("/api/auth/pairings"),l=u("/api/wifi"),h=u("/api/kitchen/stations"),k=S(null),b=S(!1),$={name:"",zone:"",onScreens:!1},x=u("/api/tables"),g=async()=>{let o=s.rows.peek()?.state;await Promise.all([s.load(),a.load()]);let d=s.rows.peek();d?.state!==o&&(n(),o&&d?.state==="used"&&d.device&&(t.note.value=e("{name} is in.",{name:d.device.name})),t.attention.load())};g(),l.load(),h.load(),x.load();let P=setInterval(()=>{g()},B),_=async(o,d)=>{b.value=!1;let v={role:o,...d?{station:d}:{},...$.name.trim()?{name:$.name.trim()}:{},...$.zone&&o==="waiter"?{zone:$.zone}:{},...$.onScreens?{on_screens:!0}:{}},O=await t.run(()=>p("POST","/api/auth/pairing-codes",{body:v}));O&&(k.value=O.data),Object.assign($,{name:"",zone:"",onScreens:!1}),await g()},q=async()=>{k.value=null,await t.run(()=>p("DELETE","/api/auth/pairing-codes")),await g()},F=async(o,d)=>{let v=d==="confirm"?e("{name} is let in: it takes a second.",{name:o.device_name}):e("{name} was refused.",{name:o.device_name});await t.run(()=>p("POST",`/api/auth/pairings/${o.id}/${d}`),v),await g()},G=()=>{let o=s.rows.value,d=o?.state==="open"&&o.expires_in>0;return i`${y(a.rows.value??[],v=>v.id,v=>H(v,o,F))}
      ${d?U(o,k.value,l.rows.value,q):j()}`},j=()=>i`<section class="card"><h2>${e("Let a device in")}</h2>
    <div class="choices">${z.map(o=>r(m(o),()=>{o==="kitchen"&&h.rows.value?.length?b.value=!b.value:_(o)},{name:`let-in-${o}`,pressed:o==="kitchen"&&b.value?!0:void 0}))}</div>
    ${b.value?i`<p>${e("What does it show?")}</p><div class="choices">
      ${h.rows.value.filter(o=>o.screen).map(o=>r(w(o.name),()=>{_("kitchen",o.id)},{name:`station-${o.id}`}))}
      ${r(e("That is chosen there"),()=>{_("kitchen")},{name:"station-later"})}</div>`:c}
    ${R($,V(x.rows.value?.tables??[]))}
    <p class="meta faint">${e("A till or a web shop is let in under People and programs.")}</p></section>`;return{view:G,stop:()=>clearInterval(P)}}function R(t,n){return i`<details><summary>${e("Say more of it beforehand")}</summary><div class="form across">
    <label>${e("What it is called")} <input name="name" maxlength="80" autocomplete="off" .value=${t.name} @input=${s=>t.name=s.target.value}></label>
    ${n.length?i`<label>${e("A waiter's part of the house")} <select name="zone" @change=${s=>t.zone=s.target.value}>
      <option value="">${e("the whole house")}</option>${n.map(s=>i`<option value=${s} ?selected=${s===t.zone}>${s}</option>`)}</select></label>`:c}
    <label class="tick"><input type="checkbox" name="on-screens" .checked=${t.onScreens} @change=${s=>t.onScreens=s.target.checked}>
      ${e("Show the code on the kitchen's screens too")}</label></div></details>`}function H(t,n,s){return i`<section class="card asks" role="alert"><h2>${e("Somebody asks to come in")}</h2>
    <dl class="facts wide"><div><dt>${e("It calls itself")}</dt><dd>${w(t.device_name)}</dd></div>
      <div><dt>${e("Its number must be")}</dt><dd class="digits">${f(M(t.number))}</dd></div>
      <div><dt>${e("It will be")}</dt><dd>${m(n?.role??"")}</dd></div>
      <div><dt>${e("It asks from")}</dt><dd>${f(t.address)}</dd></div></dl>
    ${t.replaces?i`<p>${e("It takes the place of the one that is called so already.")}</p>`:c}
    <p><b>${e("Look at the device.")}</b> ${e("Is the very same number on it?")}</p>
    <div class="acts">${r(e("Yes, the same: let it in"),()=>{s(t,"confirm")},{main:!0,name:"let-it-in"})}
      ${r(e("No, or I can't see it: refuse"),()=>{s(t,"refuse")},{danger:!0,name:"refuse"})}</div></section>`}function M(t){return t.replace(/\D/g,"").replace(/(\d{3})(?=\d)/g,"$1 ")}function U(t,n,s,a){let l=n?.id===t.id?n:null;return i`<section class="card door"><header><h2>${e("Let in: {kind}",{kind:m(t.role)})}</h2>
      <span class="left">${e("{time} left",{time:W(t.expires_in*1e3)})}</span></header>
    ${l?Y(l,s):i`<p>${e("Somebody is being let in from another page. Its code is shown there.")}</p>`}
    <div class="acts">${r(e("Stop letting in"),()=>{a()},{name:"stop-letting-in"})}</div></section>`}function Y(t,n){let s=N.has(t.role);return i`<ol class="steps"><li><h3>${e("1. Join the house's Wi-Fi")}</h3>
      ${n?i`${C(n.qr,e("Code of the Wi-Fi"))}<p class="meta">${e("{name}. The device's camera joins it.",{name:n.name})}</p>`:i`<p class="meta">${e("With its name under Settings, a code stands here by which a camera joins it.")}</p>`}</li>
    <li><h3>${e("2. Scan this")}</h3>
      ${t.link_qr?C(t.link_qr,e("Code of the link")):i`<p class="meta">${e("The hub is on no network: there is no link.")}</p>`}
      ${t.link?i`<p class="meta">${e("No camera? Open this:")} <span class="address">${f(t.link.split("#")[0])}</span></p>`:c}</li>
    <li><h3>${s?e("3. It comes to trust the hub"):e("3. The device warns: go on")}</h3>${s?Q(t):J()}</li></ol>
    <p>${s?e("It asks by a number, which is shown here then."):e("The code works once, for one device. When it is in, both say so.")}</p>`}function C(t,n){return i`<svg class="code" viewBox=${`0 0 ${t.size} ${t.size}`} role="img" aria-label=${n}
    shape-rendering="crispEdges"><path d=${t.path}/></svg>`}function J(){return i`<div class="warning" role="img" aria-label=${e("What the warning looks like")}>
      <b>${e("Your connection is not private")}</b><span class="lines"></span>
      <span class="touch">${e("Advanced")}</span><span class="not">${e("Back to safety")}</span></div>
    <p class="meta"><b>Android</b>: ${e("Advanced, then Proceed")}<br><b>iPhone</b>: ${e("Show details, then visit this website")}</p>`}function Q(t){return i`<p class="meta">${e("Its page says how it comes to trust the hub: five minutes, once. Then compare the fingerprint that the device itself shows of the certificate with this:")}</p>
    <p class="fingerprint">${f(t.fingerprint.toUpperCase().replace(/(.{4})(?=.)/g,"$1 "))}</p>`}var X=3e3;function be(t){let n=u("/api/devices"),s=D(t,()=>{n.load()});n.load();let a=setInterval(()=>{n.load()},X);return{view:()=>i`<h1 tabindex="-1">${e("Devices")}</h1>
      ${s.view()}${Z(t,n.load)}${ee(t,n)}`,stop:()=>{clearInterval(a),s.stop()}}}function Z(t,n){let s=(t.attention.rows.value??[]).filter(a=>a.code==="DEVICE_CAME_IN");return y(s,a=>a.values.id,a=>i`<section class="card asks">
    <h2>${e("{name} came in",{name:a.values.device})}</h2>
    <p>${m(a.values.role)} · ${e("let in by {who} at {time}",{who:a.values.let_in_by,time:I(a.values.at,t.live.hubNow())})}</p>
    <p>${e("Is it the one that was meant?")}</p>
    <div class="acts">${r(e("Keep it"),()=>{t.run(()=>p("POST",`/api/devices/${a.values.id}/keep`))},{main:!0,name:`keep-${a.values.id}`})}
      ${r(e("Send it away"),()=>L(t,{id:a.values.id,name:a.values.device,role:a.values.role},n),{name:`away-${a.values.id}`})}</div></section>`)}function ee(t,n){let s=n.rows.value;return i`<section class="card"><h2>${e("Who is in")}</h2>
    ${n.trouble.value&&!s?A(n.trouble.value):c}
    <ul class="rows">${y(s??[],a=>a.id,a=>i`<li>
      <svg class="sign ${a.connected?"sign-ready":"faint"}" viewBox="0 0 20 20" role="img"
        aria-label=${a.connected?e("here now"):e("not here")}>${a.connected?te:ne}</svg>
      <span class="grow"><b>${w(a.name)}</b>${a.id===t.device.id?i` · ${e("this device")}`:c}
        <span class="meta faint">${m(a.role)} · ${K(t,a)}</span></span>
      ${r(e("Change"),()=>ae(t,a,n.load),{more:"small",label:e("Change {name}",{name:a.name}),name:`change-${a.id}`})}</li>`)}</ul></section>`}var te=T`<circle class="full" cx="10" cy="10" r="9"/><path class="tick" d="M5.5 10.5l3 3 6-7"/>`,ne=T`<circle class="ring dotted" cx="10" cy="10" r="7.5"/>`;function K(t,n){return n.connected?e("here now"):n.last_seen_at?e("last here {time}",{time:I(n.last_seen_at,t.live.hubNow())}):e("never here yet")}function ae(t,n,s){let a=S(n.name);E(e("Device"),l=>i`<h2>${w(n.name)}</h2>
    <dl class="facts"><dt>${e("Kind")}</dt><dd>${m(n.role)}</dd>
      <dt>${e("In since")}</dt><dd>${I(n.created_at,t.live.hubNow())}</dd>
      <dt>${e("Last here")}</dt><dd>${K(t,n)}</dd>
      ${n.address?i`<dt>${e("Address")}</dt><dd>${f(n.address)}</dd>`:c}</dl>
    <form class="form" @submit=${h=>{h.preventDefault(),l(),t.run(()=>p("PATCH",`/api/devices/${n.id}`,{body:{name:a.peek().trim()}}).finally(s),e("It is called {name} now.",{name:a.peek().trim()}))}}><label>${e("What it is called")}
      <input name="name" required maxlength="80" autocomplete="off" .value=${n.name}
        @input=${h=>a.value=h.target.value}></label>
      <button class="button" type="submit">${e("Save the name")}</button></form>
    <div class="acts">${r(e("Send it away"),()=>{l(),L(t,n,s)},{name:"send-away"})}${r(e("Close"),l)}</div>`)}function L(t,n,s){let a=n.id===t.device.id;E(e("Send it away"),l=>i`<h2>${e("Send {name} away?",{name:n.name})}</h2>
    <p>${m(n.role)}. ${e("It can do nothing here any more, at once. What it had not sent yet is shown on it once.")}</p>
    ${a?A(e("It is the device that you hold. Somebody else who manages has to let it in again.")):c}
    <div class="acts">${r(e("Send {name} away",{name:n.name}),()=>{l(),t.run(()=>p("DELETE",`/api/devices/${n.id}`).finally(s),e("{name} was sent away.",{name:n.name}))},{danger:!0,name:"send-away-now"})}
      ${r(e("Keep it"),l,{main:!0})}</div>`)}export{be as begin};
