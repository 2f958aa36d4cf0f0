import{C as d,G as m,H as w,O as f,e,p as h,s as v,t as o,v as i,x as $,z as u}from"./manage-shared-1.js";var g=50;function y(c){let a=u(null),t=u(null),n=u(""),s=async l=>{try{let p=l===null?"":`&before=${l}`,r=await h("GET",`/api/audit?limit=${g}${p}`);a.value=l===null?r.data:[...a.peek()??[],...r.data],t.value=r.data.length<g?null:r.seq,n.value=""}catch(p){n.value=v(p)}};return s(null),{view:()=>o`<h1 tabindex="-1">${e("Who did what")}</h1>
      ${n.value?w(n.value):i}
      <section class="card"><div class="acts">${m(e("Look again"),()=>{s(null)},{name:"look-again"})}</div>
        ${a.value?.length===0?o`<p>${e("Nothing was done yet.")}</p>`:i}
        <ul class="rows">${$(a.value??[],l=>l.seq,l=>b(c,l))}</ul>
        ${t.value===null?i:o`<div class="acts">${m(e("Show earlier ones"),()=>{s(t.peek())},{name:"earlier"})}</div>`}</section>`,stop:()=>{}}}function b(c,a){let t=[a.person_name,a.device_name].filter(n=>n!==null);return o`<li><span class="when faint">${f(a.timestamp,c.live.hubNow())}</span>
    <span class="grow">${d(a.what)}<span class="meta faint">${t.length?t.map((n,s)=>o`${s?" \xB7 ":i}${d(n)}`):e("the hub itself")}</span></span></li>`}export{y as begin};
