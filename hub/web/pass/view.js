/**
 * How the pass is drawn: what goes out, then orders by stations; cards where it is narrow.
 *
 * @module
 */

import { placeOf, typeName, urgencyOf } from "../order_words.js";
import { band, button, callNumber, clockTime, data, dataList, ltr, soundBand, span, statusSign } from "../parts.js";
import { ageOf, judgeAge, untilDue } from "../station/rules.js";
import { html, live as kept, nothing, ref, repeat } from "../vendor/lit.js";
import { isolate, say, sayMany } from "../words.js";
import { foundView } from "./found.js";
import { reasonsView } from "./reasons.js";
import { WAITS_MS, countPieces, loadOf, nextCourse } from "./rows.js";
import { allergyBadge, stationTitle } from "./titles.js";

/** @typedef {import("../api-types.js").Order} Order */
/** @typedef {import("../live.js").Live} Live */
/** @typedef {import("./rows.js").Row} Row */
/** @typedef {import("./rows.js").Share} Share */

/** @param {any} all */
export function passView(all) {
  const { live, crew, rows, toGo, unfinished, layout, search, watchGlass } = all;
  const trust = live.trust.value;
  const hatched = trust === "dead" || trust === "waiting";
  const { aside, matrix } = layout.value;
  return html`${trouble(live)} ${soundBand()} ${headView(all)}
    <div class="content ${hatched ? "hatched" : ""} ${aside ? "with-reasons" : ""}" ${ref(watchGlass)}>
      ${search.words.value.trim() ? foundView(all) : html`<div class="orders">
        ${toGo.value.length ? html`<section class="to-go" aria-label=${say("Ready to go out")}>${
          repeat(toGo.value, idOf, (row) => goView(row, all))}</section>` : nothing}
        ${rows.value.length || trust === "waiting" ? nothing : html`<p class="empty">${
          say("Nothing is open. You hear two tones when something can go out.")}</p>`}
        ${unfinished.value.length ? (matrix ? matrixView(all) : cardsView(all)) : nothing}
      </div>${aside ? reasonsView(all) : nothing}`}
    </div>
    <div class="notices" role="status">${crew.notices.value.map((/** @type {any} */ each) =>
      html`<p class=${each.grave ? "notice grave" : "notice"}>${each.words}</p>`)}
      ${crew.canUndo() ? html`<p class="notice">${say("{number} goes out.", { number: crew.undo.value.called })}
        ${button(say("Undo"), () => crew.undoLast(), { name: "undo" })}</p>` : nothing}</div>`;
}

/** @param {Row} row */
function idOf(row) {
  return row.order.id;
}

/** @param {any} all */
function headView({ live, crew, board, rows, toGo, search, acts }) {
  const now = live.now.value;
  const late = rows.value.filter((/** @type {Row} */ { order }) => fillOf(order, board, now) === "late").length;
  const input = (/** @type {InputEvent} */ event) =>
    search.set(/** @type {HTMLInputElement} */ (event.target).value);
  return html`<header class="top">
    <h1>${say("Pass", { context: "where dishes are handed over" })}</h1>
    <p class="counts meta"><span>${sayMany("{count} open", "{count} open", rows.value.length)}</span>${
      late ? html`<span class="late-count">${sayMany("{count} late", "{count} late", late)}</span>` : nothing}${
      toGo.value.length ? html`<span>${sayMany("{count} to go out", "{count} to go out", toGo.value.length)}</span>` : nothing}</p>
    <input id="search" type="search" autocomplete="off" enterkeyhint="search" maxlength="80"
      aria-label=${say("Find an order of today")} placeholder=${say("Order, table, name, dish")}
      .value=${kept(search.words.value)} @input=${input}>
    <span class="top-acts">${crew.mayRecall ? button(say("Recall"), acts.recall, { name: "recall" }) : nothing}
      ${button(say("More"), acts.more, { name: "more" })}</span>
    <strong class="clock">${clockTime(now)}</strong></header>`;
}

/** @param {Live} live */
function trouble(live) {
  const trust = live.trust.value;
  const seconds = Math.round(live.silence() / 1000);
  const now = live.now.value;
  if (trust === "waiting" && seconds < 3) return nothing;
  if (trust === "waiting") return band(say("Looking for the hub at {address} ...", { address: location.host }));
  if (trust !== "fresh") {
    const waiting = live.waiting.value.length;
    return band(html`${say("No news from the hub for {seconds} s. What you see is from {time}. Ask the stations by word.",
      { seconds, time: clockTime(now - live.silence()) })}${waiting
      ? html` ${sayMany("{count} press waits here and is sent then.", "{count} presses wait here and are sent then.", waiting)}` : nothing}`);
  }
  return live.alarms.value.map((each) => band(data(each.message)));
}

/** How old an order is, as its head is filled. @param {Order} order @param {any} board @param {number} now */
function fillOf(order, board, now) {
  return judgeAge(board, ageOf(board, order, now), untilDue(order, now));
}

/** @param {Order} order @param {any} board @param {number} now */
function ageText(order, board, now) {
  const left = untilDue(order, now);
  if (left !== null) return left < 0 ? `+${span(-left)}` : `−${span(left)}`;
  return `${order.age_at_least ? "≥ " : ""}${span(ageOf(board, order, now))}`;
}

/** What goes out: who it is for, and the button. @param {Row} row @param {any} all */
function goView(row, { live, crew, acts }) {
  const { order } = row;
  const waits = live.now.value - Number(row.readySince);
  const under = live.isUnderWay(order.id);
  const table = order.table_number;
  const title = table ? isolate(table) : order.customer_name ? isolate(order.customer_name) : callNumber(order);
  const about = [title === callNumber(order) ? "" : callNumber(order), table ? "" : typeName(order),
    sayMany("{count} dish", "{count} dishes", countPieces(row.ready))].filter(Boolean).join(" · ");
  return html`<article class="go ${waits >= WAITS_MS ? "waits" : ""} ${under ? "under-way" : ""}" data-go=${order.id}>
    <button type="button" class="go-open" data-name=${`open-${order.id}`} @click=${() => acts.open(order)}
      ><b class="go-title">${title}</b><span class="go-about meta"><span>${about}</span>
      <span class="go-since">${say("ready for {time}", { time: span(waits) })}</span></span>${allergyBadge(order)}</button>
    ${button(under ? say("sending ...") : say("Send out"), () => crew.sendOut(order),
      { main: true, disabled: under, name: `send-${order.id}`, label: under ? undefined : say("Send out {number}, {place}", { number: callNumber(order), place: placeOf(order) }) })}
  </article>`;
}

/** Number, place, age, and what is loud. @param {Row} row @param {any} all */
function orderHead(row, { live, board, unseen, stations }) {
  const { order } = row;
  const now = live.now.value;
  const hurry = urgencyOf(order);
  const due = order.due_at && !order.asap ? say("for {time}", { time: clockTime(Date.parse(order.due_at)) }) : "";
  const more = [due, order.handoff ? isolate(order.handoff) : ""].filter(Boolean).join(" · ");
  const place = order.customer_name ? `${placeOf(order)} · ${isolate(order.customer_name)}` : placeOf(order);
  const nowhere = unseen.value.get(order.id)?.not_on_screen ?? [];
  return html`<span class="head-line"><b class="called">${data(callNumber(order))}</b>
      <span class="place">${place}</span>${hurry ? html`<b class="pill">${hurry}</b>` : nothing}
      <b class="age">${ltr(ageText(order, board, now))}</b></span>
    <span class="head-more">${allergyBadge(order)}${row.held.length ? heldView(row.held) : nothing}${more ? html`<span class="meta">${more}</span>` : nothing}${
      nowhere.length ? html`<span class="flag">${say("on no screen: {stations}",
        { stations: nowhere.map((/** @type {string | null} */ each) => stationTitle(each, stations.value)).join(", ") })}</span>` : nothing}</span>`;
}

/** @param {Row} row @param {any} all @param {unknown} [more] */
function opener(row, all, more = nothing) {
  const { roving, unfinished, acts } = all;
  const { id } = row.order;
  const rows = unfinished.value;
  const stop = rows.some((/** @type {Row} */ each) => idOf(each) === roving.value) ? roving.value : idOf(rows[0]);
  return html`<button type="button" class="opener" data-row=${id} tabindex=${stop === id ? "0" : "-1"}
    @focus=${() => (roving.value = id)} @click=${(/** @type {Event} */ event) => {
      event.stopPropagation();
      acts.open(row.order);
    }}>${orderHead(row, all)}${more}</button>`;
}

/** @param {Row} row @param {any} all */
function kindOf(row, { live, board }) {
  const under = live.isUnderWay(row.order.id) ? "under-way" : "";
  return `${fillOf(row.order, board, live.now.value)} ${under}`;
}

/** @param {any} all */
function matrixView(all) {
  const { unfinished, rows, layout, live, stations, acts } = all;
  const { columns } = layout.value;
  const now = live.now.value;
  return html`<table class="matrix"><thead><tr><th scope="col" class="first">${say("Order")}</th>
      ${columns.map((/** @type {string | null} */ each) => {
        const load = loadOf(rows.value, each);
        return html`<th scope="col"><b class="station">${stationTitle(each, stations.value)}</b> <span class="meta faint">${
          load.open ? html`${sayMany("{count} open", "{count} open", load.open)}, ${say("oldest {time}", { time: span(now - load.since) })}` : nothing}</span></th>`;
      })}<th scope="col" class="last"><span class="visually-hidden">${say("What can be done")}</span></th></tr></thead>
    <tbody>${repeat(unfinished.value, idOf, (/** @type {Row} */ row) => html`<tr class="row ${kindOf(row, all)}"
      data-order=${row.order.id} @click=${() => acts.open(row.order)}>
      <th scope="row" class="head">${opener(row, all)}</th>
      ${columns.map((/** @type {string | null} */ each) => {
        const share = row.shares.find((one) => one.station === each);
        return html`<td>${share ? shareView(share, row) : html`<span class="none" aria-hidden="true">–</span>`}</td>`;
      })}
      <td class="act">${fireButton(row, all)}<span class="arrow" aria-hidden="true"></span></td></tr>`)}</tbody></table>`;
}

/** How far a station is. @param {Share} share @param {Row} row */
function shareView(share, row) {
  const holds = row.holdsUp.has(share.station);
  if (share.status === "held") return heldView(share.held);
  const done = !share.left.length;
  const names = [...new Set(share.left.map((item) => item.kitchen_name || item.name))];
  return html`<span class="share ${holds ? "holds" : ""} ${done ? "done" : ""}">${statusSign(share.status)}
    <b>${ltr(`${share.ready}/${share.all}`)}</b>${names.length ? html`<span class="names meta">${dataList(names)}</span>` : nothing}${
    holds ? html`<span class="visually-hidden">${say("holds the order up")}</span>` : nothing}</span>${
    share.held.length ? heldView(share.held) : nothing}`;
}

/** @param {readonly import("../api-types.js").Item[]} lines */
function heldView(lines) {
  return html`<span class="share held">${statusSign("held")}<b>${countPieces(lines)}</b>
    <span class="names meta">${say("held")}</span></span>`;
}

/** @param {Row} row @param {any} all */
function fireButton(row, { live, crew }) {
  const lines = nextCourse(row.order, live.courses.value);
  if (!lines.length) return nothing;
  const count = countPieces(lines);
  return button(say("Fire {count}", { count }), (event) => {
    event.stopPropagation();
    crew.fire(row.order, lines);
  }, { main: true, more: "fire", disabled: live.isUnderWay(row.order.id), name: `fire-${row.order.id}`,
    label: say("Fire {count}, order {number}", { count, number: callNumber(row.order) }) });
}

/** @param {any} all */
function cardsView(all) {
  const { unfinished, stations, acts } = all;
  return html`<div class="cards">${repeat(unfinished.value, idOf, (/** @type {Row} */ row) => html`<article
    class="card ${kindOf(row, all)}" data-order=${row.order.id} @click=${() => acts.open(row.order)}>
    <h2 class="head">${opener(row, all)}</h2>
    <ul class="shares">${row.shares.map((share) => html`<li><span class="at">${stationTitle(share.station, stations.value)}</span>${shareView(share, row)}</li>`)}</ul>
    ${fireButton(row, all)}</article>`)}</div>`;
}
