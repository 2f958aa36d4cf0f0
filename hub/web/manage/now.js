/**
 * What needs a person, each with its one act; and what is going on.
 *
 * @module
 */

import { ask } from "../api.js";
import { button, data, ltr, span } from "../parts.js";
import { countedFrom } from "../replica.js";
import { openSheet } from "../sheet.js";
import { html, nothing, repeat } from "../vendor/lit.js";
import { say, sayMany } from "../words.js";
import { listing, whenWords } from "./desk.js";

/** @typedef {import("../api-types.js").Attention} Attention */
/** @typedef {import("../api-types.js").Order} Order */
/** @typedef {import("./desk.js").Desk} Desk */

const LOOK_AGAIN = 5_000;
const WIRE_TIME = /\d{4}-\d\d-\d\dT[\d:.]+Z/gu;

/** @param {Desk} desk @returns {import("./desk.js").Place} */
export function begin(desk) {
  const lists = {
    screens: listing("/api/kitchen/screens"),
    stations: listing("/api/kitchen/stations"),
    soldOut: listing("/api/menu/sold-out"),
  };
  const load = () => Object.values(lists).forEach((each) => void each.load());
  load();
  const timer = setInterval(load, LOOK_AGAIN);
  return { view: () => view(desk, lists), stop: () => clearInterval(timer) };
}

/** @param {Desk} desk @param {any} lists */
function view(desk, lists) {
  const needs = /** @type {Attention[] | null} */ (desk.attention.rows.value);
  return html`<h1 tabindex="-1">${headline(needs)}</h1>
    ${needs?.length ? html`<ul class="needs">${repeat(needs, keyOf, (each) => needView(desk, each))}</ul>` : nothing}
    ${figuresView(desk, lists)}
    <div class="cards">${stationsView(desk, lists)}${screensView(desk, lists)}</div>
    ${desk.live.orders.value.length ? html`<div class="acts">${button(say("Close old orders"), () => openClosing(desk), { name: "close-old" })}</div>` : nothing}`;
}

/** @param {Attention[] | null} needs */
function headline(needs) {
  if (needs === null) return say("Looking at what needs you ...");
  if (needs.length === 0) return say("Nothing needs you");
  return sayMany("{count} thing needs you", "{count} things need you", needs.length);
}

/** @param {Attention} need */
function keyOf({ code, values, what }) {
  return `${code} ${values.id ?? what}`;
}

/** @param {Desk} desk @param {Attention} need */
function needView(desk, need) {
  return html`<li class="need ${need.level === "problem" ? "bad" : ""}">
    <div><p><b>${data(need.what.replace(WIRE_TIME, (time) => whenWords(time, desk.live.hubNow())))}</b></p>
      <p class="meta faint">${data(need.todo)} ${say("Since {time}.", { time: whenWords(need.since, desk.live.hubNow()) })}</p></div>
    <div class="acts">${actOf(desk, need)}</div></li>`;
}

/** @param {Desk} desk @param {Attention} need */
function actOf(desk, need) {
  switch (need.act) {
    case "answer_pairing":
      return link(say("Compare the number"), "#devices");
    case "check_device":
      return html`${button(say("Keep it"), () => void desk.run(() => ask("POST", `/api/devices/${need.values.id}/keep`)), { main: true, name: `keep-${need.values.id}` })}
        ${link(say("Look at it"), "#devices")}`;
    case "make_backup":
      return button(say("Make a backup"), () => void desk.run(() => ask("POST", "/api/backups", { within: 60_000 }), say("A backup was made.")), { main: true, name: "make-backup" });
    case "close_orders":
      return button(say("Close old orders"), () => openClosing(desk), { name: "close-orders" });
    case "serve_orders":
    case "check_orders":
      return link(say("See the orders"), "/pass");
    case "set_route":
      return link(say("Choose a station"), "#routing");
    case "look_at_screen":
      return link(say("See the screens"), "#stations");
    case "check_follower":
      return link(say("See the devices"), "#devices");
    case "check_sender":
      return link(say("See what came"), "#audit");
    case "choose_backup":
      return link(say("Choose a backup"), "#backups");
    case "make_room":
    case "set_clock":
      return link(say("Have the hub looked at"), "#backups");
    default:
      return nothing;
  }
}

/** @param {string} words @param {string} where */
function link(words, where) {
  return html`<a class="button" href=${where}>${words}</a>`;
}

/** Orders that nobody has touched for long: which, is said by how long. @param {Desk} desk */
function openClosing(desk) {
  openSheet(say("Close old orders"), (close) => html`<h2>${say("Close old orders")}</h2>
    <p>${say("They are completed as if they had been served. Nothing is deleted: they stay in the search.")}</p>
    <p>${say("Not touched for how long?")}</p>
    <div class="choices">${[3, 6, 12, 24].map((hours) => button(
      sayMany("Close those of {count} hour and more", "Close those of {count} hours and more", hours),
      () => {
        close();
        void desk.run(
          () => ask("POST", "/api/orders/close", { body: { older_than_hours: hours } }),
          (said) => sayMany("{count} order was closed.", "{count} orders were closed.", said.data.orders),
        );
      }, { name: `close-${hours}` }))}</div>
    ${button(say("Leave them open"), close)}`);
}

/** @param {Desk} desk @param {any} lists */
function figuresView({ live }, lists) {
  const orders = live.orders.value;
  const now = live.now.value;
  const since = Math.min(...orders.map((each) => Date.parse(countedFrom(each))));
  const ready = orders.flatMap((each) => each.items).filter((each) => each.status === "ready").length;
  return html`<dl class="figures">
    ${figure(orders.length, say("open orders"), "open")}
    ${figure(orders.length ? span(now - since) : "–", say("the oldest"), "oldest")}
    ${figure(ready, say("dishes ready"), "ready")}
    ${figure(lists.soldOut.rows.value?.filter((/** @type {any} */ each) => !each.available).length ?? "–", say("sold out"), "sold-out")}
    ${figure(lists.screens.rows.value?.length ?? "–", say("screens on line"), "screens")}</dl>`;
}

/** @param {unknown} value @param {string} words @param {string} name */
function figure(value, words, name) {
  return html`<div class="figure" data-name=${name}><dt>${words}</dt><dd>${ltr(value)}</dd></div>`;
}

/** @param {Desk} desk @param {any} lists */
function stationsView({ live }, lists) {
  const stations = lists.stations.rows.value;
  if (stations?.length === 0) {
    return html`<section class="card"><h2>${say("Stations")}</h2>
      <p>${say("No stations yet: every screen shows every dish.")}</p></section>`;
  }
  return html`<section class="card"><h2>${say("Stations")}</h2>
    <ul class="rows">${(stations ?? []).map((/** @type {any} */ each) => {
      const { count, since } = shareOf(live.orders.value, each.id);
      return html`<li><span class="grow"><b>${data(each.name)}</b></span>
        <span class=${count ? "" : "faint"}>${count
          ? say("{count} open, oldest {time}", { count, time: span(live.now.value - since) })
          : each.screen ? say("nothing to do") : say("no screen")}</span></li>`;
    })}</ul></section>`;
}

/** @param {Order[]} orders @param {string} station */
function shareOf(orders, station) {
  let count = 0;
  let since = Infinity;
  for (const order of orders) {
    for (const item of order.items) {
      const isOpen = item.status === "pending" || item.status === "preparing";
      if (!isOpen || !(item.stations ?? [item.station]).includes(station)) continue;
      count += 1;
      // A later round counts from its own beginning.
      const from = item.created_at > order.created_at ? item.created_at : countedFrom(order);
      since = Math.min(since, Date.parse(from));
    }
  }
  return { count, since };
}

/** @param {Desk} desk @param {any} lists */
function screensView(desk, lists) {
  const screens = lists.screens.rows.value;
  return html`<section class="card"><h2>${say("Screens")}</h2>
    ${screens?.length === 0 ? html`<p>${say("No kitchen screen is on line.")}</p>
      <p><a class="button" href="#devices">${say("Let a screen in")}</a></p>` : nothing}
    <ul class="rows">${(screens ?? []).map((/** @type {any} */ each) => html`<li>
      <span class="grow"><b>${data(each.name)}</b>
        ${each.troubles.map((/** @type {string} */ said) => html`<span class="wrong">${data(said)}</span>`)}</span>
      <span class="faint">${data(each.station)}</span></li>`)}</ul></section>`;
}
