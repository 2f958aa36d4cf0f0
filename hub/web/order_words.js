/**
 * What orders and dishes are called on every page: numbers, places, ages, modifiers, courses. The same
 * words as on the kitchen screens.
 *
 * @module
 */

import { data } from "./parts.js";
import { html, nothing } from "./vendor/lit.js";
import { isolate, say } from "./words.js";

/** @typedef {import("./api-types.js").Order} Order */
/** @typedef {import("./api-types.js").Item} Item */
/** @typedef {import("./api-types.js").Combo} Combo */
/** @typedef {import("./api-types.js").Modifier} Modifier */

/** What makes a table's name one that is called without the word table, as "Terrace 3" is. */
const A_NAME = /\p{L}{3}/u;
/** How what a guest does not want begins, in the languages that kitchens write. */
const WITHOUT = new Set([
  "no", "not", "without", "w/o", "ohne", "kein", "keine", "keinen", "sans", "pas", "sin", "senza",
  "sem", "non", "zonder", "geen", "bez", "utan", "uden",
]);

/** The table as people call it. @param {string} name */
export function tableName(name) {
  return A_NAME.test(name) ? isolate(name) : say("Table {table}", { table: name });
}

/** What is done with the food. @param {Order} order */
export function typeName(order) {
  if (order.type_label) return isolate(order.type_label);
  switch (/** @type {string} */ (order.type)) {
    case "dine_in":
      return say("Dine in");
    case "takeout":
      return say("Takeout");
    case "delivery":
      return say("Delivery");
    default:
      return isolate(order.type);
  }
}

/** Where the food goes: the table, and the type where it does not go without saying.
 * @param {Order} order */
export function placeOf(order) {
  const zone = order.zone ? isolate(order.zone) : "";
  if (order.table_number === null || order.table_number === undefined) {
    return [typeName(order), zone].filter(Boolean).join(", ");
  }
  const plain = order.type === "dine_in" && !order.type_label;
  return [tableName(order.table_number), plain ? "" : typeName(order), zone].filter(Boolean).join(", ");
}

/** Where the food goes in a few letters. @param {Order} order */
export function shortPlace(order) {
  const table = order.table_number;
  if (table !== null && table !== undefined) {
    return /^\d+$/.test(table) ? say("T{table}", { table }) : isolate(shorten(table));
  }
  if (order.type_label) return isolate(shorten(order.type_label));
  if (order.type === "takeout") return say("TO", { context: "two letters" });
  if (order.type === "delivery") return say("DL", { context: "two letters" });
  return "";
}

/** @param {string} name */
function shorten(name) {
  return name.length <= 8 ? name : `${name.slice(0, 7).trimEnd()}…`;
}

/** An age in whole minutes; one of less than a minute is new. @param {number} ms */
export function shortAge(ms) {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return say("new", { context: "an age" });
  return minutes < 100 ? `${minutes}′` : `${Math.floor(minutes / 60)}h`;
}

/** A dish as cooks call it, which one of them, whose. @param {Item | Combo} item */
export function dishName(item) {
  const more = [item.variant, item.seat === undefined ? "" : seatName(item.seat)].filter(Boolean);
  const amount = item.kitchen_name && item.amount ? `${item.amount} ${item.unit ?? ""}`.trim() : "";
  return html`${data(item.kitchen_name || item.name)}${amount ? html` <bdi>${amount}</bdi>` : nothing}${
    more.map((each) => html`, <bdi>${each}</bdi>`)}`;
}

/** Whose a dish is. @param {number | string} seat */
export function seatName(seat) {
  return typeof seat === "number"
    ? say("seat {number}", { number: seat })
    : say("for {guest}", { guest: seat });
}

/**
 * A change to a dish, what must not be read over in bold.
 *
 * @param {Modifier} change
 * @returns {unknown}
 */
export function modifierWords(change) {
  const [first, ...others] = change.name.trim().split(" ");
  const rest = others.join(" ");
  let loud = "";
  let words = change.name;
  if (WITHOUT.has(first.toLowerCase()) && rest) {
    loud = first.toUpperCase();
    words = rest;
  } else if (change.kind === "remove") {
    // What is right by itself says so in its own language; a cook of another sees the sign.
    loud = /^[\x20-\x7e]+$/.test(first) ? say("NO", { context: "without" }) : "−";
  }
  const sign = change.kind === "add" ? "+ " : change.kind === "instead" ? "= " : "";
  const times = change.quantity && change.quantity !== 1 ? `${change.quantity} × ` : "";
  const inside = change.modifiers ?? [];
  return html`${loud ? html`<b>${loud}</b> ` : nothing}${sign}${times}${
    change.for ? say("{this} for {that}", { this: words, that: change.for }) : html`<bdi>${words}</bdi>`}${
    portionWords(change.portion)}${
    inside.length ? html` (${inside.map((each, at) => html`${at ? ", " : nothing}${modifierWords(each)}`)})` : nothing}`;
}

/** @param {string | undefined} portion */
function portionWords(portion) {
  if (portion === "left") return html` (${say("left half")})`;
  if (portion === "right") return html` (${say("right half")})`;
  return portion && portion !== "whole" ? html` (<bdi>${portion}</bdi>)` : nothing;
}

/** The course of a line, as it was given. @param {Item} item */
export function courseName(item) {
  if (item.course === null || item.course === undefined) return "";
  if (typeof item.course === "number") return say("Course {number}", { number: item.course });
  return isolate(item.course);
}

/** What is odd about a line. @param {string} flag */
export function flagWords(flag) {
  if (flag === "sold_out") return say("SOLD OUT");
  if (flag === "not_on_menu") return say("NOT ON THE MENU");
  if (flag.startsWith("for_")) return isolate(flag.slice(4).toUpperCase());
  return flag.replaceAll("_", " ").toUpperCase();
}

/** Why an order goes before its turn. @param {Order} order */
export function urgencyOf(order) {
  const rush = order.priority === "rush" ? say("RUSH") : "";
  return [rush, order.remake ? say("REMAKE") : ""].filter(Boolean).join(" · ");
}

/** What was changed on the ticket itself, the most urgent first.
 * @param {Order} order @param {readonly string[]} fields */
export function editWords(order, fields) {
  const has = (/** @type {string} */ name) => fields.includes(name);
  const found = [];
  if (has("priority")) found.push(order.priority === "rush" ? say("now a rush") : say("no longer a rush"));
  if (has("remake")) found.push(order.remake ? say("» now a remake") : say("» no longer a remake"));
  if (has("allergies")) {
    found.push(order.allergies?.length ? say("» allergies changed") : say("» allergies taken away"));
  }
  if (has("table_number") || has("type")) found.push(say("» now for: {place}", { place: placeOf(order) }));
  if (has("customer_name")) {
    const guest = order.customer_name;
    found.push(guest ? say("» now guest: {guest}", { guest }) : say("» no guest any more"));
  }
  if (has("notes")) found.push(order.notes ? `» ${isolate(order.notes)}` : say("» note taken away"));
  return found;
}
