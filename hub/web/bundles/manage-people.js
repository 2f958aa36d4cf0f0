import{a as p}from"./manage-shared-6.js";import{C as h,E as w,G as r,H as k,L as b,O as g,e,p as m,t as i,v as l,x as $}from"./manage-shared-1.js";function v(n){let t=b("/api/tokens");return t.load(),{view:()=>I(n,t)}}function I(n,t){let o=t.rows.value?.filter(a=>a.role==="integration")??null;return o?i`<section class="card"><h2>${e("Programs")}</h2>
    ${o.length===0?i`<p>${e("No till and no web shop has a key yet.")}</p>`:l}
    <ul class="rows">${$(o,a=>a.id,a=>i`<li>
      <span class="grow"><b>${h(a.name)}</b>
        <span class="meta faint">${e("has a key since {time}",{time:g(a.created_at,n.live.hubNow())})}</span></span>
      ${r(e("Take its key away"),()=>A(n,t,a),{more:"small",label:e("{act}: {name}",{act:e("Take its key away"),name:a.name}),name:`no-key-${a.id}`})}</li>`)}</ul>
    <div class="acts">${r(e("Make a key"),()=>S(n,t),{name:"make-key"})}</div></section>`:l}function S(n,t){p(e("Make a key"),o=>i`<h2>${e("Make a key")}</h2>
    <form class="form" @submit=${async a=>{a.preventDefault();let s=String(new FormData(a.target).get("name")).trim();o();let u=await n.run(()=>m("POST","/api/tokens",{body:{role:"integration",name:s}}));t.load(),u&&x(s,u.data.token)}}><label>${e("What the program is called")} <input name="name" required maxlength="80" autocomplete="off"></label>
      <button class="button main" type="submit">${e("Make its key")}</button></form>
    ${r(e("Close"),o)}`)}function x(n,t){p(e("The key"),o=>i`<h2>${e("The key of {name}",{name:n})}</h2>
    <p class="address" tabindex="0">${w(t)}</p>
    <p>${e("Put it into the program now: it is shown only once. Whoever has it can take orders and change the menu.")}</p>
    ${r(e("It is put in"),o,{main:!0})}`)}function A(n,t,{id:o,name:a}){p(e("Take its key away"),s=>i`<h2>${e("Take the key of {name} away?",{name:a})}</h2>
    <p>${e("The program can send and read nothing more, at once.")}</p>
    <div class="acts">${r(e("Take its key away"),()=>{s(),n.run(()=>m("DELETE",`/api/tokens/${o}`),e("{name} has no key any more.",{name:a})).finally(t.load)},{danger:!0,name:"no-key-now"})}
      ${r(e("Keep {name}",{name:a}),s,{main:!0})}</div>`)}var C=Object.freeze(["waiter","kitchen","pass","cashier","manager"]),O="[0-9]{4,8}";function V(n){let t=b("/api/people"),o=v(n);return t.load(),{view:()=>i`${W(n,t)}${o.view()}`,stop:()=>{}}}function W(n,t){let o=t.rows.value;return i`<h1 tabindex="-1">${e("People and programs")}</h1>
    <p>${e("At a device that several share, each says by a PIN who they are. It is asked once Pins is on in the settings, and somebody is on this list.")}</p>
    ${t.trouble.value&&!o?k(t.trouble.value):l}
    <div class="acts">${r(e("Add a person"),()=>E(n,t),{main:!0,name:"add-person"})}</div>
    ${o?.length===0?i`<p>${e("Nobody is on this list yet.")}</p>`:l}
    ${o?.length?i`<section class="card"><ul class="rows">${$(o,a=>a.id,a=>i`<li>
      <span class="grow"><b>${h(a.name)}</b>
        <span class="meta faint">${P(a.role)} · ${a.has_pin?e("has a PIN"):e("no PIN")}</span></span>
      ${r(e("Change"),()=>D(n,t,a),{more:"small",label:e("Change {name}",{name:a.name}),name:`change-${a.id}`})}</li>`)}</ul></section>`:l}`}function P(n){switch(n){case"waiter":return e("Waiter");case"kitchen":return e("Cook");case"pass":return e("At the pass");case"cashier":return e("Cashier");default:return e("Manager")}}function T(n="waiter"){return i`<label>${e("What they do")}
    <select name="role">${C.map(t=>i`<option value=${t} ?selected=${t===n}>${P(t)}</option>`)}</select></label>`}function N(n){return i`<label>${e("PIN: 4 to 8 digits")}
    <input name="pin" inputmode="numeric" pattern=${O} maxlength="8" autocomplete="off" ?required=${n}></label>`}function y(n){return n.preventDefault(),Object.fromEntries([...new FormData(n.target)].map(([t,o])=>[t,String(o).trim()]))}function E(n,t){p(e("Add a person"),o=>i`<h2>${e("Add a person")}</h2>
    <form class="form" @submit=${a=>{let{name:s,role:u,pin:c}=y(a);o(),n.run(async()=>{let{data:d}=await m("POST","/api/people",{body:{name:s,role:u}});c&&await m("PUT",`/api/people/${d.id}/pin`,{body:{pin:c}})},e("{name} is on the list.",{name:s})).finally(t.load)}}><label>${e("Name")} <input name="name" required maxlength="80" autocomplete="off"></label>
      ${T()}${N(!1)}
      <p class="meta faint">${e("Without a PIN they only choose their name.")}</p>
      <button class="button main" type="submit">${e("Add this person")}</button></form>
    ${r(e("Close"),o)}`)}function D(n,t,o){let a=`/api/people/${o.id}`,{name:s}=o;p(e("Person"),u=>{let c=(d,f)=>{u(),n.run(d,f).finally(t.load)};return i`<h2>${h(s)}</h2>
      <form class="form" @submit=${d=>{let f=y(d);c(()=>m("PATCH",a,{body:f}),e("{name} was changed.",{name:f.name}))}}><label>${e("Name")} <input name="name" required maxlength="80" autocomplete="off" .value=${s}></label>
        ${T(o.role)}
        <button class="button" type="submit">${e("Save name and work")}</button></form>
      <form class="form" @submit=${d=>{let f=y(d);c(()=>m("PUT",`${a}/pin`,{body:f}),e("{name} has a new PIN.",{name:s}))}}>${N(!0)}
        <button class="button" type="submit">${o.has_pin?e("Set another PIN"):e("Set the PIN")}</button></form>
      <div class="acts">${o.has_pin?r(e("Take the PIN away"),()=>c(()=>m("PUT",`${a}/pin`,{body:{pin:null}}),e("{name} has no PIN any more.",{name:s})),{name:"no-pin"}):l}
        ${r(e("Take off the list"),()=>M(n,t,o),{name:"take-off"})}
        ${r(e("Close"),u)}</div>`})}function M(n,t,{id:o,name:a}){p(e("Take off the list"),s=>i`<h2>${e("Take {name} off the list?",{name:a})}</h2>
    <p>${e("What they did stays written down.")}</p>
    <div class="acts">${r(e("Take {name} off",{name:a}),()=>{s(),n.run(()=>m("DELETE",`/api/people/${o}`),e("{name} was taken off the list.",{name:a})).finally(t.load)},{danger:!0,name:"take-off-now"})}
      ${r(e("Keep {name}",{name:a}),s,{main:!0})}</div>`)}export{V as begin};
