import{$ as ne,A as b,Aa as K,B as p,Ba as O,C as U,Ca as M,Da as L,E as y,Ea as N,F as A,G as j,Ga as H,H as k,Ha as ue,Ja as re,Ka as ce,O as F,Q as W,U as I,V as g,W as ee,_ as se,a as Z,aa as te,b as s,c as R,d as x,da as G,h as B,ha as z,i as D,ia as P,j as T,k as o,l as c,oa as ae,q as f,qa as le,ra as oe,t as E,ua as ie,va as _,w as h,x as v,z as C}from"./pass-shared-1.js";function J(){let e=F.theme.value,a=F.language.value;return o`<h3>${s("Colours")}</h3>
    <div class="choices">${p(s("Dark"),()=>W("theme","dark"),{pressed:e==="dark",name:"dark"})}
      ${p(s("Bright"),()=>W("theme","light"),{pressed:e==="light",name:"light"})}</div>
    <h3>${s("Language")}</h3>
    <div class="choices">${Object.entries(Z).map(([n,u])=>p(o`<span lang=${n}>${u}</span>`,()=>W("language",n),{more:"choose",pressed:a===n,name:`language-${n}`}))}</div>`}function Y(e,a,n){return n!==null?n<0?`+${A(-n)}`:`\u2212${A(n)}`:e.age_at_least?`\u2265 ${A(a)}`:A(a)}function V(e,a){let n=G(e,a),u=ne(a,n),l=a.allergies??[],i=a.notes&&te(a,[]).length?a.notes:null;return o`${l.length||u.length?b(ge(l.length?l:u)):c}
    ${i?b(o`» ${h(i)}`):c}`}function ge(e){return s("ALLERGY: {what}",{what:e.map(a=>x(a)).join(", ").toUpperCase()})}function X(e){return o`<div class="foot">${p(s("Close"),e,{name:"close"})}</div>`}function ve({cook:e,board:a}){let n=f(null),u=f(""),{station:l}=a.value,i=l==="all"||l==="expo"?"":`&station=${encodeURIComponent(l)}`;B("GET",`/api/kitchen/recent?limit=50${i}`).then(r=>n.value=r.data,r=>u.value=T(r)),k(s("Recall"),r=>o`<h2>${s("Recall")}</h2>
    ${u.value?U(u.value):c}
    ${n.value?.length===0?o`<p>${s("Nothing has left yet.")}</p>`:c}
    <ul class="panel-lines">${(n.value??[]).map(t=>o`<li>
      <span class="name"><span class="title">${h(y(t))} ${K(t)}</span>
        <span class="details">${v(t.items.map(d=>`${d.quantity} ${d.name}`))}</span></span>
      ${p(s("Bring back"),()=>{e.recall(t),r()},{name:`recall-${t.id}`})}</li>`)}</ul>${X(r)}`)}function pe({board:e,tickets:a}){k(s("All-day"),n=>{let u=ae(e.value,a.value);return o`<h2>${s("All-day")}</h2>
      ${u.length?c:o`<p>${s("Nothing is left to make.")}</p>`}
      <ul class="panel-lines">${u.map(l=>o`<li><b class="number">${l.count}</b>
        <span class="name"><span class="title">${h(l.name)}</span>
          ${l.modifiers.length?o`<span class="details">${v(l.modifiers," \xB7 ")}</span>`:c}
          ${l.allergies.length?b(v(l.allergies),"inner"):c}</span></li>`)}</ul>
      ${X(n)}`})}function de({cook:e,tickets:a}){let n=f([]),u=f([]),l=f(""),i=f(""),r=t=>i.value=T(t);D("/api/menu/sold-out").then(t=>n.value=t,r),D("/api/menu").then(t=>u.value=t.items,r),k(s("Sold out"),t=>{let d=n.value.filter(m=>!m.available),$=new Set(a.value.flatMap(m=>m.items.map(q=>q.menu_item_id))),w=l.value.trim().toLowerCase(),S=u.value.filter(m=>m.available&&!d.some(q=>q.menu_item_id===m.id)&&(w?m.name.toLowerCase().includes(w):$.has(m.id)));return o`<h2>${s("Sold out")}</h2>${i.value?U(i.value):c}
      <ul class="panel-lines">${d.map(m=>o`<li><span class="name title">${h(m.name)}</span>
        ${p(s("Bring back"),()=>{e.setAvailable(m.menu_item_id,m.name,!0),t()},{name:`back-${m.menu_item_id}`})}</li>`)}</ul>
      <label>${s("Find a dish")}<input type="search" autocomplete="off" .value=${l.value}
        @input=${m=>l.value=m.target.value}></label>
      <ul class="panel-lines">${S.slice(0,40).map(m=>o`<li><span class="name title">${h(m.name)}</span>
        ${p(s("Sold out"),()=>{e.setAvailable(m.id,m.name,!1),t()},{danger:!0,name:`out-${m.id}`})}</li>`)}</ul>${X(t)}`})}function Bs(e,a){let n=f(""),u=f(new Map),l=f(a);B("GET",`/api/orders/${a.id}`).then(r=>l.value=r.data,()=>{}),k(s("Order {number}",{number:y(a)}),r=>{let t=e.live.replica.value.orders.get(a.id),d=t??l.value,$={...e,order:d,choosing:n,pieces:u,close:r,row:le(d)};switch(t&&(l.value=t),n.value){case"station":return Se($);case"dish":return Ae($);case"split":return _e($);case"table":return $e($,s("To which table?"),"table_number",d.table_number??"",50);case"notes":return $e($,s("A note to the kitchen"),"notes",d.notes??"",500);default:return be($,t!==void 0&&ee(d))}})}function be(e,a){let{order:n,live:u,board:l,row:i,crew:r,close:t}=e,d=u.now.value,$=u.isUnderWay(n.id),w=a?Y(n,z(l,n,d),P(n,d)):j(Date.parse(se(n))),S=ie(n,u.courses.value);return o`<header class="panel-head"><h2 class="number">${h(y(n))}</h2>
      <span>${ue(n)}</span><span class="age number">${w}</span></header>
    ${N(n)?o`<p class="rush"><b>${N(n)}</b></p>`:c}
    ${V(l,n)}
    ${a?c:o`<p><b>${re(n)}</b></p>`}
    ${n.notes?o`<p>» ${h(n.notes)}</p>`:c}
    ${a&&(i.ready.length||S.length)?o`<div class="buttons">
      ${i.ready.length?p($?s("sending ..."):R("Send out {count} dish","Send out {count} dishes",_(i.ready)),()=>{r.sendOut(n),t()},{main:!0,disabled:$,name:"send-out"}):c}
      ${S.length?p(s("Fire {count}",{count:_(S)}),()=>r.fire(n,S),{main:!i.ready.length,disabled:$,name:"fire"}):c}</div>`:c}
    ${i.shares.map(m=>ye(m,e,a))}
    ${i.held.length?o`<section class="at-station"><h3>${s("Held")}</h3>
      <ul class="panel-lines">${i.held.map(m=>Q(m,"held"))}</ul></section>`:c}
    ${a?ke(e):we(e)}
    <div class="foot">${p(s("Close"),t,{name:"close"})}</div>`}function ye(e,a,n){let{order:u,row:l,stations:i}=a,r=l.holdsUp.has(e.station),t=u.items.filter($=>$.screen!==!1&&($.stations??[$.station??null]).includes(e.station)),d=n?ce(l,e,a):[];return o`<section class="at-station ${r?"holds":""}"><h3>${H(e.station,i.value)}${r?o` <span class="flag">${s("holds the order up")}</span>`:c}</h3>
    ${d.length?o`<ul class="because meta">${d.map($=>o`<li>${$}</li>`)}</ul>`:c}
    <ul class="panel-lines">${t.map($=>Q($,oe($,e.station)))}${e.held.map($=>Q($,"held"))}</ul></section>`}function Q(e,a){let n=g(e)?a:"cancelled";return o`<li class=${n}>${C(n)}<b>${e.quantity}</b>
    <span class="name"><span class="title">${O(e)}</span>
      ${a==="held"?o`<span class="details">${[L(e),s("held")].filter(Boolean).join(" \xB7 ")}</span>`:c}
      ${g(e)?c:o`<span class="details">${e.cancel_reason?s("cancelled: {why}",{why:e.cancel_reason}):s("cancelled")}</span>`}
      ${e.modifiers.length?o`<span class="details">${e.modifiers.map((u,l)=>o`${l?" \xB7 ":c}${M(u)}`)}</span>`:c}
      ${e.notes?o`<span class="details">» ${h(e.notes)}</span>`:c}
      ${e.allergies?.length?b(v(e.allergies),"inner"):c}</span></li>`}function ke({order:e,crew:a,choosing:n,row:u}){let l=t=>()=>n.value=t,i=u.shares.some(t=>t.left.length),r=_(e.items.filter(g))>1;return o`<div class="pairs">
    ${p(e.priority==="rush"?s("No rush"):s("Rush"),()=>a.rush(e),{name:"rush"})}
    ${i?p(s("To another station"),l("station"),{name:"move"}):c}
    ${p(s("Sold out"),l("dish"),{name:"sold-out-here"})}
    ${a.mayEdit?o`${p(s("Other table"),l("table"),{name:"table"})}
      ${r?p(s("Split"),l("split"),{name:"split"}):c}
      ${p(s("Note"),l("notes"),{name:"notes"})}`:c}
    ${a.mayRecall&&e.items.some(t=>g(t)&&I(t.status)>0)?p(s("Undo the last step"),()=>a.recall(e),{name:"step-back"}):c}</div>`}function we({order:e,crew:a,close:n}){let u=e.items.some(l=>l.status==="served");return!a.mayRecall||!u||e.status==="cancelled"?c:p(s("Bring back"),()=>{a.recall(e),n()},{name:"bring-back"})}function me(e){return o`<div class="foot">${p(s("Back"),()=>e.value="",{name:"back"})}</div>`}function Se({order:e,row:a,stations:n,crew:u,choosing:l}){let i=a.shares.filter(r=>r.left.length);return o`<h2>${s("Who makes {number}?",{number:y(e)})}</h2>
    ${i.map(r=>o`<section class="at-station">
      <h3>${H(r.station,n.value)}</h3>
      <p class="meta faint">${v(r.left.map(t=>`${t.quantity} ${t.kitchen_name||t.name}`))}</p>
      <div class="choices">${n.value.filter(t=>t.screen&&t.id!==r.station).map(t=>p(o`<span aria-hidden="true" class="arrow"></span>${h(t.name)}`,()=>{u.reroute(e,t.id,r.station),l.value=""},{name:`to-${t.id}`,label:s("To {station}",{station:x(t.name)})}))}</div></section>`)}
    ${n.value.length?c:o`<p>${s("No stations yet: the manager adds them in Manage, Stations.")}</p>`}
    ${me(l)}`}function Ae({order:e,crew:a,choosing:n}){let u=[...e.items,...e.held??[]],l=new Map(u.filter(i=>g(i)&&i.menu_item_id).map(i=>[i.menu_item_id,i.name]));return o`<h2>${s("What is sold out?")}</h2>
    ${l.size?c:o`<p>${s("Nothing of this ticket is on the menu.")}</p>`}
    <div class="choices">${[...l].map(([i,r])=>p(o`${s("Sold out")}: ${h(r)}`,()=>{a.setAvailable(String(i),r,!1),n.value=""},{danger:!0,name:`out-${i}`}))}</div>${me(n)}`}function _e({order:e,pieces:a,crew:n,choosing:u}){let l=e.items.filter(t=>g(t)),i=[...a.value.values()].reduce((t,d)=>t+d,0),r=t=>()=>{let d=new Map(a.value),$=(d.get(t.id)??0)+1;$>t.quantity?d.delete(t.id):d.set(t.id,$),a.value=d};return o`<h2>${s("What becomes an order of its own?")}</h2>
    <ul class="panel-lines">${l.map(t=>{let d=a.value.get(t.id)??0;return o`<li><span class="name title">${O(t)}</span>
        ${p(s("{taken} of {all}",{taken:d,all:t.quantity}),r(t),{pressed:d>0,name:`piece-${t.id}`})}</li>`})}</ul>
    <div class="pairs foot">${p(s("Back"),()=>u.value="",{name:"back"})}
      ${p(R("Split off {count} dish","Split off {count} dishes",i),()=>{n.split(e,a.value),a.value=new Map,u.value=""},{main:!0,disabled:!i||i>=_(l),name:"split-off"})}</div>`}function $e({order:e,crew:a,choosing:n},u,l,i,r){return o`<form class="field" @submit=${d=>{d.preventDefault();let $=d.target,w=String(new FormData($).get(l)??"").trim();a.edit(e,{[l]:w||null}),n.value=""}}><label><h2>${u}</h2>
      <input name=${l} .defaultValue=${i} maxlength=${r} autocomplete="off" dir="auto"></label>
    <div class="pairs foot">${p(s("Back"),()=>n.value="",{name:"back"})}
      <button type="submit" class="button main" data-name="save">${s("Save")}</button></div></form>`}function Cs({crew:e,board:a,rows:n,device:u}){let l={get value(){return n.value.map(i=>i.order)}};k(s("More"),i=>o`<h2>${s("More")}</h2>
    <div class="choices">
      ${p(s("Sold out"),()=>de({cook:e,tickets:l}),{name:"more-sold-out"})}
      ${p(s("All-day"),()=>pe({board:f(a),tickets:l}),{name:"more-all-day"})}
      ${p(s("Start shift: sound, screen on, whole glass"),()=>E(),{main:!0,more:"whole",name:"start-shift"})}
    </div>
    ${J()}
    <h3>${s("Keys")}</h3>
    <ul class="keys">${Oe().map(([r,t])=>o`<li><kbd>${r}</kbd> ${t}</li>`)}</ul>
    <p class="faint">${h(u.name)}</p>
    <div class="foot">${p(s("Close"),i,{name:"close"})}</div>`)}function Oe(){return[["/",s("finds an order")],["\u2191 \u2193",s("goes from order to order")],["Enter",s("opens the order")],["Esc",s("closes, goes back")]]}export{Cs as openMore,Bs as openOrder,ve as openRecall};
