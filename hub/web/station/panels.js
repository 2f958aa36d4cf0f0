/**
 * What is laid at the side of a board: a ticket at a second look, and the lists.
 *
 * @module
 */

import { ask, explain, read } from "../api.js";
import { deviceSettings } from "../device_settings.js";
import { courseName, dishName, modifierWords, placeOf, urgencyOf } from "../order_words.js";
import { allergyBand, band, button, callNumber, data, dataList, ltr, statusSign } from "../parts.js";
import { isLive, rank } from "../replica.js";
import { openSheet } from "../sheet.js";
import { startShift } from "../sound.js";
import { keep } from "../store.js";
import { html, nothing, signal } from "../vendor/lit.js";
import { say } from "../words.js";
import { allDay, ageOf, hasUnseenAllergy, heldOf, leavesAt, mine, notesTaken, untilDue, warningsOf } from "./rules.js";
import { ageWords, warningBands } from "./ticket.js";

/** @typedef {import("../api-types.js").Order} Order */
/** @typedef {import("../api-types.js").Item} Item */
/** @typedef {import("../live.js").Live} Live */
/** @typedef {import("./cook.js").Cook} Cook */
/** @typedef {import("./rules.js").Board} Board */
/** @typedef {import("../vendor/lit.js").ReadonlySignal<Board>} BoardSignal */

/**
 * Open a ticket at the side: each line a row of its own, and all that can be done with it.
 *
 * @param {{live: Live, cook: Cook, board: BoardSignal, id: string,
 *   orderOf: (id: string) => Order | undefined}} given
 */
export function openTicket({ live, cook, board, id, orderOf }) {
  const choosing = signal(/** @type {"" | "station" | "dish"} */ (""));
  /** @type {import("../vendor/lit.js").Signal<import("../api-types.js").Station[]>} */
  const stations = signal([]);
  void read("/api/kitchen/stations").then((found) => (stations.value = found), () => undefined);
  openSheet(say("Ticket"), (close) => {
    const order = orderOf(id) ?? live.replica.value.orders.get(id);
    if (!order) return html`<p>${say("This ticket is gone.")}</p>${closeRow(close)}`;
    if (choosing.value === "station") return stationChoice(order, stations.value, cook, choosing);
    if (choosing.value === "dish") return dishChoice(order, board.value, cook, choosing);
    return ticketPanel({ order, live, cook, board: board.value, choosing, close });
  });
}

/** @param {any} given */
function ticketPanel({ order, live, cook, board, choosing, close }) {
  const now = live.now.value;
  const age = ageOf(board, order, now);
  const warnings = warningsOf(board, order);
  const unseen = warnings.length > 0 && hasUnseenAllergy(board, order) && cook.mustBeSeen(order);
  const changed = notesTaken(board, order).some((each) => each.what !== "allergy") && cook.mustBeSeen(order);
  const waits = live.isUnderWay(order.id);
  return html`<header class="panel-head"><span class="number">${data(callNumber(order))}</span>
      <span>${placeOf(order)}</span><span class="age number">${ltr(ageWords(order, age, untilDue(order, now)))}</span></header>
    ${urgencyOf(order) ? html`<p class="rush"><b>${urgencyOf(order)}</b></p>` : nothing}
    ${warningBands(board, order)}
    ${unseen ? button(say("I have seen it: {what}", { what: warnings.join(", ") }), () => cook.acknowledge(order), { more: "seen", name: "seen" }) : nothing}
    ${changed && !unseen ? button(say("I have seen the change"), () => cook.acknowledge(order), { name: "seen" }) : nothing}
    <ul class="panel-lines">${mine(board, order).map((item) => lineRow(order, item, board, cook, waits))}
      ${heldOf(board, order).map((item) => html`<li class="faint">${statusSign("held")}<b>${item.quantity}</b>
        <span class="name">${dishName(item)}<span class="details">${courseName(item)}</span></span></li>`)}</ul>
    ${order.notes ? html`<p>» ${data(order.notes)}</p>` : nothing}
    <div class="pairs">
      ${button(order.priority === "rush" ? say("No rush") : say("Rush"), () => cook.rush(order), { name: "rush" })}
      ${button(say("Sold out"), () => (choosing.value = "dish"), { name: "sold-out-here" })}
      ${button(say("To another station"), () => (choosing.value = "station"), { name: "move", disabled: board.station === "expo" })}
      ${button(say("Undo the last step"), () => cook.recall(order), { name: "step-back" })}
    </div>
    <div class="pairs foot">${button(say("Close"), close, { name: "close" })}
      ${button(leavesAt(board) === "ready" ? say("All done") : say("All served"), () => {
        cook.bump(order.id, leavesAt(board));
        close();
      }, { main: true, disabled: waits, name: "all-done" })}</div>`;
}

/** @param {Order} order @param {Item} item @param {Board} board @param {Cook} cook @param {boolean} waits */
function lineRow(order, item, board, cook, waits) {
  const place = rank(item.status);
  const done = leavesAt(board) === "ready" ? 2 : 3;
  const live = isLive(item);
  const next = place === 0 ? "preparing" : place === 1 ? "ready" : "served";
  const words = place === 0 ? say("Start") : place === 1 ? say("Done") : say("Served");
  const name = `line-${item.id}`;
  return html`<li class=${live && place < done ? item.status : "over"}>${statusSign(item.status)}<b>${item.quantity}</b>
    <span class="name"><span class="title">${dishName(item)}</span>
      ${item.modifiers.length ? html`<span class="details">${item.modifiers.map((each, at) =>
        html`${at ? " · " : nothing}${modifierWords(each)}`)}</span>` : nothing}
      ${item.notes ? html`<span class="details">» ${data(item.notes)}</span>` : nothing}
      ${item.allergies?.length ? allergyBand(dataList(item.allergies), "inner") : nothing}</span>
    ${!live ? nothing : place < done
      ? button(words, () => cook.moveLine(order, item, next), { disabled: waits, name })
      : button(say("Not done"), () => cook.takeLineBack(order, item), { disabled: waits, name })}</li>`;
}

/** @param {Order} order @param {readonly import("../api-types.js").Station[]} stations @param {Cook} cook
 * @param {import("../vendor/lit.js").Signal<string>} choosing */
function stationChoice(order, stations, cook, choosing) {
  return html`<h2>${say("Who makes {number}?", { number: callNumber(order) })}</h2>
    <div class="choices">${stations.filter((each) => each.screen).map((each) => button(data(each.name), () => {
      cook.reroute(order, each.id);
      choosing.value = "";
    }, { name: `to-${each.id}` }))}</div>${backRow(choosing)}`;
}

/** @param {Order} order @param {Board} board @param {Cook} cook
 * @param {import("../vendor/lit.js").Signal<string>} choosing */
function dishChoice(order, board, cook, choosing) {
  const dishes = new Map(mine(board, order).filter((item) => isLive(item) && item.menu_item_id)
    .map((item) => [item.menu_item_id, item.name]));
  return html`<h2>${say("What is sold out?")}</h2>
    ${dishes.size ? nothing : html`<p>${say("Nothing of this ticket is on the menu.")}</p>`}
    <div class="choices">${[...dishes].map(([dish, name]) => button(html`${say("Sold out")}: ${data(name)}`, () => {
      cook.setAvailable(String(dish), name, false);
      choosing.value = "";
    }, { danger: true, name: `out-${dish}` }))}</div>${backRow(choosing)}`;
}

/** @param {import("../vendor/lit.js").Signal<string>} choosing */
function backRow(choosing) {
  return html`<div class="foot">${button(say("Back"), () => (choosing.value = ""), { name: "back" })}</div>`;
}

/** @param {() => void} close */
function closeRow(close) {
  return html`<div class="foot">${button(say("Close"), close, { name: "close" })}</div>`;
}

/** What has left, the youngest first. @param {{cook: Cook, board: BoardSignal}} given */
export function openRecall({ cook, board }) {
  const rows = signal(/** @type {Order[] | null} */ (null));
  const trouble = signal("");
  const { station } = board.value;
  const asked = station === "all" || station === "expo" ? "" : `&station=${encodeURIComponent(station)}`;
  ask("GET", `/api/kitchen/recent?limit=50${asked}`).then(
    (found) => (rows.value = found.data),
    (error) => (trouble.value = explain(error)),
  );
  openSheet(say("Recall"), (close) => html`<h2>${say("Recall")}</h2>
    ${trouble.value ? band(trouble.value) : nothing}
    ${rows.value?.length === 0 ? html`<p>${say("Nothing has left yet.")}</p>` : nothing}
    <ul class="panel-lines">${(rows.value ?? []).map((order) => html`<li>
      <span class="name"><span class="title">${data(callNumber(order))} ${placeOf(order)}</span>
        <span class="details">${dataList(order.items.map((item) => `${item.quantity} ${item.name}`))}</span></span>
      ${button(say("Bring back"), () => {
        cook.recall(order);
        close();
      }, { name: `recall-${order.id}` })}</li>`)}</ul>${closeRow(close)}`);
}

/** How much of what is still to be made. @param {{board: BoardSignal, tickets: import("../vendor/lit.js").ReadonlySignal<Order[]>}} given */
export function openAllDay({ board, tickets }) {
  openSheet(say("All-day"), (close) => {
    const rows = allDay(board.value, tickets.value);
    return html`<h2>${say("All-day")}</h2>
      ${rows.length ? nothing : html`<p>${say("Nothing is left to make.")}</p>`}
      <ul class="panel-lines">${rows.map((each) => html`<li><b class="number">${each.count}</b>
        <span class="name"><span class="title">${data(each.name)}</span>
          ${each.modifiers.length ? html`<span class="details">${dataList(each.modifiers, " · ")}</span>` : nothing}
          ${each.allergies.length ? allergyBand(dataList(each.allergies), "inner") : nothing}</span></li>`)}</ul>
      ${closeRow(close)}`;
  });
}

/**
 * What is sold out, and the way to sell something out.
 *
 * @param {{cook: Cook, tickets: import("../vendor/lit.js").ReadonlySignal<Order[]>}} given
 */
export function openSoldOut({ cook, tickets }) {
  const rows = signal(/** @type {import("../api-types.js").SoldOut[]} */ ([]));
  const menu = signal(/** @type {{id: string, name: string, available: boolean}[]} */ ([]));
  const wanted = signal("");
  const trouble = signal("");
  const fail = (/** @type {unknown} */ error) => (trouble.value = explain(error));
  read("/api/menu/sold-out").then((found) => (rows.value = found), fail);
  read("/api/menu").then((found) => (menu.value = found.items), fail);
  openSheet(say("Sold out"), (close) => {
    const gone = rows.value.filter((each) => !each.available);
    const here = new Set(tickets.value.flatMap((order) => order.items.map((item) => item.menu_item_id)));
    const letters = wanted.value.trim().toLowerCase();
    const found = menu.value.filter((each) => each.available && !gone.some((one) => one.menu_item_id === each.id) &&
      (letters ? each.name.toLowerCase().includes(letters) : here.has(each.id)));
    return html`<h2>${say("Sold out")}</h2>${trouble.value ? band(trouble.value) : nothing}
      <ul class="panel-lines">${gone.map((each) => html`<li><span class="name title">${data(each.name)}</span>
        ${button(say("Bring back"), () => {
          cook.setAvailable(each.menu_item_id, each.name, true);
          close();
        }, { name: `back-${each.menu_item_id}` })}</li>`)}</ul>
      <label>${say("Find a dish")}<input type="search" autocomplete="off" .value=${wanted.value}
        @input=${(/** @type {InputEvent} */ event) => (wanted.value = /** @type {HTMLInputElement} */ (event.target).value)}></label>
      <ul class="panel-lines">${found.slice(0, 40).map((each) => html`<li><span class="name title">${data(each.name)}</span>
        ${button(say("Sold out"), () => {
          cook.setAvailable(each.id, each.name, false);
          close();
        }, { danger: true, name: `out-${each.id}` })}</li>`)}</ul>${closeRow(close)}`;
  });
}

/** Everything else, with the settings of this device. @param {any} given */
export function openMore({ acts, board, cook, device }) {
  const set = (/** @type {Partial<Board>} */ more) => {
    board.value = { ...board.value, ...more };
    const { bump, rushFirst, allergyAck, ages } = board.value;
    void keep("board", { bump, rushFirst, allergyAck, ages });
  };
  const then = (/** @type {() => void} */ act, /** @type {() => void} */ close) => () => {
    close();
    act();
  };
  openSheet(say("More"), (close) => html`<h2>${say("More")}</h2>
    <div class="choices">
      ${button(say("All-day"), then(acts.allDay, close), { name: "more-all-day" })}
      ${button(say("Sold out"), then(acts.soldOut, close), { name: "more-sold-out" })}
      ${button(say("Sort by age"), then(acts.sort, close), { name: "more-sort" })}
      ${button(say("Rush first"), acts.rushFirst, { pressed: board.value.rushFirst, name: "rush-first" })}
      ${button(say("I have heard it"), then(acts.silence, close), { name: "silence" })}
      ${button(say("Start shift: sound, screen on, whole glass"), () => startShift(), { main: true, name: "start-shift" })}
    </div>
    <h3>${say("A press moves a ticket")}</h3>
    <div class="choices">${/** @type {const} */ (["step", "ready", "done"]).map((each) =>
      button(bumpWords(each), () => set({ bump: each }), { pressed: board.value.bump === each, name: `bump-${each}` }))}</div>
    ${deviceSettings()}
    <h3>${say("Keys")}</h3>
    <ul class="keys">${keyRows().map(([key, words]) => html`<li><kbd>${key}</kbd> ${words}</li>`)}</ul>
    ${device.station ? nothing : button(say("Another station"), acts.station, { name: "other-station" })}
    <p class="faint">${data(device.name)}</p>${closeRow(close)}`, { onClose: () => cook.tick(performance.now()) });
}

/** @param {"step" | "ready" | "done"} mode */
function bumpWords(mode) {
  if (mode === "step") return say("one step");
  return mode === "ready" ? say("to ready") : say("off this board");
}

/** @returns {[string, string][]} */
function keyRows() {
  return [
    ["1 … 0", say("bumps the ticket with that number")],
    ["Enter", say("bumps the framed ticket")],
    ["← →", say("chooses another ticket")],
    ["E", say("opens the framed ticket")],
    ["S / D", say("start / done")],
    ["R", say("Recall")],
    ["U", say("Undo")],
    ["A", say("All-day")],
    ["X", say("Sold out")],
    ["O", say("Sort by age")],
    ["K", say("I have heard it")],
  ];
}
