/**
 * What was found: orders of the day, open ones first.
 *
 * @module
 */

import { band, button, callNumber, clockTime, data, dataList, nameStatus } from "../parts.js";
import { countedFrom, isOpen } from "../replica.js";
import { html, nothing, repeat } from "../vendor/lit.js";
import { say, sayMany } from "../words.js";
import { allergyBadge, orderTitle } from "./titles.js";

/** @typedef {import("../api-types.js").Order} Order */

/** @param {any} all */
export function foundView({ search, acts }) {
  const orders = search.find();
  const asked = search.stored.value !== null;
  const trouble = search.trouble.value;
  return html`<section class="found" aria-label=${say("Found")}>
    <div class="found-head"><h2 role="status">${orders.length || asked
      ? sayMany("{count} order found", "{count} orders found", orders.length) : say("Looking ...")}</h2>
      ${button(say("Back to the pass"), () => search.set(""), { more: "small", name: "end-search" })}</div>
    ${trouble ? band(trouble === "away"
      ? say("The hub is away: only what is open was looked through.") : trouble) : nothing}
    ${asked && !orders.length ? html`<p class="empty">${say("Nothing of today has that. Try a number, a table, a name or a dish.")}</p>` : nothing}
    <ul class="cards">${repeat(orders, (order) => order.id, (/** @type {Order} */ order) => html`<li class="card found-order"
      data-found=${order.id}><button type="button" class="opener" @click=${() => acts.open(order)}>
      <span class="head-line"><b class="called">${data(callNumber(order))}</b><span class="place">${orderTitle(order)}</span>
        <span class="age">${clockTime(Date.parse(countedFrom(order)))}</span></span>
      <span class="head-more">${allergyBadge(order)}<b class="meta">${isOpen(order) ? say("open") : orderStatus(order)}</b></span>
      <span class="meta faint">${dataList(order.items.map((item) => `${item.quantity} ${item.name}`))}</span></button></li>`)}</ul></section>`;
}

/** @param {Order} order */
export function orderStatus(order) {
  if (order.release_at) return say("later", { context: "not begun before its time" });
  if (order.status === "completed") return say("served");
  return nameStatus(order.status);
}
