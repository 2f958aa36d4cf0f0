import{Aa as J,Ba as Q,C as h,Ca as V,D as y,E as F,Ea as Y,F as B,Ga as Z,H as C,I as m,J as N,L as S,N as b,Q as q,V as O,X as A,a as I,aa as G,b as e,ba as L,ga as D,ja as U,ka as j,l as M,la as K,m as w,ma as T,n as x,o as r,p as c,pa as R,qa as W,ua as z,v,va as P,xa as X,ya as H,z as E}from"./station-shared-1.js";function ee(){let a=O.theme.value,n=O.language.value;return r`<h3>${e("Colours")}</h3>
    <div class="choices">${m(e("Dark"),()=>A("theme","dark"),{pressed:a==="dark",name:"dark"})}
      ${m(e("Bright"),()=>A("theme","light"),{pressed:a==="light",name:"light"})}</div>
    <h3>${e("Language")}</h3>
    <div class="choices">${Object.entries(I).map(([i,s])=>m(r`<span lang=${i}>${s}</span>`,()=>A("language",i),{more:"choose",pressed:n===i,name:`language-${i}`}))}</div>`}function Re({live:a,cook:n,board:i,id:s,orderOf:o}){let l=v(""),u=v([]);w("/api/kitchen/stations").then(t=>u.value=t,()=>{}),b(e("Ticket"),t=>{let $=o(s)??a.replica.value.orders.get(s);return $?l.value==="station"?te($,u.value,n,l):l.value==="dish"?le($,i.value,n,l):ne({order:$,live:a,cook:n,board:i.value,choosing:l,close:t}):r`<p>${e("This ticket is gone.")}</p>${k(t)}`})}function ne({order:a,live:n,cook:i,board:s,choosing:o,close:l}){let u=n.now.value,t=z(s,a,u),$=X(s,a),f=$.length>0&&H(s,a)&&i.mustBeSeen(a),d=J(s,a).some(p=>p.what!=="allergy")&&i.mustBeSeen(a),g=n.isUnderWay(a.id);return r`<header class="panel-head"><span class="number">${h(S(a))}</span>
      <span>${D(a)}</span><span class="age number">${F(Y(a,t,P(a,u)))}</span></header>
    ${T(a)?r`<p class="rush"><b>${T(a)}</b></p>`:c}
    ${Z(s,a)}
    ${f?m(e("I have seen it: {what}",{what:$.join(", ")}),()=>i.acknowledge(a),{more:"seen",name:"seen"}):c}
    ${d&&!f?m(e("I have seen the change"),()=>i.acknowledge(a),{name:"seen"}):c}
    <ul class="panel-lines">${W(s,a).map(p=>se(a,p,s,i,g))}
      ${Q(s,a).map(p=>r`<li class="faint">${B("held")}<b>${p.quantity}</b>
        <span class="name">${U(p)}<span class="details">${K(p)}</span></span></li>`)}</ul>
    ${a.notes?r`<p>» ${h(a.notes)}</p>`:c}
    <div class="pairs">
      ${m(a.priority==="rush"?e("No rush"):e("Rush"),()=>i.rush(a),{name:"rush"})}
      ${m(e("Sold out"),()=>o.value="dish",{name:"sold-out-here"})}
      ${m(e("To another station"),()=>o.value="station",{name:"move",disabled:s.station==="expo"})}
      ${m(e("Undo the last step"),()=>i.recall(a),{name:"step-back"})}
    </div>
    <div class="pairs foot">${m(e("Close"),l,{name:"close"})}
      ${m(R(s)==="ready"?e("All done"):e("All served"),()=>{i.bump(a.id,R(s)),l()},{main:!0,disabled:g,name:"all-done"})}</div>`}function se(a,n,i,s,o){let l=G(n.status),u=R(i)==="ready"?2:3,t=L(n),$=l===0?"preparing":l===1?"ready":"served",f=l===0?e("Start"):l===1?e("Done"):e("Served"),d=`line-${n.id}`;return r`<li class=${t&&l<u?n.status:"over"}>${B(n.status)}<b>${n.quantity}</b>
    <span class="name"><span class="title">${U(n)}</span>
      ${n.modifiers.length?r`<span class="details">${n.modifiers.map((g,p)=>r`${p?" \xB7 ":c}${j(g)}`)}</span>`:c}
      ${n.notes?r`<span class="details">» ${h(n.notes)}</span>`:c}
      ${n.allergies?.length?C(y(n.allergies),"inner"):c}</span>
    ${t?l<u?m(f,()=>s.moveLine(a,n,$),{disabled:o,name:d}):m(e("Not done"),()=>s.takeLineBack(a,n),{disabled:o,name:d}):c}</li>`}function te(a,n,i,s){return r`<h2>${e("Who makes {number}?",{number:S(a)})}</h2>
    <div class="choices">${n.filter(o=>o.screen).map(o=>m(h(o.name),()=>{i.reroute(a,o.id),s.value=""},{name:`to-${o.id}`}))}</div>${ae(s)}`}function le(a,n,i,s){let o=new Map(W(n,a).filter(l=>L(l)&&l.menu_item_id).map(l=>[l.menu_item_id,l.name]));return r`<h2>${e("What is sold out?")}</h2>
    ${o.size?c:r`<p>${e("Nothing of this ticket is on the menu.")}</p>`}
    <div class="choices">${[...o].map(([l,u])=>m(r`${e("Sold out")}: ${h(u)}`,()=>{i.setAvailable(String(l),u,!1),s.value=""},{danger:!0,name:`out-${l}`}))}</div>${ae(s)}`}function ae(a){return r`<div class="foot">${m(e("Back"),()=>a.value="",{name:"back"})}</div>`}function k(a){return r`<div class="foot">${m(e("Close"),a,{name:"close"})}</div>`}function _e({cook:a,board:n}){let i=v(null),s=v(""),{station:o}=n.value,l=o==="all"||o==="expo"?"":`&station=${encodeURIComponent(o)}`;M("GET",`/api/kitchen/recent?limit=50${l}`).then(u=>i.value=u.data,u=>s.value=x(u)),b(e("Recall"),u=>r`<h2>${e("Recall")}</h2>
    ${s.value?N(s.value):c}
    ${i.value?.length===0?r`<p>${e("Nothing has left yet.")}</p>`:c}
    <ul class="panel-lines">${(i.value??[]).map(t=>r`<li>
      <span class="name"><span class="title">${h(S(t))} ${D(t)}</span>
        <span class="details">${y(t.items.map($=>`${$.quantity} ${$.name}`))}</span></span>
      ${m(e("Bring back"),()=>{a.recall(t),u()},{name:`recall-${t.id}`})}</li>`)}</ul>${k(u)}`)}function xe({board:a,tickets:n}){b(e("All-day"),i=>{let s=V(a.value,n.value);return r`<h2>${e("All-day")}</h2>
      ${s.length?c:r`<p>${e("Nothing is left to make.")}</p>`}
      <ul class="panel-lines">${s.map(o=>r`<li><b class="number">${o.count}</b>
        <span class="name"><span class="title">${h(o.name)}</span>
          ${o.modifiers.length?r`<span class="details">${y(o.modifiers," \xB7 ")}</span>`:c}
          ${o.allergies.length?C(y(o.allergies),"inner"):c}</span></li>`)}</ul>
      ${k(i)}`})}function Be({cook:a,tickets:n}){let i=v([]),s=v([]),o=v(""),l=v(""),u=t=>l.value=x(t);w("/api/menu/sold-out").then(t=>i.value=t,u),w("/api/menu").then(t=>s.value=t.items,u),b(e("Sold out"),t=>{let $=i.value.filter(p=>!p.available),f=new Set(n.value.flatMap(p=>p.items.map(_=>_.menu_item_id))),d=o.value.trim().toLowerCase(),g=s.value.filter(p=>p.available&&!$.some(_=>_.menu_item_id===p.id)&&(d?p.name.toLowerCase().includes(d):f.has(p.id)));return r`<h2>${e("Sold out")}</h2>${l.value?N(l.value):c}
      <ul class="panel-lines">${$.map(p=>r`<li><span class="name title">${h(p.name)}</span>
        ${m(e("Bring back"),()=>{a.setAvailable(p.menu_item_id,p.name,!0),t()},{name:`back-${p.menu_item_id}`})}</li>`)}</ul>
      <label>${e("Find a dish")}<input type="search" autocomplete="off" .value=${o.value}
        @input=${p=>o.value=p.target.value}></label>
      <ul class="panel-lines">${g.slice(0,40).map(p=>r`<li><span class="name title">${h(p.name)}</span>
        ${m(e("Sold out"),()=>{a.setAvailable(p.id,p.name,!1),t()},{danger:!0,name:`out-${p.id}`})}</li>`)}</ul>${k(t)}`})}function Ce({acts:a,board:n,cook:i,device:s}){let o=u=>{n.value={...n.value,...u};let{bump:t,rushFirst:$,allergyAck:f,ages:d}=n.value;q("board",{bump:t,rushFirst:$,allergyAck:f,ages:d})},l=(u,t)=>()=>{t(),u()};b(e("More"),u=>r`<h2>${e("More")}</h2>
    <div class="choices">
      ${m(e("All-day"),l(a.allDay,u),{name:"more-all-day"})}
      ${m(e("Sold out"),l(a.soldOut,u),{name:"more-sold-out"})}
      ${m(e("Sort by age"),l(a.sort,u),{name:"more-sort"})}
      ${m(e("Rush first"),a.rushFirst,{pressed:n.value.rushFirst,name:"rush-first"})}
      ${m(e("I have heard it"),l(a.silence,u),{name:"silence"})}
      ${m(e("Start shift: sound, screen on, whole glass"),()=>E(),{main:!0,name:"start-shift"})}
    </div>
    <h3>${e("A press moves a ticket")}</h3>
    <div class="choices">${["step","ready","done"].map(t=>m(ie(t),()=>o({bump:t}),{pressed:n.value.bump===t,name:`bump-${t}`}))}</div>
    ${ee()}
    <h3>${e("Keys")}</h3>
    <ul class="keys">${oe().map(([t,$])=>r`<li><kbd>${t}</kbd> ${$}</li>`)}</ul>
    ${s.station?c:m(e("Another station"),a.station,{name:"other-station"})}
    <p class="faint">${h(s.name)}</p>${k(u)}`,{onClose:()=>i.tick(performance.now())})}function ie(a){return a==="step"?e("one step"):a==="ready"?e("to ready"):e("off this board")}function oe(){return[["1 \u2026 0",e("bumps the ticket with that number")],["Enter",e("bumps the framed ticket")],["\u2190 \u2192",e("chooses another ticket")],["E",e("opens the framed ticket")],["S / D",e("start / done")],["R",e("Recall")],["U",e("Undo")],["A",e("All-day")],["X",e("Sold out")],["O",e("Sort by age")],["K",e("I have heard it")]]}export{xe as openAllDay,Ce as openMore,_e as openRecall,Be as openSoldOut,Re as openTicket};
