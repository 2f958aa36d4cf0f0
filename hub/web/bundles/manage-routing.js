import{A as _,E as y,e,k as g,l as k,n as r,p as d,t as f,w as N,x as b,y as h,z as $}from"./manage-shared-1.js";var D=Object.freeze(["dine_in","takeout","delivery"]);function L(t){let i=y("/api/menu"),o=y("/api/menu/routes"),s=f(""),a=f(null);return i.load(),o.load(),{view:()=>j(t,{menu:i,routes:o,dish:s,shown:a}),stop:()=>{}}}function j(t,i){let o=i.menu.rows.value,s=i.routes.rows.value?.rules,a=i.menu.trouble.value||i.routes.trouble.value;return r`<h1 tabindex="-1">${e("Who cooks what")}</h1>
    ${a&&!o?_(a):d}
    ${o?F(t,i,o):d}
    ${o&&s?P(t,i,o,s):d}`}function F(t,{dish:i,shown:o,routes:s},a){if(a.items.length===0)return r`<p>${e("No dish is on the menu yet.")} <a href="#menu">${e("Menu")}</a></p>`;let u=a.items.find(n=>n.id===i.value)??a.items[0],m=[...u.modifiers,...(u.modifier_groups??[]).flatMap(n=>n.items)],l=async n=>{n.preventDefault();let c=new FormData(n.target),O=new URLSearchParams([...c].map(([p,W])=>[p,String(W)]).filter(([,p])=>p)),v=await t.run(()=>k(`/api/menu/route?${O}`));v&&(o.value=v)};return r`<section class="card"><h2>${e("Try it: where would it go?")}</h2>
    <form class="form across" @submit=${l} @change=${()=>o.value=null}>
      <label>${e("Dish")} <select name="menu_item_id" @change=${n=>i.value=n.target.value}>
        ${a.items.map(n=>r`<option value=${n.id} ?selected=${n===u}>${n.name}</option>`)}</select></label>
      <label>${e("Changed with")} <select name="modifier"><option value="">${e("nothing")}</option>
        ${m.map(n=>r`<option value=${n.id}>${n.name}</option>`)}</select></label>
      <label>${e("Kind of order")} <select name="type">${D.map(n=>r`<option value=${n}>${w(n)}</option>`)}</select></label>
      <label>${e("When (empty: now)")} <input type="datetime-local" name="at"></label>
      <button class="button main" type="submit">${e("Where would it go?")}</button></form>
    <div role="status">${o.value?I(o.value,a,s.rows.value?.rules??[]):d}</div></section>`}function w(t){return t==="dine_in"?e("at a table"):t==="takeout"?e("to take away"):e("delivery")}function I({stations:t,because:i,rule:o},s,a){return r`<p class="found"><b>${t.length?h(r`→ ${T(t,s)}`):e("Every screen shows it.")}</b></p>
    <p>${i==="rule"?r`${e("Rule {number} decides it.",{number:o??""})} ${o&&a[o-1]?R(a[o-1],s):d}`:K(i)}</p>`}function K(t){switch(t){case"dish":return e("No rule fits: the dish names its station.");case"category":return e("No rule fits: its part of the menu names the station.");default:return e("No rule fits, and neither the dish nor its part of the menu names a station.")}}function T(t,i){return t[0]==="none"?e("nobody's work"):b(t.map(o=>i.stations.find(s=>s.id===o)?.name??o))}function R(t,i){let o=(u,m)=>u.find(l=>l.id===m)?.name??m,s=[t.dish&&o(i.items,t.dish),t.modifier&&`+ ${t.modifier}`,t.category&&o(i.categories,t.category),t.order_type&&w(t.order_type),t.source,t.zone,t.weekdays?.join(", "),t.from&&`${t.from}\u2013${t.until??""}`].filter(u=>u!==void 0),a=t.name?r`${N(t.name)}: `:d;return r`${a}${b(s," \xB7 ")} <b>${h(r`→ ${T(t.stations,i)}`)}</b>`}function P(t,{routes:i,shown:o},s,a){let u=(l,n)=>{o.value=null,t.run(()=>g("PUT","/api/menu/routes",{body:{rules:l}}),n).finally(i.load)},m=(l,n)=>{let c=[...a];[c[l],c[n]]=[c[n],c[l]],u(c,e("The rules are in another order."))};return r`<section class="card"><h2>${e("Rules: the first that fits counts")}</h2>
    <ol class="rows">${a.map((l,n)=>r`<li><span class="grow">${n+1}. ${R(l,s)}</span>
      ${$("\u2191",()=>m(n,n-1),{more:"small",label:e("Rule {number} further up",{number:n+1}),name:`up-${n}`,disabled:n===0})}
      ${$("\u2193",()=>m(n,n+1),{more:"small",label:e("Rule {number} further down",{number:n+1}),name:`down-${n}`,disabled:n===a.length-1})}
      ${$(e("Take away"),()=>u(a.filter(c=>c!==l),e("The rule was taken away.")),{more:"small",label:e("{act}: {name}",{act:e("Take away"),name:n+1}),name:`away-${n}`})}</li>`)}
      <li class="faint">${e("If none fits: the dish's own station, then that of its part of the menu, else every screen.")}</li></ol>
    ${s.stations.length?S(s,l=>u([...a,l],e("The rule counts from now on."))):r`<p>${e("No stations yet: every screen shows every dish.")}</p>`}</section>`}function S(t,i){let o=s=>s.map(a=>r`<option value=${a.id}>${a.name}</option>`);return r`<details><summary>${e("New rule")}</summary><form class="form across" @submit=${s=>{s.preventDefault();let a=s.target,{station:u,...m}=Object.fromEntries([...new FormData(a)].filter(([,l])=>l));i({...m,stations:[u]}),a.reset()}}>
    <label>${e("Dish")} <select name="dish"><option value="">${e("any")}</option>${o(t.items)}</select></label>
    <label>${e("Part of the menu")} <select name="category"><option value="">${e("any")}</option>${o(t.categories)}</select></label>
    <label>${e("Kind of order")} <select name="order_type"><option value="">${e("any")}</option>${D.map(s=>r`<option value=${s}>${w(s)}</option>`)}</select></label>
    <label>${e("From")} <input type="time" name="from"></label>
    <label>${e("Until")} <input type="time" name="until"></label>
    <label>${e("Goes to")} <select name="station" required>${o(t.stations)}<option value="none">${e("nobody's work")}</option></select></label>
    <button class="button" type="submit">${e("Add this rule")}</button></form></details>`}export{L as begin};
