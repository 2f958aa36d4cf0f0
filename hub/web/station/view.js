/**
 * How a station's board is drawn.
 *
 * @module
 */

import { band, button, clockTime, data, diamond, ltr, soundBand } from "../parts.js";
import { guard, html, nothing, ref, repeat } from "../vendor/lit.js";
import { say, sayMany } from "../words.js";
import { layChips } from "./chips.js";
import { keyOf } from "./placement.js";
import { ageOf, judgeAge, marksOf, untilDue } from "./rules.js";
import { spell } from "./spelling.js";
import { ageWords, ticketBands, ticketHead, ticketRows, warningBands } from "./ticket.js";
import { sum } from "./ticket_sizes.js";

/** @typedef {import("../api-types.js").Order} Order */
/** @typedef {import("../live.js").Live} Live */
/** @typedef {import("./rules.js").Board} Board */

/** Bands of trouble above a board: what comes behind them is counted. */
const MOST_ALARMS = 2;

/** @param {any} all */
export function boardView(all) {
  const { live, cook, board, places, tickets, byId, acts, watchGlass } = all;
  const trust = live.trust.value;
  const hatched = trust === "dead" || trust === "waiting";
  return html`<h1 class="visually-hidden">${stationName(board.value.station)}</h1>
    ${trouble(live)} ${soundBand()}
    <header class="bar">
      <strong>${stationName(board.value.station)}</strong>
      <span>${sayMany("{count} open", "{count} open", tickets.value.length)}</span>
      <span class="notices" role="status">${cook.notices.value.map((/** @type {any} */ each) =>
        html`<span class=${each.grave ? "grave" : ""}>${each.words}</span>`)}</span>
      <span class="coming">${coming(live)}</span>
      <strong>${clockTime(live.now.value)}</strong>
    </header>
    <section class="glass ${hatched ? "hatched" : ""} ${all.opening.value ? "opening" : ""}"
      aria-label=${say("Tickets")} ${ref(watchGlass)}>
      <div class="ruler" aria-hidden="true" inert></div>
      ${tickets.value.length || trust === "waiting" ? nothing : html`<p class="empty">${
        say("Nothing is open. You hear two tones when something comes.")}</p>`}
      ${repeat(places.value.parts, (/** @type {any} */ part) => `${part.order} ${part.from}`,
        (/** @type {any} */ part) => partView(part, byId.value.get(part.order), all))}
      ${stripView(all)}
    </section>
    ${all.drill.value?.view() ?? nothing}
    <nav class="acts" aria-label=${say("What this board can do")}>
      ${cook.undo.value
        ? button(say("Undo {number}", { number: cook.undo.value.called }), () => cook.undoLast(), { main: true, name: "undo" })
        : button(say("Undo"), () => cook.undoLast(), { disabled: true, name: "undo" })}
      ${button(say("Open"), () => (all.opening.value = !all.opening.value), { pressed: all.opening.value, name: "open" })}
      ${button(say("Recall"), acts.recall, { name: "recall" })}
      ${button(say("All-day"), acts.allDay, { more: "wide", name: "all-day" })}
      ${button(say("Sold out"), acts.soldOut, { more: "wide", name: "sold-out" })}
      ${button(say("Sort by age"), acts.sort, { more: "wide", name: "sort" })}
      ${button(say("More"), acts.more, { name: "more" })}
    </nav>`;
}

/** @type {WeakMap<object, {of: readonly unknown[], view: unknown}>} by the part of a ticket */
const drawn = new WeakMap();

/** @param {import("./columns.js").PlacedPart} part @param {Order | undefined} order @param {any} all */
function partView(part, order, all) {
  const { live, cook, board, places } = all;
  // One ticket of forty has changed: the others are not looked at.
  const of = [order, board.value, places.value, live.now.value, cook.chosen.value, live.flights.value];
  const before = drawn.get(part);
  if (before && of.every((each, at) => each === before.of[at])) return before.view;
  const view = newPartView(part, order, all);
  drawn.set(part, { of, view });
  return view;
}

/** @param {import("./columns.js").PlacedPart} part @param {Order | undefined} order @param {any} all */
function newPartView(part, order, { live, cook, board, places, press, hold }) {
  const size = places.value.tickets.find((/** @type {any} */ each) => each.order === part.order);
  if (!order || !size) return nothing;
  const now = live.now.value;
  const age = ageOf(board.value, order, now);
  const left = untilDue(order, now);
  const said = ageWords(order, age, left);
  const key = keyOf(places.value, order.id);
  const chosen = cook.chosen.value;
  const kind = [
    marksOf(board.value, order)?.struck ? "struck" : judgeAge(board.value, age, left),
    chosen === order.id || (chosen === null && places.value.framed === order.id) ? "framed" : "",
    live.isUnderWay(order.id) ? "under-way" : "",
  ].join(" ");
  const place = `transform:translate(${part.left}px,${part.top}px);width:${part.width}px;height:${part.height}px`;
  const goesOn = part.to < size.lines.length;
  return guard([order, board.value, size, kind, said, key, place, part.from, part.to], () => html`<article class="ticket ${kind}" .style=${place} data-order=${order.id}
    @click=${() => (hold.done ? (hold.done = false) : press(order.id))}
    @pointerdown=${() => hold.begin(order.id)} @pointerup=${() => hold.end()}
    @pointercancel=${() => hold.end()} @pointerleave=${() => hold.end()}
    @contextmenu=${(/** @type {Event} */ event) => event.preventDefault()}>
    ${ticketHead(order, {
      key: key === null ? "" : String(key === 9 ? 0 : key + 1),
      age: said,
    })}
    ${guard([order, board.value, size, part.from, part.to], () => html`<div class="bands">${
      part.from ? warningBands(board.value, order) : ticketBands(board.value, order)}</div>
      ${rowsView(part, size, order, board.value)}
      ${goesOn ? html`<p class="goes-on">${say("goes on")} →</p>` : nothing}`)}
  </article>`);
}

/** All rows, of which a part shows some. @param {import("./columns.js").PlacedPart} part
 * @param {import("./columns.js").TicketSize} size @param {Order} order @param {Board} board */
function rowsView(part, size, order, board) {
  // One row of ten has changed: nor are the others.
  const rows = html`<ul class="rows">${ticketRows(board, order).map((row) => guard([spell(row)], () => row))}</ul>`;
  if (!part.from && part.to >= size.lines.length) return rows;
  const before = sum(size.lines.slice(0, part.from));
  const shown = sum(size.lines.slice(part.from, part.to));
  return html`<div class="clip" .style=${`height:${shown}px`}><div .style=${`margin-top:-${before}px`}>${rows}</div></div>`;
}

/** @param {any} all */
function stripView({ places, glass, chipsOf, acts }) {
  const { chips, rows } = places.value;
  if (!chips.length) return nothing;
  const lit = new Set(chips.filter((/** @type {any} */ each) => each.lit !== null).map((/** @type {any} */ each) => each.order));
  const laid = layChips(chipsOf(chips.map((/** @type {any} */ each) => each.order)), rows, glass.value.width, glass.value.unit);
  return html`<div class="strip">${repeat(laid.chips, (each) => each.id, (each) => html`<button type="button"
      class="chip ${lit.has(each.id) ? "lit" : ""}" @click=${() => acts.open(each.id)}>
      ${each.rush ? html`<span class="hurry" aria-label=${say("RUSH")}>»</span>` : nothing}
      ${each.allergy ? diamondOnChip() : nothing}<b>${data(each.number)}</b>
      ${laid.form === "full" && each.place ? html`<span>${each.place}</span>` : nothing}
      ${laid.form === "number" ? nothing : html`<span class="faint">${each.age}</span>`}</button>`)}
    ${laid.hidden ? html`<span class="chip">+${laid.hidden}</span>` : nothing}</div>`;
}

function diamondOnChip() {
  return html`<span class="on-chip">${diamond(say("allergy"))}</span>`;
}

/** @param {Live} live */
function trouble(live) {
  const trust = live.trust.value;
  const seconds = Math.round(live.silence() / 1000);
  live.now.value;
  if (trust === "waiting" && seconds < 3) return nothing;
  if (trust !== "fresh") {
    return band(say("NO NEWS for {seconds} s. Do not trust this board.", { seconds }));
  }
  const alarms = live.alarms.value;
  const shown = alarms.slice(0, MOST_ALARMS);
  return shown.map((each, at) => {
    const others = at === shown.length - 1 ? alarms.length - shown.length : 0;
    return band(html`${data(each.message)}${others ? html` <b>${ltr(`+${others}`)}</b>` : nothing}`);
  });
}

/** @param {Live} live */
function coming(live) {
  const times = new Map();
  for (const each of live.upcoming.value) {
    const time = each.due_at ? clockTime(Date.parse(each.due_at)) : "";
    times.set(time, (times.get(time) ?? 0) + 1);
  }
  const some = [...times].sort().slice(0, 2).map(([time, count]) => (time ? `${time} × ${count}` : `${count}`));
  return some.length ? say("Coming: {times}", { times: some.join("   ") }) : "";
}

/** @param {string} station */
function stationName(station) {
  if (station === "expo") return say("The pass");
  if (station === "all") return say("Kitchen");
  return station;
}
