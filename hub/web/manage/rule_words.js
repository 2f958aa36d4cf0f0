/**
 * Routing rules in words: what has to be so, where it goes, and why one does not decide.
 *
 * @module
 */

import { data, dataList, ltr } from "../parts.js";
import { html, nothing } from "../vendor/lit.js";
import { say, spokenLanguage } from "../words.js";

/** @typedef {import("../api-types.js").MenuView} MenuView */
/** @typedef {import("../api-types.js").RoutingRule} RoutingRule */

export const KINDS = Object.freeze(["dine_in", "takeout", "delivery"]);
export const WEEKDAYS = Object.freeze(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);

/** For what is nobody's work, where stations stand. */
export const NOBODY = "none";

const A_MONDAY = Date.UTC(2024, 0, 1);
const DAY = 24 * 60 * 60 * 1000;

/** @param {string} kind of order */
export function kindName(kind) {
  if (kind === "dine_in") return say("at a table");
  return kind === "takeout" ? say("to take away") : say("delivery");
}

/** @param {string} day as rules name it */
export function dayName(day) {
  const language = spokenLanguage() === "xx" ? "en" : spokenLanguage();
  const names = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" });
  return names.format(A_MONDAY + WEEKDAYS.indexOf(day) * DAY);
}

/** @param {readonly string[]} stations @param {MenuView} menu */
export function stationsOf(stations, menu) {
  if (stations[0] === NOBODY) return say("nobody's work");
  return dataList(stations.map((id) => menu.stations.find((each) => each.id === id)?.name ?? id));
}

/**
 * What has to be so, and where it goes then.
 *
 * @param {RoutingRule} rule @param {MenuView} menu
 */
export function ruleWords(rule, menu) {
  const named = (/** @type {{id: string, name: string}[]} */ list, /** @type {string} */ id) => list.find((each) => each.id === id)?.name ?? id;
  const conditions = [
    rule.dish && data(named(menu.items, rule.dish)),
    rule.modifier && html`+ ${data(nameOfChoice(rule.modifier, menu))}`,
    rule.category && data(named(menu.categories, rule.category)),
    rule.order_type && kindName(rule.order_type),
    rule.source && say("from {source}", { source: rule.source }),
    rule.zone && data(rule.zone),
    rule.weekdays?.length && rule.weekdays.map(dayName).join(", "),
    (rule.from || rule.until) && ltr(`${rule.from ?? "00:00"}–${rule.until ?? "24:00"}`),
  ].filter(Boolean);
  return html`${rule.name ? html`${data(rule.name)}: ` : nothing}${conditions.length
    ? conditions.map((each, at) => html`${at ? " · " : nothing}${each}`)
    : say("everything")} <b>${ltr(html`→ ${stationsOf(rule.stations, menu)}`)}</b>`;
}

/** A modifier may be named by its id. @param {string} wanted @param {MenuView} menu */
function nameOfChoice(wanted, menu) {
  for (const dish of menu.items) {
    for (const each of choicesOf(dish, menu)) if (each.id === wanted) return each.name;
  }
  return wanted;
}

/**
 * All that a dish can be changed with: its own, and what its part of the menu has.
 *
 * @param {import("../api-types.js").MenuItem} dish @param {MenuView} menu
 */
export function choicesOf({ modifiers, modifier_groups: groups = [], category }, menu) {
  const shared = menu.categories.find((each) => each.id === category)?.modifier_groups ?? [];
  return [...modifiers, ...[...groups, ...shared].flatMap((each) => each.items)];
}

/** Why a rule does not decide. @param {string} miss */
export function missWords(miss) {
  switch (miss) {
    case "order_type":
      return say("no: another kind of order");
    case "source":
      return say("no: it came from elsewhere");
    case "zone":
      return say("no: another part of the house");
    case "category":
      return say("no: another part of the menu");
    case "dish":
      return say("no: another dish");
    case "modifier":
      return say("no: not changed so");
    case "time":
      return say("no: not at this time");
    case "stations":
      return say("no: its station is not there any more");
    default:
      return say("no");
  }
}
