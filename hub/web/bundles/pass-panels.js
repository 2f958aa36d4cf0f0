import{$ as pe,A as P,G as oe,I as ie,K as ue,L as re,O as ce,P as O,U as H,V as x,W as L,X as M,Y as B,_ as J,ba as de,ca as $e,f as G,h as T,l as I,m as v,n as se,q as te,r as ae,s as le,v as K,z}from"./pass-shared-1.js";import{B as f,E as U,H as h,I as b,L as W,N as y,O as p,P as j,R as w,S as N,T as F,U as k,a as ne,d as g,e as n,f as R,g as _,r as C,s as D,t as E,u as o,v as c}from"./pass-shared-2.js";function V(){let e=G.theme.value,a=G.language.value;return o`<h3>${n("Colours")}</h3>
    <div class="choices">${p(n("Dark"),()=>T("theme","dark"),{pressed:e==="dark",name:"dark"})}
      ${p(n("Bright"),()=>T("theme","light"),{pressed:e==="light",name:"light"})}</div>
    <h3>${n("Language")}</h3>
    <div class="choices">${Object.entries(ne).map(([s,u])=>p(o`<span lang=${s}>${u}</span>`,()=>T("language",s),{more:"choose",pressed:a===s,name:`language-${s}`}))}</div>`}var ve=new Set([g("Guest changed their mind"),g("Taken down wrong"),g("Sent twice"),g("Sold out"),g("Took too long"),g("Something was wrong with it"),g("Taken back by the waiter")]);function Y(e){return ve.has(e)?n(e):_(e)}function X(e,a,s){return s!==null?s<0?`+${N(-s)}`:`\u2212${N(s)}`:e.age_at_least?`\u2265 ${N(a)}`:N(a)}function Q(e,a){let s=K(e,a),u=ae(a,s),l=a.allergies??[],i=a.notes&&le(a,[]).length?a.notes:null;return o`${l.length||u.length?y(we(l.length?l:u)):c}
    ${i?y(o`» ${h(i)}`):c}`}function we(e){return n("ALLERGY: {what}",{what:e.map(a=>_(a)).join(", ").toUpperCase()})}function Z(e){return o`<div class="foot">${p(n("Close"),e,{name:"close"})}</div>`}function ke({cook:e,board:a}){let s=f(null),u=f(""),{station:l}=a.value,i=l==="all"||l==="expo"?"":`&station=${encodeURIComponent(l)}`;C("GET",`/api/kitchen/recent?limit=50${i}`).then(r=>s.value=r.data,r=>u.value=E(r)),k(n("Recall"),r=>o`<h2>${n("Recall")}</h2>
    ${u.value?j(u.value):c}
    ${s.value?.length===0?o`<p>${n("Nothing has left yet.")}</p>`:c}
    <ul class="panel-lines">${(s.value??[]).map(t=>o`<li>
      <span class="name"><span class="title">${h(w(t))} ${H(t)}</span>
        <span class="details">${b(t.items.map(d=>`${d.quantity} ${d.name}`))}</span></span>
      ${p(n("Bring back"),()=>{e.recall(t),r()},{name:`recall-${t.id}`})}</li>`)}</ul>${Z(r)}`)}function me({board:e,tickets:a}){k(n("All-day"),s=>{let u=oe(e.value,a.value);return o`<h2>${n("All-day")}</h2>
      ${u.length?c:o`<p>${n("Nothing is left to make.")}</p>`}
      <ul class="panel-lines">${u.map(l=>o`<li><b class="number">${l.count}</b>
        <span class="name"><span class="title">${h(l.name)}</span>
          ${l.modifiers.length?o`<span class="details">${b(l.modifiers," \xB7 ")}</span>`:c}
          ${l.allergies.length?y(b(l.allergies),"inner"):c}</span></li>`)}</ul>
      ${Z(s)}`})}function he({cook:e,tickets:a}){let s=f([]),u=f([]),l=f(""),i=f(""),r=t=>i.value=E(t);D("/api/menu/sold-out").then(t=>s.value=t,r),D("/api/menu").then(t=>u.value=t.items,r),k(n("Sold out"),t=>{let d=s.value.filter(m=>!m.available),$=new Set(a.value.flatMap(m=>m.items.map(q=>q.menu_item_id))),S=l.value.trim().toLowerCase(),A=u.value.filter(m=>m.available&&!d.some(q=>q.menu_item_id===m.id)&&(S?m.name.toLowerCase().includes(S):$.has(m.id)));return o`<h2>${n("Sold out")}</h2>${i.value?j(i.value):c}
      <ul class="panel-lines">${d.map(m=>o`<li><span class="name title">${h(m.name)}</span>
        ${p(n("Bring back"),()=>{e.setAvailable(m.menu_item_id,m.name,!0),t()},{name:`back-${m.menu_item_id}`})}</li>`)}</ul>
      <label>${n("Find a dish")}<input type="search" autocomplete="off" .value=${l.value}
        @input=${m=>l.value=m.target.value}></label>
      <ul class="panel-lines">${A.slice(0,40).map(m=>o`<li><span class="name title">${h(m.name)}</span>
        ${p(n("Sold out"),()=>{e.setAvailable(m.id,m.name,!1),t()},{danger:!0,name:`out-${m.id}`})}</li>`)}</ul>${Z(t)}`})}function Fn(e,a){let s=f(""),u=f(new Map),l=f(a);C("GET",`/api/orders/${a.id}`).then(r=>l.value=r.data,()=>{}),k(n("Order {number}",{number:w(a)}),r=>{let t=e.live.replica.value.orders.get(a.id),d=t??l.value,$={...e,order:d,choosing:s,pieces:u,close:r,row:ue(d)};switch(t&&(l.value=t),s.value){case"station":return Oe($);case"dish":return xe($);case"split":return Be($);case"table":return fe($,n("To which table?"),"table_number",d.table_number??"",50);case"notes":return fe($,n("A note to the kitchen"),"notes",d.notes??"",500);default:return Se($,t!==void 0&&se(d))}})}function Se(e,a){let{order:s,live:u,board:l,row:i,crew:r,close:t}=e,d=u.now.value,$=u.isUnderWay(s.id),S=a?X(s,z(l,s,d),P(s,d)):F(Date.parse(te(s))),A=ce(s,u.courses.value);return o`<header class="panel-head"><h2 class="number">${h(w(s))}</h2>
      <span>${pe(s)}</span><span class="age number">${S}</span></header>
    ${B(s)?o`<p class="rush"><b>${B(s)}</b></p>`:c}
    ${Q(l,s)}
    ${a?c:o`<p><b>${de(s)}</b></p>`}
    ${s.notes?o`<p>» ${h(s.notes)}</p>`:c}
    ${a&&(i.ready.length||A.length)?o`<div class="buttons">
      ${i.ready.length?p($?n("sending ..."):R("Send out {count} dish","Send out {count} dishes",O(i.ready)),()=>{r.sendOut(s),t()},{main:!0,disabled:$,name:"send-out"}):c}
      ${A.length?p(n("Fire {count}",{count:O(A)}),()=>r.fire(s,A),{main:!i.ready.length,disabled:$,name:"fire"}):c}</div>`:c}
    ${i.shares.map(m=>Ae(m,e,a))}
    ${i.held.length?o`<section class="at-station"><h3>${n("Held")}</h3>
      <ul class="panel-lines">${i.held.map(m=>ee(m,"held"))}</ul></section>`:c}
    ${a?_e(e):Ne(e)}
    <div class="foot">${p(n("Close"),t,{name:"close"})}</div>`}function Ae(e,a,s){let{order:u,row:l,stations:i}=a,r=l.holdsUp.has(e.station),t=u.items.filter($=>$.screen!==!1&&($.stations??[$.station??null]).includes(e.station)),d=s?$e(l,e,a):[];return o`<section class="at-station ${r?"holds":""}"><h3>${J(e.station,i.value)}${r?o` <span class="flag">${n("holds the order up")}</span>`:c}</h3>
    ${d.length?o`<ul class="because meta">${d.map($=>o`<li>${$}</li>`)}</ul>`:c}
    <ul class="panel-lines">${t.map($=>ee($,re($,e.station)))}${e.held.map($=>ee($,"held"))}</ul></section>`}function ee(e,a){let s=v(e)?a:"cancelled";return o`<li class=${s}>${W(s)}<b>${e.quantity}</b>
    <span class="name"><span class="title">${x(e)}</span>
      ${a==="held"?o`<span class="details">${[M(e),n("held")].filter(Boolean).join(" \xB7 ")}</span>`:c}
      ${v(e)?c:o`<span class="details">${e.cancel_reason?n("cancelled: {why}",{why:Y(e.cancel_reason)}):n("cancelled")}</span>`}
      ${e.modifiers.length?o`<span class="details">${e.modifiers.map((u,l)=>o`${l?" \xB7 ":c}${L(u)}`)}</span>`:c}
      ${e.notes?o`<span class="details">» ${h(e.notes)}</span>`:c}
      ${e.allergies?.length?y(b(e.allergies),"inner"):c}</span></li>`}function _e({order:e,crew:a,choosing:s,row:u}){let l=t=>()=>s.value=t,i=u.shares.some(t=>t.left.length),r=O(e.items.filter(v))>1;return o`<div class="pairs">
    ${p(e.priority==="rush"?n("No rush"):n("Rush"),()=>a.rush(e),{name:"rush"})}
    ${i?p(n("To another station"),l("station"),{name:"move"}):c}
    ${p(n("Sold out"),l("dish"),{name:"sold-out-here"})}
    ${a.mayEdit?o`${p(n("Other table"),l("table"),{name:"table"})}
      ${r?p(n("Split"),l("split"),{name:"split"}):c}
      ${p(n("Note"),l("notes"),{name:"notes"})}`:c}
    ${a.mayRecall&&e.items.some(t=>v(t)&&I(t.status)>0)?p(n("Undo the last step"),()=>a.recall(e),{name:"step-back"}):c}</div>`}function Ne({order:e,crew:a,close:s}){let u=e.items.some(l=>l.status==="served");return!a.mayRecall||!u||e.status==="cancelled"?c:p(n("Bring back"),()=>{a.recall(e),s()},{name:"bring-back"})}function ge(e){return o`<div class="foot">${p(n("Back"),()=>e.value="",{name:"back"})}</div>`}function Oe({order:e,row:a,stations:s,crew:u,choosing:l}){let i=a.shares.filter(r=>r.left.length);return o`<h2>${n("Who makes {number}?",{number:w(e)})}</h2>
    ${i.map(r=>o`<section class="at-station">
      <h3>${J(r.station,s.value)}</h3>
      <p class="meta faint">${b(r.left.map(t=>`${t.quantity} ${t.kitchen_name||t.name}`))}</p>
      <div class="choices">${s.value.filter(t=>t.screen&&t.id!==r.station).map(t=>p(o`<span aria-hidden="true" class="arrow"></span>${h(t.name)}`,()=>{u.reroute(e,t.id,r.station),l.value=""},{name:`to-${t.id}`,label:n("To {station}",{station:_(t.name)})}))}</div></section>`)}
    ${s.value.length?c:o`<p>${n("No stations yet: the manager adds them in Manage, Stations.")}</p>`}
    ${ge(l)}`}function xe({order:e,crew:a,choosing:s}){let u=[...e.items,...e.held??[]],l=new Map(u.filter(i=>v(i)&&i.menu_item_id).map(i=>[i.menu_item_id,i.name]));return o`<h2>${n("What is sold out?")}</h2>
    ${l.size?c:o`<p>${n("Nothing of this ticket is on the menu.")}</p>`}
    <div class="choices">${[...l].map(([i,r])=>p(o`${n("Sold out")}: ${h(r)}`,()=>{a.setAvailable(String(i),r,!1),s.value=""},{danger:!0,name:`out-${i}`}))}</div>${ge(s)}`}function Be({order:e,pieces:a,crew:s,choosing:u}){let l=e.items.filter(t=>v(t)),i=[...a.value.values()].reduce((t,d)=>t+d,0),r=t=>()=>{let d=new Map(a.value),$=(d.get(t.id)??0)+1;$>t.quantity?d.delete(t.id):d.set(t.id,$),a.value=d};return o`<h2>${n("What becomes an order of its own?")}</h2>
    <ul class="panel-lines">${l.map(t=>{let d=a.value.get(t.id)??0;return o`<li><span class="name title">${x(t)}</span>
        ${p(n("{taken} of {all}",{taken:d,all:t.quantity}),r(t),{pressed:d>0,name:`piece-${t.id}`})}</li>`})}</ul>
    <div class="pairs foot">${p(n("Back"),()=>u.value="",{name:"back"})}
      ${p(R("Split off {count} dish","Split off {count} dishes",i),()=>{s.split(e,a.value),a.value=new Map,u.value=""},{main:!0,disabled:!i||i>=O(l),name:"split-off"})}</div>`}function fe({order:e,crew:a,choosing:s},u,l,i,r){return o`<form class="field" @submit=${d=>{d.preventDefault();let $=d.target,S=String(new FormData($).get(l)??"").trim();a.edit(e,{[l]:S||null}),s.value=""}}><label><h2>${u}</h2>
      <input name=${l} .defaultValue=${i} maxlength=${r} autocomplete="off" dir="auto"></label>
    <div class="pairs foot">${p(n("Back"),()=>s.value="",{name:"back"})}
      <button type="submit" class="button main" data-name="save">${n("Save")}</button></div></form>`}function Gn({crew:e,board:a,rows:s,device:u}){let l={get value(){return s.value.map(i=>i.order)}};k(n("More"),i=>o`<h2>${n("More")}</h2>
    <div class="choices">
      ${p(n("Sold out"),()=>he({cook:e,tickets:l}),{name:"more-sold-out"})}
      ${p(n("All-day"),()=>me({board:f(a),tickets:l}),{name:"more-all-day"})}
      ${p(n("Start shift: sound, screen on, whole glass"),()=>U(),{main:!0,more:"whole",name:"start-shift"})}
    </div>
    ${ie(e.people)}
    ${V()}
    <h3>${n("Keys")}</h3>
    <ul class="keys">${Re().map(([r,t])=>o`<li><kbd>${r}</kbd> ${t}</li>`)}</ul>
    <p class="faint">${h(e.people.here()?.name)} ${h(u.name)}</p>
    <div class="foot">${p(n("Close"),i,{name:"close"})}</div>`)}function Re(){return[["/",n("finds an order")],["\u2191 \u2193",n("goes from order to order")],["Enter",n("opens the order")],["Esc",n("closes, goes back")]]}export{Gn as openMore,Fn as openOrder,ke as openRecall};
