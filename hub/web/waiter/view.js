/**
 * What a waiter sees: the tables, what is ready, what is sold out, who they are.
 *
 * @module
 */


import { change } from "../page.js";
import { band, button, clockTime, data, diamond, statusSign } from "../parts.js";
import { whoView } from "../people.js";
import { sounds, startShift } from "../sound.js";
import { html, nothing, repeat } from "../vendor/lit.js";
import { LANGUAGES, say, sayMany } from "../words.js";
import { minutesSince } from "./book.js";
import { orderView } from "./order.js";

/** @typedef {import("./book.js").WaitersBook} WaitersBook */
/** @typedef {(what: (all: typeof import("./sheets.js")) => void) => void} Show opens something over the page */

/** @param {WaitersBook} book @param {Show} show */
export function waiterView(book, show) {
  const place = book.place.value;
  if (place.startsWith("/")) return orderView(book, place.slice(1), show);
  const view = place === "ready" ? readyView(book) : place === "sold-out" ? soldOutView(book, show) : place === "me" ? meView(book) : tablesView(book, show);
  return html`<div class="waiter">${troubles(book, show)}<div class="scroll">${view}</div>${toastView(book)}${navView(book)}</div>`;
}

/** What is wrong, above everything. @param {WaitersBook} book @param {Show} show */
export function troubles(book, show) {
  const { live } = book;
  const trust = live.trust.value;
  live.now.value;
  const waiting = live.waiting.value.length;
  const kept = live.kept.value.length;
  const look = button(say("Show"), () => show(({ openQueue }) => openQueue(book)), { name: "queue" });
  if (trust === "stale" || trust === "dead") {
    const time = clockTime(live.hubNow() - live.silence());
    return band(waiting
      ? sayMany("Hub away since {time}. {count} thing waits on this device.", "Hub away since {time}. {count} things wait on this device.", waiting, { time })
      : say("Hub away since {time}.", { time }), waiting ? look : nothing);
  }
  if (kept) return band(say("Something was not taken."), button(say("Show"), () => show(({ openRefused }) => openRefused(book)), { name: "refused" }));
  return sounds.value ? nothing : html`<div class="quiet-band"><span>${say("SOUND OFF")}</span>${
    button(say("Sound on"), () => startShift({ fullScreen: false }), { more: "small", name: "sound-on" })}</div>`;
}

/** @param {WaitersBook} book */
export function toastView(book) {
  const toast = book.toast.value;
  return html`<div class="toast-place" role="status">${toast ? html`<div class="toast"><span>${toast.words}</span>${
    toast.undo ? button(say("Undo"), toast.undo, { more: "small", name: "toast-undo" }) : nothing}</div>` : nothing}</div>`;
}

/** @param {WaitersBook} book */
function navView(book) {
  const ready = book.ready.value.length;
  const at = book.place.value;
  const tab = (/** @type {string} */ place, /** @type {unknown} */ words) => html`<button type="button"
    class="tab" data-name=${`tab-${place}`} aria-current=${at === place ? "page" : nothing} @click=${() => (book.place.value = place)}>${words}</button>`;
  return html`<nav class="tabs" aria-label=${say("Pages")}>${tab("tables", say("Tables"))}
    ${tab("ready", html`${say("Ready", { context: "to carry" })}${ready ? html` <b class="badge">${ready}</b>` : nothing}`)}
    ${tab("sold-out", say("Sold out"))}${tab("me", data(book.people.here()?.name ?? book.device.name))}</nav>`;
}

/** @param {WaitersBook} book @param {Show} show */
function tablesView(book, show) {
  const named = book.tables.value.tables.map((each) => each.name);
  const others = [...book.atTable.value.keys(), ...Object.keys(book.drafts.value)].filter((each) => !named.includes(each));
  const tables = [...named, ...new Set(others)].filter((each) => named.includes(each) || book.atTable.value.has(each) || book.draftOf(each).lines.length);
  return html`<header class="head"><h1>${say("Tables")}</h1><span class="faint">${clockTime(book.live.now.value)}</span>
      ${button(say("Other table"), () => show(({ openOther }) => openOther(book)), { name: "other-table" })}</header>
    ${tables.length ? nothing : html`<p class="empty">${say("No tables yet: the manager adds them in Manage, Tables.")}</p>`}
    <ul class="tables ${book.live.trust.value === "dead" ? "hatched" : ""}">${repeat(tables, (each) => each, (table) => tableTile(book, table))}</ul>`;
}

/** @param {WaitersBook} book @param {string} table */
function tableTile(book, table) {
  const state = book.stateOf(table);
  const { words, kind } = tileWords(book, state);
  return html`<li><button type="button" class="tile ${kind}" data-name=${`table-${table}`} @click=${() => book.open(table)}>
    <span class="tile-name">${data(table)}</span>
    <span class="tile-signs">${state.allergy ? diamond(say("allergy")) : nothing}${state.ready.length ? statusSign("ready") : nothing}</span>
    <span class="tile-words">${words}</span></button></li>`;
}

/** @param {WaitersBook} book @param {ReturnType<WaitersBook["stateOf"]>} state */
function tileWords(book, state) {
  const age = `${state.age}′`;
  if (state.refused) return { words: html`<b class="late-word">${say("NOT TAKEN")}</b>`, kind: "late" };
  if (state.sending) return { words: say("sending ..."), kind: "sending" };
  if (state.ready.length) {
    const oldest = Math.max(...state.ready.map((item) => minutesSince(item.ready_at ?? item.created_at, book.live.hubNow())));
    return { words: say("READY {age}", { age: `${oldest}′` }), kind: "ready" };
  }
  if (state.late) return { words: html`<b class="late-word">${say("LATE")}</b> ${age}`, kind: "late" };
  if (state.cooking.length) return { words: say("cooking {age}", { age }), kind: "busy" };
  if (state.held.length) return { words: say("held {age}", { age }), kind: "busy" };
  if (state.taken) return { words: say("not sent yet"), kind: "busy" };
  return { words: say("free"), kind: "free" };
}

/** @param {WaitersBook} book */
function readyView(book) {
  const rows = book.ready.value;
  return html`<header class="head"><h1>${say("Ready to carry")}</h1><span class="faint">${say("oldest first")}</span></header>
    ${rows.length ? nothing : html`<p class="empty">${say("Nothing is ready. You hear two tones when something is.")}</p>`}
    <ul class="rows-list">${repeat(rows, ({ order }) => order.id, ({ order, lines }) => {
      const more = order.items.some((item) => item.status === "pending" || item.status === "preparing");
      const age = minutesSince(lines[0].ready_at ?? lines[0].created_at, book.live.hubNow());
      return html`<li class="ready-row"><button type="button" class="ready-table" @click=${() => order.table_number && book.open(order.table_number)}
        >${data(order.table_number ?? order.customer_name ?? order.order_number)}</button>
        <span class="grow">${lines.map((item) => html`<span class="block"><b>${item.quantity}</b> ${data(item.name)}</span>`)}
          <span class="meta faint">${age < 1 ? say("just now") : sayMany("{count} min at the pass", "{count} min at the pass", age)}${more ? html` · ${say("more is cooking")}` : nothing}</span></span>
        ${button(say("Served"), () => book.acts.serve(order, lines), { main: true, name: `served-${order.id}` })}</li>`;
    })}</ul>`;
}

/** @param {WaitersBook} book @param {Show} show */
function soldOutView(book, show) {
  const gone = book.soldOut.value.filter((each) => !each.available);
  const few = book.soldOut.value.filter((each) => each.available && each.left !== undefined);
  const often = book.often.value.filter((each) => !book.gone.value.has(each.menu_item_id));
  // A house that has only begun has nothing that is ordered often.
  const rest = often.length ? [] : book.menu.value.items.filter((dish) => !book.gone.value.has(dish.id));
  const row = (/** @type {string} */ id, /** @type {string} */ name, /** @type {string} */ more, /** @type {boolean} */ available) => html`<li class="ready-row">
    <span class="grow"><b>${data(name)}</b>${more ? html`<span class="block meta faint">${more}</span>` : nothing}</span>
    ${button(available ? say("Bring back") : say("Sold out"), () => book.acts.setAvailable(id, name, available), { name: `${available ? "back" : "out"}-${id}` })}</li>`;
  return html`<header class="head"><h1>${say("Sold out")}</h1>
      ${button(say("Find a dish"), () => show(({ openFind }) => openFind(book, (dish) => book.acts.setAvailable(dish.id, dish.name, false), {
        title: say("What is sold out?"), words: (dish) => html`${say("Sold out")}: ${data(dish.name)}` })), { name: "find-sold-out" })}</header>
    <h2 class="part">${say("Sold out now")}</h2>
    ${gone.length ? nothing : html`<p class="empty">${say("Everything can be ordered.")}</p>`}
    <ul class="rows-list">${gone.map((each) => row(each.menu_item_id, each.name, each.until ? say("until {time}", { time: clockTime(Date.parse(each.until)) }) : "", true))}</ul>
    ${few.length ? html`<h2 class="part">${say("Running out")}</h2><ul class="rows-list">${few.map((each) =>
      row(each.menu_item_id, each.name, sayMany("{count} left", "{count} left", each.left ?? 0), false))}</ul>` : nothing}
    ${often.length ? html`<h2 class="part">${say("Often")}</h2>
      <ul class="rows-list">${often.map((each) => row(each.menu_item_id, each.name, "", false))}</ul>` : nothing}
    ${rest.length ? html`<h2 class="part">${say("All dishes")}</h2>
      <ul class="rows-list">${rest.map((each) => row(each.id, each.name, "", false))}</ul>` : nothing}`;
}

/** @param {WaitersBook} book */
function meView(book) {
  return html`<header class="head"><h1>${data(book.people.here()?.name ?? book.device.name)}</h1></header><div class="sheet-parts">
    ${whoView(book.people)}
    ${button(say("Start shift: sound, screen on, whole glass"), () => startShift(), { main: true, name: "start-shift" })}
    <p class="faint">${say("Keep this page in front: a device in a pocket hears nothing.")}</p>
    <h2>${say("Colours")}</h2><div class="buttons">${button(say("Dark"), () => change("theme", "dark"), { name: "dark" })}
      ${button(say("Bright"), () => change("theme", "light"), { name: "light" })}</div>
    <h2>${say("Language")}</h2><div class="choices">${Object.entries(LANGUAGES).map(([code, name]) =>
      button(html`<span lang=${code}>${name}</span>`, () => change("language", code), { more: "choose", name: `language-${code}` }))}</div></div>`;
}

