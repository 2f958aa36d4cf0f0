import{a as E,b as N,c as x,d as W}from"./manage-shared-4.js";import{a as S}from"./manage-shared-6.js";import{B as _,C as m,F as O,G as d,H as y,L as v,M as A,O as h,e,f as k,k as T,p as f,r as I,t as l,v as c,x as g,z as w}from"./manage-shared-1.js";var F=3e3,G={isOff:t=>t.fixed,canGoBack:t=>t.wanted!==void 0,valueOf:t=>t.wanted??t.value??t.default,about:t=>K(t),back:()=>e("Take it back"),suggestions:t=>t.name==="board.station"?"stations":void 0};function K({from:t,fixed:n,waits:s,refused:o}){return l`<b>${M(t,n)}</b>${s?l` <b>${e("The screen does not go by it yet.")}</b>`:c}
    ${o?l`<span class="wrong">${e("The screen can't go by it:")} ${m(o)}</span>`:c}`}function M(t,n){return t==="manager"?e("It was set here."):n?e("It is set at the screen itself, and is changed there."):t==="file"?e("It stands in the screen's file."):""}function L(t){let n=w(null),s=()=>{let{id:r}=n.peek();o(),t.clear(),document.querySelector(`[data-name="settings-${r}"]`)?.focus()},o=()=>{n.peek()?.stop(),n.value=null};return{open:r=>{t.clear(),n.value=q(t,r),scrollTo(0,0),document.querySelector(".place h1")?.focus()},view:r=>n.value&&H(t,n.value,r,s),stop:o}}function q(t,{id:n,name:s}){let o=`/api/screens/${n}/settings`,r=v(o),a=w(""),i=E(t,o,()=>r.rows.peek().settings,G),u=()=>i.save(r.load,b=>b.connected?e("{name} was told.",{name:s}):e("{name} goes by it as soon as it is back.",{name:s}));r.load();let p=setInterval(()=>{r.load()},F);return{id:n,name:s,found:r,wanted:a,draft:i,save:u,stop:()=>clearInterval(p)}}function H(t,{name:n,found:s,wanted:o,draft:r,save:a},i,u){let p=s.rows.value,b=(p?.settings??[]).filter($=>x($,o.value));return l`<h1 tabindex="-1">${e("Settings of {name}",{name:n})}</h1>
    ${s.trouble.value&&!p?y(s.trouble.value):c}
    ${p?l`<p>${P(t,p)} ${p.known?"":e("It has never said what it goes by: it is a tablet, or an older screen.")}</p>
      <p class="meta faint">${e("A screen goes by what is saved here at once. It needs no restart.")}</p>`:c}
    <div class="acts">${d(e("Back to the screens"),u,{name:"to-screens"})}</div>
    <label>${e("Find a setting")}<input type="search" name="find" autocomplete="off" placeholder=${e("late, sound, Wi-Fi ...")}
      @input=${$=>o.value=$.target.value}></label>
    ${p&&!b.length?l`<p>${e("No setting is called so.")}</p>`:c}
    <datalist id="stations">${i.map($=>l`<option value=${$.id}>${$.name}</option>`)}<option value="expo"></option><option value="all"></option></datalist>
    ${N(b,r)}
    ${W(r,a)}`}function P(t,{connected:n,last_seen_at:s}){return n?e("It is on line."):s?e("It was last here {time}.",{time:h(s,t.live.hubNow())}):e("It is not here now.")}var R=1e3,U="TEST",j=60;function V(t){return t.some(n=>n.test&&n.display_number===U)}function C(t){let{live:n}=t,s=w(null),o=async()=>{try{s.value=V(n.orders.peek())?await I("/api/drill/order"):null}catch(p){p instanceof T&&(s.value=null)}},r=_(()=>{V(n.orders.value)!==(s.peek()!==null)&&o()}),a=setInterval(()=>{s.peek()&&!t.busy.peek()&&o()},R),i=()=>{t.run(async()=>{s.value=(await f("POST","/api/drill/order")).data},e("The test order is on its way to every station."))},u=()=>{t.run(async()=>{await f("DELETE","/api/drill/order"),s.value=null},e("The test order was taken off every board."))};return{view:p=>z(s.value,p,i,u),stop:()=>{clearInterval(a),r()}}}function z(t,n,s,o){let r=a=>a===null?e("the whole kitchen"):n.find(i=>i.id===a)?.name??a;return l`<section class="card"><h2>${e("Test order")}</h2>
    ${t?l`<p role="status"><b>${J(t)}</b></p>
        <ul class="rows ticks">${t.stations.map(a=>l`<li>${O(a.painted?"ready":"pending")}
          <span class="grow"><b>${m(r(a.station))}</b></span>
          ${a.painted?l`<span>${e("has drawn it")}</span>`:l`<span class="wrong">${e("has not drawn it yet")}</span>`}</li>`)}</ul>
        <p class="meta faint">${k("It goes away by itself in {count} minute.","It goes away by itself in {count} minutes.",Math.ceil(t.expires_in/j))}</p>`:l`<p>${e("An order called TEST goes to every station with a screen. Here you see which screens have drawn it. It is nobody's food, and goes away by itself.")}</p>`}
    <div class="acts">${t?d(e("Take it off every board"),o,{name:"end-test"}):c}
      ${d(t?e("Send another"):e("Send a test order"),s,{name:"send-test"})}</div></section>`}function J({stations:t}){let n=t.filter(s=>!s.painted).length;return n===0?e("Every station has drawn it."):k("{count} station has not drawn it yet","{count} stations have not drawn it yet",n)}var Q=3e3;function ye(t){let n=v("/api/kitchen/stations"),s=v("/api/kitchen/screens"),o=()=>{n.load(),s.load()};o();let r=L(t),a=C(t),i=v("/api/devices");i.load();let u=setInterval(o,Q);return{view:()=>r.view(n.rows.value??[])??l`<h1 tabindex="-1">${e("Stations and screens")}</h1>
      <div class="cards">${X(t,n)}${ee(t,s,r.open)}</div>
      ${a.view(n.rows.value??[])}
      ${te(t,i,s,r.open)}`,stop:()=>{clearInterval(u),r.stop(),a.stop()}}}function X(t,n){let s=n.rows.value;return l`<section class="card"><h2>${e("Stations")}</h2>
    ${n.trouble.value&&!s?y(n.trouble.value):c}
    ${s?.length===0?l`<p>${e("No stations yet: every screen shows every dish.")}</p>`:c}
    <ul class="rows">${g(s??[],o=>o.id,o=>l`<li>
      <span class="grow"><b>${m(o.name)}</b><span class="meta faint">${Y(o,s??[])}</span></span>
      ${d(e("Change"),()=>D(t,o,n),{more:"small",label:e("Change {name}",{name:o.name}),name:`change-${o.id}`})}</li>`)}</ul>
    <div class="acts">${d(e("Add a station"),()=>D(t,null,n),{name:"add-station"})}</div></section>`}function Y(t,n){if(!t.screen)return e("has no screen: its dishes are done with their order");let s=n.find(o=>o.id===t.backup);return s?e("{station} shows its orders when none of its screens does",{station:s.name}):e("nobody stands in for it")}function D(t,n,s){let o=(s.rows.peek()??[]).filter(a=>a.id!==n?.id&&a.screen),r=async a=>{let i=String(a.get("name")).trim(),u={name:i,screen:a.get("screen")==="yes",backup:String(a.get("backup"))||null};await t.run(async()=>{n?await f("PATCH",`/api/menu/stations/${n.id}`,{body:u}):await f("POST","/api/menu/stations",{body:{...u,id:A(i,"station")}}),await s.load()},e("{name} is saved.",{name:i}))};S(n?e("Station"):e("Add a station"),a=>l`<h2>${n?m(n.name):e("Add a station")}</h2>
    <form class="form" @submit=${i=>{i.preventDefault();let u=new FormData(i.target);a(),r(u)}}>
      <label>${e("What it is called")}<input name="name" required maxlength="80" autocomplete="off" .value=${n?.name??""}></label>
      <label>${e("Has it a screen?")}<select name="screen">
        <option value="yes" ?selected=${n?.screen??!0}>${e("yes")}</option>
        <option value="no" ?selected=${n?.screen===!1}>${e("no")}</option></select></label>
      <label>${e("Who stands in for it?")}<select name="backup"><option value="">${e("nobody")}</option>
        ${o.map(i=>l`<option value=${i.id} ?selected=${i.id===n?.backup}>${i.name}</option>`)}</select></label>
      <button class="button main" type="submit">${n?e("Save the station"):e("Add this station")}</button></form>
    <div class="acts">${n?d(e("Take it off"),()=>{a(),Z(t,n,s)},{name:"take-off"}):c}${d(e("Close"),a)}</div>`)}function Z(t,n,s){S(e("Take it off"),o=>l`<h2>${e("Take {name} off?",{name:n.name})}</h2>
    <p>${e("That goes only while no dish and no open order names it.")}</p>
    <div class="acts">${d(e("Take {name} off",{name:n.name}),()=>{o(),t.run(async()=>{await f("DELETE",`/api/menu/stations/${n.id}`),await s.load()},e("{name} was taken off.",{name:n.name}))},{danger:!0,name:"take-off-now"})}${d(e("Keep it"),o,{main:!0})}</div>`)}function ee(t,n,s){let o=n.rows.value,r=t.live.hubNow();return l`<section class="card"><h2>${e("Screens on line")}</h2>
    ${o?.length===0?l`<p>${e("No kitchen screen is on line.")}</p>
      <p><a class="button" href="#devices">${e("Let a screen in")}</a></p>`:c}
    <ul class="rows">${g(o??[],a=>a.id,a=>l`<li><span class="grow"><b>${m(a.name)}</b>
      <span class="meta faint">${a.station?m(a.station):e("the whole kitchen")} · ${e("on line since {time}",{time:h(a.connected_since,r)})} · ${a.painted_at?e("last drawn {time}",{time:h(a.painted_at,r)}):e("has drawn nothing yet")}</span>
      ${a.troubles.map(i=>l`<span class="wrong">${m(i)}</span>`)}</span>
      ${B(a,s)}</li>`)}</ul></section>`}function B({id:t,name:n},s){return d(e("Settings"),()=>s({id:t,name:n}),{more:"small",label:e("{act}: {name}",{act:e("Settings"),name:n}),name:`settings-${t}`})}function te(t,n,s,o){let r=new Set((s.rows.value??[]).map(i=>i.id)),a=(n.rows.value??[]).filter(i=>i.role==="kitchen"&&!r.has(i.id));return a.length?l`<section class="card"><h2>${e("Screens that are not here now")}</h2>
    <ul class="rows">${g(a,i=>i.id,i=>l`<li><span class="grow"><b>${m(i.name)}</b>
      <span class="meta faint">${i.last_seen_at?e("last here {time}",{time:h(i.last_seen_at,t.live.hubNow())}):e("never here yet")}</span></span>
      ${B(i,o)}</li>`)}</ul></section>`:c}export{ye as begin};
