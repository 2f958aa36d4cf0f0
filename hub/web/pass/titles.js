/**
 * What orders and stations are called at the pass, and what guests must not eat in a few letters.
 *
 * @module
 */

import { listAllergies, loudNotes } from "../allergies.js";
import { tableName, typeName } from "../order_words.js";
import { diamond } from "../parts.js";
import { html, nothing } from "../vendor/lit.js";
import { isolate, say } from "../words.js";

/** @typedef {import("../api-types.js").Order} Order */

/** What guests must not eat, in a few letters. @param {Order} order */
export function allergyBadge(order) {
  const lines = [...order.items, ...(order.held ?? [])];
  const found = listAllergies(order, lines);
  if (!found.length && !loudNotes(order, lines).length) return nothing;
  const words = found.length ? found.map((each) => isolate(each)).join(", ").toUpperCase() : say("ALLERGY: see the note");
  return html`<span class="allergy badge" aria-label=${say("ALLERGY: {what}", { what: words })}>${diamond()}<span>${words}</span></span>`;
}

/** What a station is called. @param {string | null} station @param {readonly import("../api-types.js").Station[]} known */
export function stationTitle(station, known) {
  if (station === null) return say("Kitchen");
  return isolate(known.find((each) => each.id === station)?.name ?? station);
}

/** Where an order goes, in a heading. @param {Order} order */
export function orderTitle(order) {
  const table = order.table_number ? tableName(order.table_number) : typeName(order);
  return order.customer_name ? `${table} · ${isolate(order.customer_name)}` : table;
}
