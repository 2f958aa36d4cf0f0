import{a as f}from"./manage-shared-5.js";import{C as d,F as c,G as h,K as w,L as b,e,p as u,t as r,v as m,x as $}from"./manage-shared-1.js";var g=3e3,y=/[\u0300-\u036f]/g;function W(s){let n=w("/api/kitchen/stations"),t=w("/api/kitchen/screens"),a=()=>{n.load(),t.load()};a();let o=setInterval(a,g);return{view:()=>r`<h1 tabindex="-1">${e("Stations and screens")}</h1>
      <div class="cards">${k(s,n)}${C(s,t)}</div>`,stop:()=>clearInterval(o)}}function k(s,n){let t=n.rows.value;return r`<section class="card"><h2>${e("Stations")}</h2>
    ${n.trouble.value&&!t?h(n.trouble.value):m}
    ${t?.length===0?r`<p>${e("No stations yet: every screen shows every dish.")}</p>`:m}
    <ul class="rows">${$(t??[],a=>a.id,a=>r`<li>
      <span class="grow"><b>${d(a.name)}</b><span class="meta faint">${S(a,t??[])}</span></span>
      ${c(e("Change"),()=>v(s,a,n),{more:"small",label:e("Change {name}",{name:a.name}),name:`change-${a.id}`})}</li>`)}</ul>
    <div class="acts">${c(e("Add a station"),()=>v(s,null,n),{name:"add-station"})}</div></section>`}function S(s,n){if(!s.screen)return e("has no screen: its dishes are done with their order");let t=n.find(a=>a.id===s.backup);return t?e("{station} shows its orders when none of its screens does",{station:t.name}):e("nobody stands in for it")}function v(s,n,t){let a=(t.rows.peek()??[]).filter(i=>i.id!==n?.id&&i.screen),o=async i=>{let l=String(i.get("name")).trim(),p={name:l,screen:i.get("screen")==="yes",backup:String(i.get("backup"))||null};await s.run(async()=>{n?await u("PATCH",`/api/menu/stations/${n.id}`,{body:p}):await u("POST","/api/menu/stations",{body:{...p,id:A(l)}}),await t.load()},e("{name} is saved.",{name:l}))};f(n?e("Station"):e("Add a station"),i=>r`<h2>${n?d(n.name):e("Add a station")}</h2>
    <form class="form" @submit=${l=>{l.preventDefault();let p=new FormData(l.target);i(),o(p)}}>
      <label>${e("What it is called")}<input name="name" required maxlength="80" autocomplete="off" .value=${n?.name??""}></label>
      <label>${e("Has it a screen?")}<select name="screen">
        <option value="yes" ?selected=${n?.screen??!0}>${e("yes")}</option>
        <option value="no" ?selected=${n?.screen===!1}>${e("no")}</option></select></label>
      <label>${e("Who stands in for it?")}<select name="backup"><option value="">${e("nobody")}</option>
        ${a.map(l=>r`<option value=${l.id} ?selected=${l.id===n?.backup}>${l.name}</option>`)}</select></label>
      <button class="button main" type="submit">${n?e("Save the station"):e("Add this station")}</button></form>
    <div class="acts">${n?c(e("Take it off"),()=>{i(),T(s,n,t)},{name:"take-off"}):m}${c(e("Close"),i)}</div>`)}function T(s,n,t){f(e("Take it off"),a=>r`<h2>${e("Take {name} off?",{name:n.name})}</h2>
    <p>${e("That goes only while no dish and no open order names it.")}</p>
    <div class="acts">${c(e("Take {name} off",{name:n.name}),()=>{a(),s.run(async()=>{await u("DELETE",`/api/menu/stations/${n.id}`),await t.load()},e("{name} was taken off.",{name:n.name}))},{danger:!0,name:"take-off-now"})}${c(e("Keep it"),a,{main:!0})}</div>`)}function A(s){return s.normalize("NFD").replace(y,"").toLowerCase().replace(/[^a-z0-9]+/g,"-").replace(/^-+|-+$/g,"").slice(0,40)||`station-${crypto.randomUUID().slice(0,8)}`}function C(s,n){let t=n.rows.value,a=s.live.hubNow();return r`<section class="card"><h2>${e("Screens on line")}</h2>
    ${t?.length===0?r`<p>${e("No kitchen screen is on line.")}</p>
      <p><a class="button" href="#devices">${e("Let a screen in")}</a></p>`:m}
    <ul class="rows">${$(t??[],o=>o.id,o=>r`<li><span class="grow"><b>${d(o.name)}</b>
      <span class="meta faint">${o.station?d(o.station):e("the whole kitchen")} · ${e("on line since {time}",{time:b(o.connected_since,a)})} · ${o.painted_at?e("last drawn {time}",{time:b(o.painted_at,a)}):e("has drawn nothing yet")}</span>
      ${o.troubles.map(i=>r`<span class="wrong">${d(i)}</span>`)}</span></li>`)}</ul></section>`}export{W as begin};
