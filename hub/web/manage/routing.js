/**
 * Who cooks what: where a dish would be made and why, and the rules that decide it, the first that fits
 * first.
 *
 * @module
 */

import { ask, read } from "../api.js";
import { band, button, ltr } from "../parts.js";
import { html, nothing, signal } from "../vendor/lit.js";
import { say } from "../words.js";
import { listing, zonesOf } from "./desk.js";
import { ruleForm } from "./rule_form.js";
import { choicesOf, kindName, KINDS, missWords, ruleWords, stationsOf } from "./rule_words.js";

/** @typedef {import("../api-types.js").MenuView} MenuView */
/** @typedef {import("../api-types.js").RoutingRule} RoutingRule */
/** @typedef {import("../api-types.js").RouteShown} RouteShown */
/** @typedef {import("./desk.js").Desk} Desk */

/** @param {Desk} desk @returns {import("./desk.js").Place} */
export function begin(desk) {
  const menu = listing("/api/menu");
  const routes = listing("/api/menu/routes");
  const tables = listing("/api/tables");
  const dish = signal("");
  const shown = signal(/** @type {RouteShown | null} */ (null));
  for (const each of [menu, routes, tables]) void each.load();

  /**
   * Put other rules in place of those that are seen here. Where others are there by now, nothing is
   * changed: a rule is known by its place only.
   *
   * @param {(rules: RoutingRule[]) => RoutingRule[]} change
   * @param {string} done
   */
  const put = async (change, done) => {
    const seen = JSON.stringify(routes.rows.peek());
    shown.value = null;
    const isDone = await desk.run(async () => {
      const now = await read("/api/menu/routes");
      if (JSON.stringify(now) !== seen) {
        routes.rows.value = now;
        return false;
      }
      await ask("PUT", "/api/menu/routes", { body: { rules: change([...now.rules]) } });
      return true;
    }, (is) => (is ? done : ""));
    if (isDone === false) desk.trouble.value = say("Somebody else has changed the rules. Nothing was changed here; look again.");
    await routes.load();
    return isDone === true;
  };
  const form = ruleForm((was, rule) => put((rules) => {
    const at = was ? rules.findIndex((each) => JSON.stringify(each) === JSON.stringify(was)) : -1;
    return at < 0 ? [...rules, rule] : rules.map((each, place) => (place === at ? rule : each));
  }, say("The rule counts from now on.")));

  const view = () => {
    /** @type {MenuView | null} */
    const found = menu.rows.value;
    /** @type {RoutingRule[] | undefined} */
    const rules = routes.rows.value?.rules;
    const zones = zonesOf(tables.rows.value?.tables ?? []);
    const trouble = menu.trouble.value || routes.trouble.value;
    return (found && form.view(found, zones)) ?? html`<h1 tabindex="-1">${say("Who cooks what")}</h1>
      ${trouble && !found ? band(trouble) : nothing}
      ${found && rules ? html`${tryView(desk, { dish, shown }, found, rules, zones)}
        ${rulesView(found, rules, put, (rule) => form.open(rule, found))}` : nothing}`;
  };
  return { view, stop: () => {} };
}

/** @param {Desk} desk @param {any} at @param {MenuView} menu @param {RoutingRule[]} rules @param {string[]} zones */
function tryView(desk, { dish, shown }, menu, rules, zones) {
  if (menu.items.length === 0) return html`<p>${say("No dish is on the menu yet.")} <a href="#menu">${say("Menu")}</a></p>`;
  const chosen = menu.items.find((each) => each.id === dish.value) ?? menu.items[0];
  const sources = [...new Set(rules.flatMap((each) => each.source ?? []))];
  const parts = [...new Set([...zones, ...rules.flatMap((each) => each.zone ?? [])])];
  const tryIt = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const given = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const asked = new URLSearchParams([...given].map(([name, value]) => [name, String(value)]).filter(([, value]) => value));
    const found = await desk.run(() => read(`/api/menu/route?${asked}`));
    if (found) shown.value = found;
  };
  const choose = (/** @type {string} */ name, /** @type {string} */ words, /** @type {string[]} */ values) => values.length
    ? html`<label>${words} <select name=${name}><option value="">${say("nothing said")}</option>${values.map((each) => html`<option value=${each}>${each}</option>`)}</select></label>`
    : nothing;
  return html`<section class="card"><h2>${say("Try it: where would it go?")}</h2>
    <form class="form across" @submit=${tryIt} @change=${() => (shown.value = null)}>
      <label>${say("Dish")} <select name="menu_item_id" @change=${(/** @type {any} */ event) => (dish.value = event.target.value)}>
        ${menu.items.map((each) => html`<option value=${each.id} ?selected=${each === chosen}>${each.name}</option>`)}</select></label>
      <label>${say("Changed with")} <select name="modifier"><option value="">${say("nothing")}</option>
        ${choicesOf(chosen, menu).map((each) => html`<option value=${each.name}>${each.name}</option>`)}</select></label>
      <label>${say("Kind of order")} <select name="type">${KINDS.map((each) => html`<option value=${each}>${kindName(each)}</option>`)}</select></label>
      ${choose("source", say("Where the order came from"), sources)}${choose("zone", say("Part of the house"), parts)}
      <label>${say("When (empty: now)")} <input type="datetime-local" name="at"></label>
      <button class="button main" type="submit">${say("Where would it go?")}</button></form>
    <div role="status">${shown.value ? foundView(shown.value, menu, rules) : nothing}</div></section>`;
}

/** Where it goes, and what every rule said to that. @param {RouteShown} found @param {MenuView} menu @param {RoutingRule[]} rules */
function foundView({ stations, because, rule, misses }, menu, rules) {
  return html`<p class="found"><b>${stations.length ? ltr(html`→ ${stationsOf(stations, menu)}`) : say("Every screen shows it.")}</b></p>
    <p>${because === "rule" ? say("Rule {number} decides it.", { number: rule ?? "" }) : reasonOf(because)}</p>
    ${rules.length ? html`<ol class="asked">${rules.map((each, at) => {
      const isTaken = at + 1 === rule;
      return html`<li class=${isTaken ? "taken" : ""}><span>${at + 1}. ${ruleWords(each, menu)}</span>
        <span class="meta ${isTaken ? "" : "faint"}">${isTaken ? say("yes: taken") : at < misses.length ? missWords(misses[at]) : say("not asked any more")}</span></li>`;
    })}</ol>` : nothing}`;
}

/** @param {string} because */
function reasonOf(because) {
  switch (because) {
    case "dish":
      return say("No rule fits: the dish names its station.");
    case "category":
      return say("No rule fits: its part of the menu names the station.");
    default:
      return say("No rule fits, and neither the dish nor its part of the menu names a station.");
  }
}

/**
 * @param {MenuView} menu @param {RoutingRule[]} rules
 * @param {(change: (rules: RoutingRule[]) => RoutingRule[], done: string) => Promise<boolean>} put
 * @param {(rule: RoutingRule | null) => void} open
 */
function rulesView(menu, rules, put, open) {
  const swap = (/** @type {number} */ one, /** @type {number} */ other) =>
    void put((now) => {
      [now[one], now[other]] = [now[other], now[one]];
      return now;
    }, say("The rules are in another order."));
  return html`<section class="card"><h2>${say("Rules: the first that fits counts")}</h2>
    <ol class="rows">${rules.map((rule, at) => html`<li><span class="grow">${at + 1}. ${ruleWords(rule, menu)}</span>
      ${button("↑", () => swap(at, at - 1), { more: "small", label: say("Rule {number} further up", { number: at + 1 }), name: `up-${at}`, disabled: at === 0 })}
      ${button("↓", () => swap(at, at + 1), { more: "small", label: say("Rule {number} further down", { number: at + 1 }), name: `down-${at}`, disabled: at === rules.length - 1 })}
      ${button(say("Change"), () => open(rule), { more: "small", label: say("{act}: {name}", { act: say("Change"), name: at + 1 }), name: `change-${at}` })}
      ${button(say("Take away"), () => void put((now) => now.filter((_, place) => place !== at), say("The rule was taken away.")), { more: "small", label: say("{act}: {name}", { act: say("Take away"), name: at + 1 }), name: `away-${at}` })}</li>`)}
      <li class="faint">${say("If none fits: the dish's own station, then that of its part of the menu, else every screen.")}</li></ol>
    ${menu.stations.length ? html`<div class="acts">${button(say("New rule"), () => open(null), { name: "new-rule" })}</div>`
      : html`<p>${say("No stations yet: every screen shows every dish.")}</p>`}</section>`;
}
