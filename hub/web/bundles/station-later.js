import{Aa as te,B as G,Ba as ne,C as $,Ca as ae,D as w,E as j,Ea as ie,F as N,Ga as le,H as O,I as m,J as C,L as A,N as y,O as V,Q as P,V as F,X as S,a as E,aa as X,b as t,ba as _,c as U,ga as M,ja as T,ka as J,l as W,la as Q,m as k,ma as B,n as D,o as u,p as h,pa as x,qa as I,ua as Y,v as f,va as Z,x as q,xa as ee,y as H,ya as se,z}from"./station-shared-1.js";var pe=[["starter","starters","appetizer","appetizers","appetiser","appetisers","Vorspeise","Vorspeisen","hors d'oeuvre","antipasto","antipasti","entrante","entrantes","entrada","entradas","\u524D\u83DC","\u5F00\u80C3\u83DC","\u0645\u0642\u0628\u0644\u0627\u062A"],["main","mains","main course","main courses","main dish","main dishes","Hauptgang","Hauptgericht","Hauptgerichte","Hauptspeise","Hauptspeisen","plat","plats","plat principal","plats principaux","secondo","secondi","plato principal","platos principales","prato principal","pratos principais","\u4E3B\u83DC","\u0637\u0628\u0642 \u0631\u0626\u064A\u0633\u064A","\u0623\u0637\u0628\u0627\u0642 \u0631\u0626\u064A\u0633\u064A\u0629"],["dessert","desserts","Nachtisch","Nachspeise","Nachspeisen","dolce","dolci","postre","postres","sobremesa","sobremesas","\u751C\u70B9","\u751C\u54C1","\u062D\u0644\u0648\u064A\u0627\u062A","\u062D\u0644\u0648\u0649"]],re=new WeakMap;function ce(e,s){if(![...e.items,...e.held??[]].some(o=>typeof o.course=="string"))return e;let n=re.get(e);if(n?.words===s)return n.order;let a=me(s),i=o=>{let r=p=>typeof p.course=="string"?a.get(R(p.course))??s.length+1:0;return o.map((p,d)=>({item:p,at:d,place:r(p)})).sort((p,d)=>p.place-d.place||p.at-d.at).map(({item:p})=>p)},l={...e,items:i(e.items)};return e.held?.length&&(l.held=i(e.held)),re.set(e,{words:s,order:l}),l}function me(e){let s=new Map;e.forEach((n,a)=>{s.has(R(n))||s.set(R(n),a+1)});for(let n of pe.map(a=>a.map(R))){let a=n.filter(i=>s.has(i)).map(i=>s.get(i)??0);for(let i of a.length?n:[])s.has(i)||s.set(i,Math.min(...a))}return s}function R(e){return e.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f'’ʼ‐-―\-\s]/g,"").replaceAll("\u0153","oe")}var K=class{constructor(s){this.a=s,this.presses=f(0),this.unknown=f(0),this.Vt="",this.Jt=!1}start(){q(()=>{let s=this.a.drill.value;s===null||s.id===this.Vt||(this.Vt=s.id,this.Jt=!1,this.presses.value=this.unknown.value=0,G("new order, loud"),this.Ot(),requestAnimationFrame(()=>requestAnimationFrame(()=>{this.Jt=!0,this.Ot()})))})}get isRunning(){return this.a.drill.peek()!==null}press(s){s?this.presses.value+=1:this.unknown.value+=1,this.Ot()}giveWay(){this.isRunning&&(this.Ot(!0),this.a.drill.value=null)}view(){let s=this.a.drill.value;if(s===null)return h;this.a.now.value;let n=this.presses.value,a=n?t("DRILL: this bar works"):t("DRILL: press any key on this screen's bar"),i=n?U("{count} key pressed. The others are being waited for.","{count} keys pressed. The others are being waited for.",n):this.unknown.value?t("That key means nothing here. Is the right key profile set?"):t("Nothing will be bumped."),l=Math.max(0,Math.ceil((s.until-performance.now())/1e3));return u`<div class="drill ${n?"works":""}" role="alert" @click=${()=>this.press(!0)}>
      <p class="drill-title">${a}</p><p>${t("{words} {seconds} s left.",{words:i,seconds:l})}</p></div>`}Ot(s=!1){this.a.report({type:"drill",id:this.Vt,rung:H.peek(),shown:this.Jt,presses:this.presses.peek(),unknown:this.unknown.peek(),gave_way:s})}};function he(e,s,n){document.addEventListener("keydown",a=>{if(a.repeat||a.altKey||a.metaKey||a.ctrlKey)return;let i=a.target;if(i?.matches("input, select, textarea"))return;let l=fe(a.key,e,s,de(i)&&!n.isRunning);if(n.isRunning){a.preventDefault(),n.press(l!==null);return}l!==null&&(a.preventDefault(),l())})}function de(e){return e?.matches("button, a, dialog")??!1}function fe(e,s,n,a){if(/^[0-9]$/.test(e))return()=>s.key(e==="0"?9:Number(e)-1);if(V())return null;switch(e){case"Enter":return a?null:()=>s.bumpFramed();case"ArrowRight":case"ArrowDown":return()=>s.choose(1);case"ArrowLeft":case"ArrowUp":return()=>s.choose(-1);case"Backspace":case"r":case"-":return n.recall;case"u":return()=>s.undoLast();case"a":return n.allDay;case"k":return n.silence;case"s":return()=>s.bumpFramed("preparing");case"d":return()=>s.bumpFramed("ready");case"t":return n.rushFirst;case"x":return n.soldOut;case"o":return n.sort;case"e":return n.openFramed;case"?":case"F1":return n.more;default:return null}}function oe(){let e=F.theme.value,s=F.language.value;return u`<h3>${t("Colours")}</h3>
    <div class="choices">${m(t("Dark"),()=>S("theme","dark"),{pressed:e==="dark",name:"dark"})}
      ${m(t("Bright"),()=>S("theme","light"),{pressed:e==="light",name:"light"})}</div>
    <h3>${t("Language")}</h3>
    <div class="choices">${Object.entries(E).map(([n,a])=>m(u`<span lang=${n}>${a}</span>`,()=>S("language",n),{more:"choose",pressed:s===n,name:`language-${n}`}))}</div>`}function $e({live:e,cook:s,board:n,id:a,orderOf:i}){let l=f(""),o=f([]);k("/api/kitchen/stations").then(r=>o.value=r,()=>{}),y(t("Ticket"),r=>{let p=i(a)??e.replica.value.orders.get(a);return p?l.value==="station"?ye(p,o.value,s,l):l.value==="dish"?we(p,n.value,s,l):ge({order:p,live:e,cook:s,board:n.value,choosing:l,close:r}):u`<p>${t("This ticket is gone.")}</p>${b(r)}`})}function ge({order:e,live:s,cook:n,board:a,choosing:i,close:l}){let o=s.now.value,r=Y(a,e,o),p=ee(a,e),d=p.length>0&&se(a,e)&&n.mustBeSeen(e),g=te(a,e).some(c=>c.what!=="allergy")&&n.mustBeSeen(e),v=s.isUnderWay(e.id);return u`<header class="panel-head"><span class="number">${$(A(e))}</span>
      <span>${M(e)}</span><span class="age number">${j(ie(e,r,Z(e,o)))}</span></header>
    ${B(e)?u`<p class="rush"><b>${B(e)}</b></p>`:h}
    ${le(a,e)}
    ${d?m(t("I have seen it: {what}",{what:p.join(", ")}),()=>n.acknowledge(e),{more:"seen",name:"seen"}):h}
    ${g&&!d?m(t("I have seen the change"),()=>n.acknowledge(e),{name:"seen"}):h}
    <ul class="panel-lines">${I(a,e).map(c=>ve(e,c,a,n,v))}
      ${ne(a,e).map(c=>u`<li class="faint">${N("held")}<b>${c.quantity}</b>
        <span class="name">${T(c)}<span class="details">${Q(c)}</span></span></li>`)}</ul>
    ${e.notes?u`<p>» ${$(e.notes)}</p>`:h}
    <div class="pairs">
      ${m(e.priority==="rush"?t("No rush"):t("Rush"),()=>n.rush(e),{name:"rush"})}
      ${m(t("Sold out"),()=>i.value="dish",{name:"sold-out-here"})}
      ${m(t("To another station"),()=>i.value="station",{name:"move",disabled:a.station==="expo"})}
      ${m(t("Undo the last step"),()=>n.recall(e),{name:"step-back"})}
    </div>
    <div class="pairs foot">${m(t("Close"),l,{name:"close"})}
      ${m(x(a)==="ready"?t("All done"):t("All served"),()=>{n.bump(e.id,x(a)),l()},{main:!0,disabled:v,name:"all-done"})}</div>`}function ve(e,s,n,a,i){let l=X(s.status),o=x(n)==="ready"?2:3,r=_(s),p=l===0?"preparing":l===1?"ready":"served",d=l===0?t("Start"):l===1?t("Done"):t("Served"),g=`line-${s.id}`;return u`<li class=${r&&l<o?s.status:"over"}>${N(s.status)}<b>${s.quantity}</b>
    <span class="name"><span class="title">${T(s)}</span>
      ${s.modifiers.length?u`<span class="details">${s.modifiers.map((v,c)=>u`${c?" \xB7 ":h}${J(v)}`)}</span>`:h}
      ${s.notes?u`<span class="details">» ${$(s.notes)}</span>`:h}
      ${s.allergies?.length?O(w(s.allergies),"inner"):h}</span>
    ${r?l<o?m(d,()=>a.moveLine(e,s,p),{disabled:i,name:g}):m(t("Not done"),()=>a.takeLineBack(e,s),{disabled:i,name:g}):h}</li>`}function ye(e,s,n,a){return u`<h2>${t("Who makes {number}?",{number:A(e)})}</h2>
    <div class="choices">${s.filter(i=>i.screen).map(i=>m($(i.name),()=>{n.reroute(e,i.id),a.value=""},{name:`to-${i.id}`}))}</div>${ue(a)}`}function we(e,s,n,a){let i=new Map(I(s,e).filter(l=>_(l)&&l.menu_item_id).map(l=>[l.menu_item_id,l.name]));return u`<h2>${t("What is sold out?")}</h2>
    ${i.size?h:u`<p>${t("Nothing of this ticket is on the menu.")}</p>`}
    <div class="choices">${[...i].map(([l,o])=>m(u`${t("Sold out")}: ${$(o)}`,()=>{n.setAvailable(String(l),o,!1),a.value=""},{danger:!0,name:`out-${l}`}))}</div>${ue(a)}`}function ue(e){return u`<div class="foot">${m(t("Back"),()=>e.value="",{name:"back"})}</div>`}function b(e){return u`<div class="foot">${m(t("Close"),e,{name:"close"})}</div>`}function be({cook:e,board:s}){let n=f(null),a=f(""),{station:i}=s.value,l=i==="all"||i==="expo"?"":`&station=${encodeURIComponent(i)}`;W("GET",`/api/kitchen/recent?limit=50${l}`).then(o=>n.value=o.data,o=>a.value=D(o)),y(t("Recall"),o=>u`<h2>${t("Recall")}</h2>
    ${a.value?C(a.value):h}
    ${n.value?.length===0?u`<p>${t("Nothing has left yet.")}</p>`:h}
    <ul class="panel-lines">${(n.value??[]).map(r=>u`<li>
      <span class="name"><span class="title">${$(A(r))} ${M(r)}</span>
        <span class="details">${w(r.items.map(p=>`${p.quantity} ${p.name}`))}</span></span>
      ${m(t("Bring back"),()=>{e.recall(r),o()},{name:`recall-${r.id}`})}</li>`)}</ul>${b(o)}`)}function ke({board:e,tickets:s}){y(t("All-day"),n=>{let a=ae(e.value,s.value);return u`<h2>${t("All-day")}</h2>
      ${a.length?h:u`<p>${t("Nothing is left to make.")}</p>`}
      <ul class="panel-lines">${a.map(i=>u`<li><b class="number">${i.count}</b>
        <span class="name"><span class="title">${$(i.name)}</span>
          ${i.modifiers.length?u`<span class="details">${w(i.modifiers," \xB7 ")}</span>`:h}
          ${i.allergies.length?O(w(i.allergies),"inner"):h}</span></li>`)}</ul>
      ${b(n)}`})}function Ae({cook:e,tickets:s}){let n=f([]),a=f([]),i=f(""),l=f(""),o=r=>l.value=D(r);k("/api/menu/sold-out").then(r=>n.value=r,o),k("/api/menu").then(r=>a.value=r.items,o),y(t("Sold out"),r=>{let p=n.value.filter(c=>!c.available),d=new Set(s.value.flatMap(c=>c.items.map(L=>L.menu_item_id))),g=i.value.trim().toLowerCase(),v=a.value.filter(c=>c.available&&!p.some(L=>L.menu_item_id===c.id)&&(g?c.name.toLowerCase().includes(g):d.has(c.id)));return u`<h2>${t("Sold out")}</h2>${l.value?C(l.value):h}
      <ul class="panel-lines">${p.map(c=>u`<li><span class="name title">${$(c.name)}</span>
        ${m(t("Bring back"),()=>{e.setAvailable(c.menu_item_id,c.name,!0),r()},{name:`back-${c.menu_item_id}`})}</li>`)}</ul>
      <label>${t("Find a dish")}<input type="search" autocomplete="off" .value=${i.value}
        @input=${c=>i.value=c.target.value}></label>
      <ul class="panel-lines">${v.slice(0,40).map(c=>u`<li><span class="name title">${$(c.name)}</span>
        ${m(t("Sold out"),()=>{e.setAvailable(c.id,c.name,!1),r()},{danger:!0,name:`out-${c.id}`})}</li>`)}</ul>${b(r)}`})}function Se({acts:e,board:s,cook:n,device:a}){let i=o=>{s.value={...s.value,...o};let{bump:r,rushFirst:p,allergyAck:d,ages:g}=s.value;P("board",{bump:r,rushFirst:p,allergyAck:d,ages:g})},l=(o,r)=>()=>{r(),o()};y(t("More"),o=>u`<h2>${t("More")}</h2>
    <div class="choices">
      ${m(t("All-day"),l(e.allDay,o),{name:"more-all-day"})}
      ${m(t("Sold out"),l(e.soldOut,o),{name:"more-sold-out"})}
      ${m(t("Sort by age"),l(e.sort,o),{name:"more-sort"})}
      ${m(t("Rush first"),e.rushFirst,{pressed:s.value.rushFirst,name:"rush-first"})}
      ${m(t("I have heard it"),l(e.silence,o),{name:"silence"})}
      ${m(t("Start shift: sound, screen on, whole glass"),()=>z(),{main:!0,name:"start-shift"})}
    </div>
    <h3>${t("A press moves a ticket")}</h3>
    <div class="choices">${["step","ready","done"].map(r=>m(xe(r),()=>i({bump:r}),{pressed:s.value.bump===r,name:`bump-${r}`}))}</div>
    ${oe()}
    <h3>${t("Keys")}</h3>
    <ul class="keys">${Re().map(([r,p])=>u`<li><kbd>${r}</kbd> ${p}</li>`)}</ul>
    ${a.station?h:m(t("Another station"),e.station,{name:"other-station"})}
    <p class="faint">${$(a.name)}</p>${b(o)}`,{onClose:()=>n.tick(performance.now())})}function xe(e){return e==="step"?t("one step"):e==="ready"?t("to ready"):t("off this board")}function Re(){return[["1 \u2026 0",t("bumps the ticket with that number")],["Enter",t("bumps the framed ticket")],["\u2190 \u2192",t("chooses another ticket")],["E",t("opens the framed ticket")],["S / D",t("start / done")],["R",t("Recall")],["U",t("Undo")],["A",t("All-day")],["X",t("Sold out")],["O",t("Sort by age")],["K",t("I have heard it")]]}export{K as Drill,ce as inCourses,he as listenToKeys,ke as openAllDay,Se as openMore,be as openRecall,Ae as openSoldOut,$e as openTicket};
