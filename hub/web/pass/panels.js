/**
 * What is laid at the side of the pass: an order with all that can be done with it, and the lists.
 *
 * @module
 */

import { ask } from "../api.js";
import { deviceSettings } from "../device_settings.js";
import { courseName, dishName, modifierWords, urgencyOf } from "../order_words.js";
import { allergyBand, button, callNumber, clockTime, data, dataList, statusSign } from "../parts.js";
import { whoView } from "../people.js";
import { countedFrom, isLive, isOpen, rank } from "../replica.js";
import { openSheet } from "../sheet.js";
import { startShift } from "../sound.js";
import { openAllDay, openRecall, openSoldOut } from "../station/panels.js";
import { ageOf, untilDue } from "../station/rules.js";
import { ageWords, warningBands } from "../station/ticket.js";
import { html, nothing, signal } from "../vendor/lit.js";
import { reasonWords } from "../void_reasons.js";
import { isolate, say, sayMany } from "../words.js";
import { orderStatus } from "./found.js";
import { whyItWaits } from "./reasons.js";
import { countPieces, nextCourse, rowOf, stepOf } from "./rows.js";
import { orderTitle, stationTitle } from "./titles.js";

export { openRecall };

/** @typedef {import("../api-types.js").Order} Order */
/** @typedef {import("../api-types.js").Item} Item */
/** @typedef {import("./rows.js").Row} Row */
/** @typedef {import("../vendor/lit.js").Signal<string>} Choosing */

/**
 * Open an order at the side: every line, why it waits, and all that can be done with it.
 *
 * @param {any} given
 * @param {Order} opened
 */
export function openOrder(given, opened) {
  const choosing = signal("");
  /** How many pieces of which line go into an order of their own. */
  const pieces = signal(/** @type {ReadonlyMap<string, number>} */ (new Map()));
  // What has left stays readable as it was when it went; it is asked for anew.
  const gone = signal(opened);
  const askAnew = () => ask("GET", `/api/orders/${opened.id}`).then(
    (said) => (gone.value = said.data), () => undefined);
  void askAnew();
  openSheet(say("Order {number}", { number: callNumber(opened) }), (close) => {
    const open = given.live.replica.value.orders.get(opened.id);
    const order = open ?? gone.value;
    const all = { ...given, order, choosing, pieces, close, row: rowOf(order) };
    if (open) gone.value = open;
    switch (choosing.value) {
      case "station":
        return stationChoice(all);
      case "dish":
        return dishChoice(all);
      case "split":
        return splitChoice(all);
      case "table":
        return fieldChoice(all, say("To which table?"), "table_number", order.table_number ?? "", 50);
      case "notes":
        return fieldChoice(all, say("A note to the kitchen"), "notes", order.notes ?? "", 500);
      default:
        return orderPanel(all, open !== undefined && isOpen(order));
    }
  });
}

/** @param {any} all @param {boolean} open */
function orderPanel(all, open) {
  const { order, live, board, row, crew, close } = all;
  const now = live.now.value;
  const under = live.isUnderWay(order.id);
  const age = open
    ? ageWords(order, ageOf(board, order, now), untilDue(order, now))
    : clockTime(Date.parse(countedFrom(order)));
  const next = nextCourse(order, live.courses.value);
  return html`<header class="panel-head"><h2 class="number">${data(callNumber(order))}</h2>
      <span>${orderTitle(order)}</span><span class="age number">${age}</span></header>
    ${urgencyOf(order) ? html`<p class="rush"><b>${urgencyOf(order)}</b></p>` : nothing}
    ${warningBands(board, order)}
    ${open ? nothing : html`<p><b>${orderStatus(order)}</b></p>`}
    ${order.notes ? html`<p>» ${data(order.notes)}</p>` : nothing}
    ${open && (row.ready.length || next.length) ? html`<div class="buttons">
      ${row.ready.length ? button(under ? say("sending ...") : sayMany("Send out {count} dish", "Send out {count} dishes", countPieces(row.ready)),
        () => {
          crew.sendOut(order);
          close();
        }, { main: true, disabled: under, name: "send-out" }) : nothing}
      ${next.length ? button(say("Fire {count}", { count: countPieces(next) }), () => crew.fire(order, next),
        { main: !row.ready.length, disabled: under, name: "fire" }) : nothing}</div>` : nothing}
    ${row.shares.map((/** @type {import("./rows.js").Share} */ share) => shareSection(share, all, open))}
    ${row.held.length ? html`<section class="at-station"><h3>${say("Held")}</h3>
      <ul class="panel-lines">${row.held.map((/** @type {Item} */ item) => lineRow(item, "held"))}</ul></section>` : nothing}
    ${open ? orderActs(all) : goneActs(all)}
    <div class="foot">${button(say("Close"), close, { name: "close" })}</div>`;
}

/** @param {import("./rows.js").Share} share @param {any} all @param {boolean} open */
function shareSection(share, all, open) {
  const { order, row, stations } = all;
  const holds = row.holdsUp.has(share.station);
  const lines = order.items.filter((/** @type {Item} */ item) =>
    item.screen !== false && (item.stations ?? [item.station ?? null]).includes(share.station));
  const why = open ? whyItWaits(row, share, all) : [];
  return html`<section class="at-station ${holds ? "holds" : ""}"><h3>${stationTitle(share.station, stations.value)}${
      holds ? html` <span class="flag">${say("holds the order up")}</span>` : nothing}</h3>
    ${why.length ? html`<ul class="because meta">${why.map((each) => html`<li>${each}</li>`)}</ul>` : nothing}
    <ul class="panel-lines">${lines.map((/** @type {Item} */ item) => lineRow(item, stepOf(item, share.station)))}${
      share.held.map((item) => lineRow(item, "held"))}</ul></section>`;
}

/** @param {Item} item @param {string} status */
function lineRow(item, status) {
  const seen = isLive(item) ? status : "cancelled";
  return html`<li class=${seen}>${statusSign(seen)}<b>${item.quantity}</b>
    <span class="name"><span class="title">${dishName(item)}</span>
      ${status === "held" ? html`<span class="details">${[courseName(item), say("held")].filter(Boolean).join(" · ")}</span>` : nothing}
      ${isLive(item) ? nothing : html`<span class="details">${item.cancel_reason
        ? say("cancelled: {why}", { why: reasonWords(item.cancel_reason) }) : say("cancelled")}</span>`}
      ${item.modifiers.length ? html`<span class="details">${item.modifiers.map((each, at) =>
        html`${at ? " · " : nothing}${modifierWords(each)}`)}</span>` : nothing}
      ${item.notes ? html`<span class="details">» ${data(item.notes)}</span>` : nothing}
      ${item.allergies?.length ? allergyBand(dataList(item.allergies), "inner") : nothing}</span></li>`;
}

/** @param {any} all */
function orderActs({ order, crew, choosing, row }) {
  const choose = (/** @type {string} */ what) => () => (choosing.value = what);
  const left = row.shares.some((/** @type {any} */ share) => share.left.length);
  const several = countPieces(order.items.filter(isLive)) > 1;
  return html`<div class="pairs">
    ${button(order.priority === "rush" ? say("No rush") : say("Rush"), () => crew.rush(order), { name: "rush" })}
    ${left ? button(say("To another station"), choose("station"), { name: "move" }) : nothing}
    ${button(say("Sold out"), choose("dish"), { name: "sold-out-here" })}
    ${crew.mayEdit ? html`${button(say("Other table"), choose("table"), { name: "table" })}
      ${several ? button(say("Split"), choose("split"), { name: "split" }) : nothing}
      ${button(say("Note"), choose("notes"), { name: "notes" })}` : nothing}
    ${crew.mayRecall && order.items.some((/** @type {Item} */ item) => isLive(item) && rank(item.status) > 0)
      ? button(say("Undo the last step"), () => crew.recall(order), { name: "step-back" }) : nothing}</div>`;
}

/** @param {any} all */
function goneActs({ order, crew, close }) {
  const served = order.items.some((/** @type {Item} */ item) => item.status === "served");
  if (!crew.mayRecall || !served || order.status === "cancelled") return nothing;
  return button(say("Bring back"), () => {
    crew.recall(order);
    close();
  }, { name: "bring-back" });
}

/** @param {Choosing} choosing */
function backRow(choosing) {
  return html`<div class="foot">${button(say("Back"), () => (choosing.value = ""), { name: "back" })}</div>`;
}

/** @param {any} all */
function stationChoice({ order, row, stations, crew, choosing }) {
  const from = row.shares.filter((/** @type {any} */ share) => share.left.length);
  return html`<h2>${say("Who makes {number}?", { number: callNumber(order) })}</h2>
    ${from.map((/** @type {import("./rows.js").Share} */ share) => html`<section class="at-station">
      <h3>${stationTitle(share.station, stations.value)}</h3>
      <p class="meta faint">${dataList(share.left.map((item) => `${item.quantity} ${item.kitchen_name || item.name}`))}</p>
      <div class="choices">${stations.value.filter((/** @type {any} */ each) => each.screen && each.id !== share.station)
        .map((/** @type {any} */ each) => button(html`<span aria-hidden="true" class="arrow"></span>${data(each.name)}`, () => {
          crew.reroute(order, each.id, share.station);
          choosing.value = "";
        }, { name: `to-${each.id}`, label: say("To {station}", { station: isolate(each.name) }) }))}</div></section>`)}
    ${stations.value.length ? nothing : html`<p>${say("No stations yet: the manager adds them in Manage, Stations.")}</p>`}
    ${backRow(choosing)}`;
}

/** @param {any} all */
function dishChoice({ order, crew, choosing }) {
  const lines = [...order.items, ...(order.held ?? [])];
  const dishes = new Map(lines.filter((item) => isLive(item) && item.menu_item_id).map((item) => [item.menu_item_id, item.name]));
  return html`<h2>${say("What is sold out?")}</h2>
    ${dishes.size ? nothing : html`<p>${say("Nothing of this ticket is on the menu.")}</p>`}
    <div class="choices">${[...dishes].map(([dish, name]) => button(html`${say("Sold out")}: ${data(name)}`, () => {
      crew.setAvailable(String(dish), name, false);
      choosing.value = "";
    }, { danger: true, name: `out-${dish}` }))}</div>${backRow(choosing)}`;
}

/** @param {any} all */
function splitChoice({ order, pieces, crew, choosing }) {
  const lines = order.items.filter((/** @type {Item} */ item) => isLive(item));
  const count = [...pieces.value.values()].reduce((sum, each) => sum + each, 0);
  const add = (/** @type {Item} */ item) => () => {
    const after = new Map(pieces.value);
    const taken = (after.get(item.id) ?? 0) + 1;
    if (taken > item.quantity) after.delete(item.id);
    else after.set(item.id, taken);
    pieces.value = after;
  };
  return html`<h2>${say("What becomes an order of its own?")}</h2>
    <ul class="panel-lines">${lines.map((/** @type {Item} */ item) => {
      const taken = pieces.value.get(item.id) ?? 0;
      return html`<li><span class="name title">${dishName(item)}</span>
        ${button(say("{taken} of {all}", { taken, all: item.quantity }), add(item), { pressed: taken > 0, name: `piece-${item.id}` })}</li>`;
    })}</ul>
    <div class="pairs foot">${button(say("Back"), () => (choosing.value = ""), { name: "back" })}
      ${button(sayMany("Split off {count} dish", "Split off {count} dishes", count), () => {
        crew.split(order, pieces.value);
        pieces.value = new Map();
        choosing.value = "";
      }, { main: true, disabled: !count || count >= countPieces(lines), name: "split-off" })}</div>`;
}

/** @param {any} all @param {string} title @param {"table_number" | "notes"} field @param {string} value
 * @param {number} most letters */
function fieldChoice({ order, crew, choosing }, title, field, value, most) {
  const save = (/** @type {Event} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const said = String(new FormData(form).get(field) ?? "").trim();
    crew.edit(order, { [field]: said || null });
    choosing.value = "";
  };
  return html`<form class="field" @submit=${save}><label><h2>${title}</h2>
      <input name=${field} .defaultValue=${value} maxlength=${most} autocomplete="off" dir="auto"></label>
    <div class="pairs foot">${button(say("Back"), () => (choosing.value = ""), { name: "back" })}
      <button type="submit" class="button main" data-name="save">${say("Save")}</button></div></form>`;
}

/** Everything else, with the settings of this device. @param {any} given */
export function openMore({ crew, board, rows, device }) {
  const tickets = { get value() { return rows.value.map((/** @type {Row} */ row) => row.order); } };
  openSheet(say("More"), (close) => html`<h2>${say("More")}</h2>
    <div class="choices">
      ${button(say("Sold out"), () => openSoldOut({ cook: crew, tickets: /** @type {any} */ (tickets) }), { name: "more-sold-out" })}
      ${button(say("All-day"), () => openAllDay({ board: signal(board), tickets: /** @type {any} */ (tickets) }), { name: "more-all-day" })}
      ${button(say("Start shift: sound, screen on, whole glass"), () => startShift(), { main: true, more: "whole", name: "start-shift" })}
    </div>
    ${whoView(crew.people)}
    ${deviceSettings()}
    <h3>${say("Keys")}</h3>
    <ul class="keys">${keyRows().map(([key, words]) => html`<li><kbd>${key}</kbd> ${words}</li>`)}</ul>
    <p class="faint">${data(crew.people.here()?.name)} ${data(device.name)}</p>
    <div class="foot">${button(say("Close"), close, { name: "close" })}</div>`);
}

/** @returns {[string, string][]} */
function keyRows() {
  return [
    ["/", say("finds an order")],
    ["↑ ↓", say("goes from order to order")],
    ["Enter", say("opens the order")],
    ["Esc", say("closes, goes back")],
  ];
}
