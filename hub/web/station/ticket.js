/**
 * A ticket as a cook reads it: head, bands, dishes.
 *
 * @module
 */

import { findMet, listAllergies, loudNotes, nameContents } from "../allergies.js";
import { courseName, dishName, editWords, flagWords, modifierWords, placeOf, seatName, urgencyOf } from "../order_words.js";
import { allergyBand, callNumber, clockTime, data, ltr, span, statusSign } from "../parts.js";
import { html, nothing, svg } from "../vendor/lit.js";
import { reasonWords } from "../void_reasons.js";
import { isolate, say, sayMany } from "../words.js";
import { comboStatus, elsewhere, heldOf, hubStation, isAllReady, marksOf, mine, progressOf } from "./rules.js";

/** @typedef {import("../api-types.js").Order} Order */
/** @typedef {import("../api-types.js").Item} Item */
/** @typedef {import("../api-types.js").Modifier} Modifier */
/** @typedef {import("./rules.js").Board} Board */
/** @typedef {import("./rules.js").Marks} Marks */

/**
 * The head: key, number, where it goes, how old it is.
 *
 * @param {Order} order
 * @param {{key: string, age: string}} told
 */
export function ticketHead(order, { key, age }) {
  return html`<button type="button" class="ticket-head">
    ${key ? html`<span class="key">${key}</span>` : nothing}
    <span class="called">${data(callNumber(order))}</span>
    <span class="place">${headPlace(order)}</span>
    <span class="age" .style=${`inline-size:${age.length + 0.4}ch`}>${ltr(age)}</span>
  </button>`;
}

/** @param {Order} order */
function headPlace(order) {
  const due = order.due_at && !order.asap
    ? say("for {time}", { time: clockTime(Date.parse(order.due_at)) })
    : "";
  return [due, placeOf(order), order.customer_name ? isolate(order.customer_name) : "",
    order.handoff ? isolate(order.handoff) : ""].filter(Boolean).join(" · ");
}

/** How old an order is, as a head says it. @param {Order} order @param {number} age @param {number | null} left */
export function ageWords(order, age, left) {
  if (left !== null) return left < 0 ? `+${span(-left)}` : `−${span(left)}`;
  return order.age_at_least ? `≥ ${span(age)}` : span(age);
}

/**
 * Bands below the head: what hurries, what guests must not eat, that nothing is missing any more.
 *
 * @param {Board} board
 * @param {Order} order
 */
export function ticketBands(board, order) {
  const hurry = urgencyOf(order);
  return html`${hurry ? html`<p class="rush">${chevrons()}<b>${hurry}</b>${chevrons()}</p>` : nothing}
    ${warningBands(board, order)}
    ${isAllReady(board, order) ? html`<p class="all-ready">${say("ALL READY")}</p>` : nothing}
    ${struckBand(board, order)}`;
}

function chevrons() {
  return html`<svg class="chevrons" viewBox="0 0 20 20" aria-hidden="true"
    >${svg`<path d="M2 10l8-6 8 6M2 17l8-6 8 6"/>`}</svg>`;
}

/** What guests must not eat. @param {Board} board @param {Order} order */
export function warningBands(board, order) {
  const lines = mine(board, order);
  const allergies = listAllergies(order, lines);
  const own = order.allergies ?? [];
  const loud = order.notes && loudNotes(order, []).length ? order.notes : null;
  return html`${own.length || allergies.length ? allergyBand(allergyWords(own.length ? own : allergies)) : nothing}
    ${loud ? allergyBand(html`» ${data(loud)}`) : nothing}`;
}

/** @param {readonly string[]} allergies */
export function allergyWords(allergies) {
  return say("ALLERGY: {what}", { what: allergies.map((each) => isolate(each)).join(", ").toUpperCase() });
}

/** @param {Board} board @param {Order} order */
function struckBand(board, order) {
  if (!marksOf(board, order)?.struck) return nothing;
  const reasons = new Set(mine(board, order).map((item) => item.cancel_reason));
  const [why] = reasons.size === 1 ? reasons : [null];
  return html`<p class="struck-band">${statusSign("cancelled")} <b>${
    why ? say("CANCELLED: {why}", { why: reasonWords(why) }) : say("CANCELLED")}</b></p>`;
}

/**
 * All that stands below the bands, in rows between which a ticket may be parted.
 *
 * @param {Board} board
 * @param {Order} order
 * @returns {unknown[]}
 */
export function ticketRows(board, order) {
  const marks = marksOf(board, order);
  const lines = mine(board, order);
  const progress = progressOf(board, order);
  const notes = loudNotes(order, lines);
  /** @type {unknown[]} */
  const rows = [];
  if (progress.length) {
    rows.push(row("progress", progress.map(({ station, ready, all }) => html`<span
      class=${ready < all ? "" : "faint"}><bdi>${station}</bdi> ${ltr(`${ready}/${all}`)}</span>`)));
  }
  const facts = [
    order.guests ? sayMany("1 guest", "{count} guests", order.guests) : "",
    order.cutlery === undefined ? "" : order.cutlery ? say("cutlery") : say("no cutlery"),
  ].filter(Boolean);
  if (facts.length) rows.push(row("facts", facts.join(" · ")));
  for (const each of marks ? editWords(order, marks.fields) : []) rows.push(row("marked", each));
  if (order.notes && !notes.includes(order.notes) && !marks?.fields.includes("notes")) {
    rows.push(row("order-note", html`» ${data(order.notes)}`));
  }
  rows.push(...dishRows(board, order, lines, marks, notes));
  for (const item of heldOf(board, order)) {
    rows.push(row("dish held", html`${statusSign("held")}<span class="count">${item.quantity}</span>
      <span class="name">${dishName(item)}<span class="details">${heldWords(item)}</span></span>`));
  }
  const others = elsewhere(board, order);
  if (others.length) {
    const stations = others.map(([station, count]) => `${isolate(station)} ${count}`).join(", ");
    rows.push(row("facts", say("also at: {stations}", { stations })));
  }
  return rows;
}

/** @param {Item} item */
function heldWords(item) {
  const course = courseName(item);
  return course ? `${course} · ${say("held")}` : say("held");
}

/** @param {string} kind @param {unknown} content */
function row(kind, content) {
  return html`<li class="row ${kind}">${content}</li>`;
}

/**
 * @param {Board} board @param {Order} order @param {readonly Item[]} lines @param {Marks | null} marks
 * @param {readonly string[]} notes those in which an allergy is mentioned
 */
function dishRows(board, order, lines, marks, notes) {
  const allergies = listAllergies(order, lines);
  const combos = new Map((order.groups ?? []).map((combo) => [combo.id, combo]));
  const routed = hubStation(board) !== null || order.items.some((item) => item.station);
  const courses = new Set(order.items.map((item) => item.course).filter(Boolean));
  const rows = [];
  let course = null;
  let parent = null;
  for (const item of lines) {
    if (courses.size > 1 && item.course !== course) {
      course = item.course;
      if (course) rows.push(row("course", courseName(item)));
    }
    const combo = combos.get(item.parent_id ?? "");
    if (combo && combo.id !== parent) rows.push(comboRow(board, order, combo));
    parent = combo?.id ?? null;
    const told = { marked: marks?.lines.has(item.id) ?? false, part: Boolean(combo), routed };
    rows.push(dishRow(item, told, allergies, notes));
  }
  return rows;
}

/** @param {Board} board @param {Order} order @param {import("../api-types.js").Combo} combo */
function comboRow(board, order, combo) {
  const changes = (combo.modifiers ?? []).map((each) => modifierWords(each));
  const details = html`${changes.length ? html`<span class="details">${between(changes)}</span>` : nothing}
    ${combo.notes ? html`<span class="note">» ${data(combo.notes)}</span>` : nothing}
    ${combo.allergies?.length ? allergyBand(allergyWords(combo.allergies), "inner") : nothing}`;
  if (hubStation(board) !== null) {
    return row("combo facts", html`${say("of {combo}", { combo: combo.name })}${details}`);
  }
  const status = comboStatus(order.items.filter((item) => item.parent_id === combo.id));
  return row(`dish ${status}`, html`${statusSign(status)}<span class="count">${combo.quantity}</span>
    <span class="name"><span class="title">${dishName(combo)}</span>${details}</span>`);
}

/** @param {readonly unknown[]} words */
function between(words) {
  return words.map((each, at) => html`${at ? " · " : nothing}${each}`);
}

/**
 * @param {Item} item
 * @param {{marked: boolean, part: boolean, routed: boolean}} told
 * @param {readonly string[]} allergies of all guests of the ticket
 * @param {readonly string[]} notes those in which an allergy is mentioned
 */
function dishRow(item, { marked, part, routed }, allergies, notes) {
  const live = item.status !== "cancelled";
  const was = marked ? item.was : undefined;
  const before = was?.quantity !== undefined && was.quantity !== item.quantity ? was.quantity : null;
  const kind = `dish ${item.status} ${part ? "part" : ""} ${marked ? "marked" : ""}`;
  const isLate = marked && live && !item.was;
  const count = isLate
    ? html`<span class="count">${ltr(`+${item.quantity}`)}</span>`
    : before === null
    ? html`<span class="count">${part && item.quantity === 1 ? nothing : item.quantity}</span>`
    : html`<span class="count">${ltr(html`<s>${before}</s>→${item.quantity}`)}</span>`;
  return row(kind, html`${statusSign(item.status)}${count}
    <span class="name"><span class="title">${dishName(item)}</span>${
      live ? wishes(item, routed, was, allergies, notes) : cancelled(item)}</span>`);
}

/** @param {Item} item */
function cancelled(item) {
  const why = item.cancel_reason;
  return html`<span class="details">${why ? say("cancelled: {why}", { why: reasonWords(why) }) : say("cancelled")}</span>`;
}

/**
 * @param {Item} item @param {boolean} routed @param {import("../api-types.js").EarlierLine | undefined} was
 * @param {readonly string[]} allergies @param {readonly string[]} notes
 */
function wishes(item, routed, was, allergies, notes) {
  const met = findMet(item.allergens, allergies, notes, nameContents(item));
  const rest = item.allergens.filter((each) => !met.includes(each));
  const changes = [
    ...(was ? earlierWords(item, was) : []),
    ...(item.to_go ? [html`<b>${say("TO GO")}</b>`] : []),
    ...(routed && !item.station ? [html`<b>${say("not routed")}</b>`] : []),
    ...item.modifiers.map((each) => modifierWords(each)),
    ...(item.if_out ? [html`<span class="faint">${outWords(item.if_out)}</span>`] : []),
    ...(rest.length ? [html`<span class="faint">${say("contains {contents}", { contents: rest.join(", ") })}</span>`] : []),
  ];
  const note = item.notes;
  return html`${item.allergies?.length ? allergyBand(allergyWords(item.allergies), "inner") : nothing}
    ${met.length ? allergyBand(say("CONTAINS {contents}", { contents: met.map((each) => isolate(each)).join(", ").toUpperCase() }), "inner") : nothing}
    ${(item.flags ?? []).map((each) => html`<span class="flag">${flagWords(each)}</span>`)}
    ${changes.length ? html`<span class="details">${between(changes)}</span>` : nothing}
    ${note && notes.includes(note) ? allergyBand(html`» ${data(note)}`, "inner") : nothing}
    ${note && !notes.includes(note) ? html`<span class="note">» ${data(note)}</span>` : nothing}`;
}

/** @param {Item} item @param {import("../api-types.js").EarlierLine} was */
function earlierWords(item, was) {
  const found = [];
  if (was.name !== undefined || was.variant !== undefined) {
    found.push(say("was: {what}", { what: was.name ?? was.variant ?? item.name }));
  }
  if (was.seat !== undefined && was.seat !== null) found.push(say("was: {what}", { what: seatName(was.seat) }));
  const now = new Set(item.modifiers.map((each) => JSON.stringify(each)));
  for (const each of was.modifiers ?? []) {
    if (!now.has(JSON.stringify(each))) found.push(html`<s>${modifierWords(each)}</s>`);
  }
  if (was.notes !== undefined && !item.notes) found.push(say("» note taken away"));
  if (was.allergies !== undefined) {
    found.push(item.allergies?.length ? say("allergies changed") : say("allergies taken away"));
  }
  return found;
}

/** @param {import("../api-types.js").IfOut} wish */
function outWords(wish) {
  const words = {
    remove: say("if sold out: leave it out"),
    replace: say("if sold out: replace it"),
    call: say("if sold out: call the guest"),
    cancel: say("if sold out: cancel the order"),
  }[/** @type {string} */ (wish.do)] ?? say("if sold out: {what}", { what: wish.do });
  return html`${words}${wish.text ? html` (${data(wish.text)})` : nothing}`;
}
