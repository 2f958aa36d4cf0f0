import{$ as re,A as P,G as ae,I as le,K as oe,L as ie,O as ue,P as _,U as K,V as O,W as M,X as L,Y as N,_ as H,ba as ce,ca as pe,f as F,h as W,l as I,m as g,n as ee,q as ne,r as se,s as te,v as G,z}from"./pass-shared-1.js";import{A as f,D as E,G as h,H as v,K as C,M as b,N as p,O as U,Q as y,R as A,S as j,T as k,a as Z,d as n,e as R,f as x,q as B,r as D,s as T,t as o,u as c}from"./pass-shared-2.js";function J(){let e=F.theme.value,a=F.language.value;return o`<h3>${n("Colours")}</h3>
    <div class="choices">${p(n("Dark"),()=>W("theme","dark"),{pressed:e==="dark",name:"dark"})}
      ${p(n("Bright"),()=>W("theme","light"),{pressed:e==="light",name:"light"})}</div>
    <h3>${n("Language")}</h3>
    <div class="choices">${Object.entries(Z).map(([s,u])=>p(o`<span lang=${s}>${u}</span>`,()=>W("language",s),{more:"choose",pressed:a===s,name:`language-${s}`}))}</div>`}function V(e,a,s){return s!==null?s<0?`+${A(-s)}`:`\u2212${A(s)}`:e.age_at_least?`\u2265 ${A(a)}`:A(a)}function Y(e,a){let s=G(e,a),u=se(a,s),l=a.allergies??[],i=a.notes&&te(a,[]).length?a.notes:null;return o`${l.length||u.length?b(ve(l.length?l:u)):c}
    ${i?b(o`» ${h(i)}`):c}`}function ve(e){return n("ALLERGY: {what}",{what:e.map(a=>x(a)).join(", ").toUpperCase()})}function X(e){return o`<div class="foot">${p(n("Close"),e,{name:"close"})}</div>`}function be({cook:e,board:a}){let s=f(null),u=f(""),{station:l}=a.value,i=l==="all"||l==="expo"?"":`&station=${encodeURIComponent(l)}`;B("GET",`/api/kitchen/recent?limit=50${i}`).then(r=>s.value=r.data,r=>u.value=T(r)),k(n("Recall"),r=>o`<h2>${n("Recall")}</h2>
    ${u.value?U(u.value):c}
    ${s.value?.length===0?o`<p>${n("Nothing has left yet.")}</p>`:c}
    <ul class="panel-lines">${(s.value??[]).map(t=>o`<li>
      <span class="name"><span class="title">${h(y(t))} ${K(t)}</span>
        <span class="details">${v(t.items.map(d=>`${d.quantity} ${d.name}`))}</span></span>
      ${p(n("Bring back"),()=>{e.recall(t),r()},{name:`recall-${t.id}`})}</li>`)}</ul>${X(r)}`)}function de({board:e,tickets:a}){k(n("All-day"),s=>{let u=ae(e.value,a.value);return o`<h2>${n("All-day")}</h2>
      ${u.length?c:o`<p>${n("Nothing is left to make.")}</p>`}
      <ul class="panel-lines">${u.map(l=>o`<li><b class="number">${l.count}</b>
        <span class="name"><span class="title">${h(l.name)}</span>
          ${l.modifiers.length?o`<span class="details">${v(l.modifiers," \xB7 ")}</span>`:c}
          ${l.allergies.length?b(v(l.allergies),"inner"):c}</span></li>`)}</ul>
      ${X(s)}`})}function $e({cook:e,tickets:a}){let s=f([]),u=f([]),l=f(""),i=f(""),r=t=>i.value=T(t);D("/api/menu/sold-out").then(t=>s.value=t,r),D("/api/menu").then(t=>u.value=t.items,r),k(n("Sold out"),t=>{let d=s.value.filter(m=>!m.available),$=new Set(a.value.flatMap(m=>m.items.map(q=>q.menu_item_id))),w=l.value.trim().toLowerCase(),S=u.value.filter(m=>m.available&&!d.some(q=>q.menu_item_id===m.id)&&(w?m.name.toLowerCase().includes(w):$.has(m.id)));return o`<h2>${n("Sold out")}</h2>${i.value?U(i.value):c}
      <ul class="panel-lines">${d.map(m=>o`<li><span class="name title">${h(m.name)}</span>
        ${p(n("Bring back"),()=>{e.setAvailable(m.menu_item_id,m.name,!0),t()},{name:`back-${m.menu_item_id}`})}</li>`)}</ul>
      <label>${n("Find a dish")}<input type="search" autocomplete="off" .value=${l.value}
        @input=${m=>l.value=m.target.value}></label>
      <ul class="panel-lines">${S.slice(0,40).map(m=>o`<li><span class="name title">${h(m.name)}</span>
        ${p(n("Sold out"),()=>{e.setAvailable(m.id,m.name,!1),t()},{danger:!0,name:`out-${m.id}`})}</li>`)}</ul>${X(t)}`})}function Mn(e,a){let s=f(""),u=f(new Map),l=f(a);B("GET",`/api/orders/${a.id}`).then(r=>l.value=r.data,()=>{}),k(n("Order {number}",{number:y(a)}),r=>{let t=e.live.replica.value.orders.get(a.id),d=t??l.value,$={...e,order:d,choosing:s,pieces:u,close:r,row:oe(d)};switch(t&&(l.value=t),s.value){case"station":return Ae($);case"dish":return _e($);case"split":return Oe($);case"table":return me($,n("To which table?"),"table_number",d.table_number??"",50);case"notes":return me($,n("A note to the kitchen"),"notes",d.notes??"",500);default:return ye($,t!==void 0&&ee(d))}})}function ye(e,a){let{order:s,live:u,board:l,row:i,crew:r,close:t}=e,d=u.now.value,$=u.isUnderWay(s.id),w=a?V(s,z(l,s,d),P(s,d)):j(Date.parse(ne(s))),S=ue(s,u.courses.value);return o`<header class="panel-head"><h2 class="number">${h(y(s))}</h2>
      <span>${re(s)}</span><span class="age number">${w}</span></header>
    ${N(s)?o`<p class="rush"><b>${N(s)}</b></p>`:c}
    ${Y(l,s)}
    ${a?c:o`<p><b>${ce(s)}</b></p>`}
    ${s.notes?o`<p>» ${h(s.notes)}</p>`:c}
    ${a&&(i.ready.length||S.length)?o`<div class="buttons">
      ${i.ready.length?p($?n("sending ..."):R("Send out {count} dish","Send out {count} dishes",_(i.ready)),()=>{r.sendOut(s),t()},{main:!0,disabled:$,name:"send-out"}):c}
      ${S.length?p(n("Fire {count}",{count:_(S)}),()=>r.fire(s,S),{main:!i.ready.length,disabled:$,name:"fire"}):c}</div>`:c}
    ${i.shares.map(m=>ke(m,e,a))}
    ${i.held.length?o`<section class="at-station"><h3>${n("Held")}</h3>
      <ul class="panel-lines">${i.held.map(m=>Q(m,"held"))}</ul></section>`:c}
    ${a?we(e):Se(e)}
    <div class="foot">${p(n("Close"),t,{name:"close"})}</div>`}function ke(e,a,s){let{order:u,row:l,stations:i}=a,r=l.holdsUp.has(e.station),t=u.items.filter($=>$.screen!==!1&&($.stations??[$.station??null]).includes(e.station)),d=s?pe(l,e,a):[];return o`<section class="at-station ${r?"holds":""}"><h3>${H(e.station,i.value)}${r?o` <span class="flag">${n("holds the order up")}</span>`:c}</h3>
    ${d.length?o`<ul class="because meta">${d.map($=>o`<li>${$}</li>`)}</ul>`:c}
    <ul class="panel-lines">${t.map($=>Q($,ie($,e.station)))}${e.held.map($=>Q($,"held"))}</ul></section>`}function Q(e,a){let s=g(e)?a:"cancelled";return o`<li class=${s}>${C(s)}<b>${e.quantity}</b>
    <span class="name"><span class="title">${O(e)}</span>
      ${a==="held"?o`<span class="details">${[L(e),n("held")].filter(Boolean).join(" \xB7 ")}</span>`:c}
      ${g(e)?c:o`<span class="details">${e.cancel_reason?n("cancelled: {why}",{why:e.cancel_reason}):n("cancelled")}</span>`}
      ${e.modifiers.length?o`<span class="details">${e.modifiers.map((u,l)=>o`${l?" \xB7 ":c}${M(u)}`)}</span>`:c}
      ${e.notes?o`<span class="details">» ${h(e.notes)}</span>`:c}
      ${e.allergies?.length?b(v(e.allergies),"inner"):c}</span></li>`}function we({order:e,crew:a,choosing:s,row:u}){let l=t=>()=>s.value=t,i=u.shares.some(t=>t.left.length),r=_(e.items.filter(g))>1;return o`<div class="pairs">
    ${p(e.priority==="rush"?n("No rush"):n("Rush"),()=>a.rush(e),{name:"rush"})}
    ${i?p(n("To another station"),l("station"),{name:"move"}):c}
    ${p(n("Sold out"),l("dish"),{name:"sold-out-here"})}
    ${a.mayEdit?o`${p(n("Other table"),l("table"),{name:"table"})}
      ${r?p(n("Split"),l("split"),{name:"split"}):c}
      ${p(n("Note"),l("notes"),{name:"notes"})}`:c}
    ${a.mayRecall&&e.items.some(t=>g(t)&&I(t.status)>0)?p(n("Undo the last step"),()=>a.recall(e),{name:"step-back"}):c}</div>`}function Se({order:e,crew:a,close:s}){let u=e.items.some(l=>l.status==="served");return!a.mayRecall||!u||e.status==="cancelled"?c:p(n("Bring back"),()=>{a.recall(e),s()},{name:"bring-back"})}function he(e){return o`<div class="foot">${p(n("Back"),()=>e.value="",{name:"back"})}</div>`}function Ae({order:e,row:a,stations:s,crew:u,choosing:l}){let i=a.shares.filter(r=>r.left.length);return o`<h2>${n("Who makes {number}?",{number:y(e)})}</h2>
    ${i.map(r=>o`<section class="at-station">
      <h3>${H(r.station,s.value)}</h3>
      <p class="meta faint">${v(r.left.map(t=>`${t.quantity} ${t.kitchen_name||t.name}`))}</p>
      <div class="choices">${s.value.filter(t=>t.screen&&t.id!==r.station).map(t=>p(o`<span aria-hidden="true" class="arrow"></span>${h(t.name)}`,()=>{u.reroute(e,t.id,r.station),l.value=""},{name:`to-${t.id}`,label:n("To {station}",{station:x(t.name)})}))}</div></section>`)}
    ${s.value.length?c:o`<p>${n("No stations yet: the manager adds them in Manage, Stations.")}</p>`}
    ${he(l)}`}function _e({order:e,crew:a,choosing:s}){let u=[...e.items,...e.held??[]],l=new Map(u.filter(i=>g(i)&&i.menu_item_id).map(i=>[i.menu_item_id,i.name]));return o`<h2>${n("What is sold out?")}</h2>
    ${l.size?c:o`<p>${n("Nothing of this ticket is on the menu.")}</p>`}
    <div class="choices">${[...l].map(([i,r])=>p(o`${n("Sold out")}: ${h(r)}`,()=>{a.setAvailable(String(i),r,!1),s.value=""},{danger:!0,name:`out-${i}`}))}</div>${he(s)}`}function Oe({order:e,pieces:a,crew:s,choosing:u}){let l=e.items.filter(t=>g(t)),i=[...a.value.values()].reduce((t,d)=>t+d,0),r=t=>()=>{let d=new Map(a.value),$=(d.get(t.id)??0)+1;$>t.quantity?d.delete(t.id):d.set(t.id,$),a.value=d};return o`<h2>${n("What becomes an order of its own?")}</h2>
    <ul class="panel-lines">${l.map(t=>{let d=a.value.get(t.id)??0;return o`<li><span class="name title">${O(t)}</span>
        ${p(n("{taken} of {all}",{taken:d,all:t.quantity}),r(t),{pressed:d>0,name:`piece-${t.id}`})}</li>`})}</ul>
    <div class="pairs foot">${p(n("Back"),()=>u.value="",{name:"back"})}
      ${p(R("Split off {count} dish","Split off {count} dishes",i),()=>{s.split(e,a.value),a.value=new Map,u.value=""},{main:!0,disabled:!i||i>=_(l),name:"split-off"})}</div>`}function me({order:e,crew:a,choosing:s},u,l,i,r){return o`<form class="field" @submit=${d=>{d.preventDefault();let $=d.target,w=String(new FormData($).get(l)??"").trim();a.edit(e,{[l]:w||null}),s.value=""}}><label><h2>${u}</h2>
      <input name=${l} .defaultValue=${i} maxlength=${r} autocomplete="off" dir="auto"></label>
    <div class="pairs foot">${p(n("Back"),()=>s.value="",{name:"back"})}
      <button type="submit" class="button main" data-name="save">${n("Save")}</button></div></form>`}function Ln({crew:e,board:a,rows:s,device:u}){let l={get value(){return s.value.map(i=>i.order)}};k(n("More"),i=>o`<h2>${n("More")}</h2>
    <div class="choices">
      ${p(n("Sold out"),()=>$e({cook:e,tickets:l}),{name:"more-sold-out"})}
      ${p(n("All-day"),()=>de({board:f(a),tickets:l}),{name:"more-all-day"})}
      ${p(n("Start shift: sound, screen on, whole glass"),()=>E(),{main:!0,more:"whole",name:"start-shift"})}
    </div>
    ${le(e.people)}
    ${J()}
    <h3>${n("Keys")}</h3>
    <ul class="keys">${Ne().map(([r,t])=>o`<li><kbd>${r}</kbd> ${t}</li>`)}</ul>
    <p class="faint">${h(e.people.here()?.name)} ${h(u.name)}</p>
    <div class="foot">${p(n("Close"),i,{name:"close"})}</div>`)}function Ne(){return[["/",n("finds an order")],["\u2191 \u2193",n("goes from order to order")],["Enter",n("opens the order")],["Esc",n("closes, goes back")]]}export{Ln as openMore,Mn as openOrder,be as openRecall};
