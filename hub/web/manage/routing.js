/**
 * Who cooks what: where a dish would be made, and the rules that decide it, the first that fits first.
 *
 * @module
 */

import { ask, read } from "../api.js";
import { band, button, data, dataList, ltr } from "../parts.js";
import { html, nothing, signal } from "../vendor/lit.js";
import { say } from "../words.js";
import { listing } from "./desk.js";

/** @typedef {import("../api-types.js").MenuView} MenuView */
/** @typedef {import("../api-types.js").RoutingRule} RoutingRule */
/** @typedef {import("../api-types.js").RouteShown} RouteShown */
/** @typedef {import("./desk.js").Desk} Desk */

const KINDS = Object.freeze(["dine_in", "takeout", "delivery"]);

/** @param {Desk} desk @returns {import("./desk.js").Place} */
export function begin(desk) {
  const menu = listing("/api/menu");
  const routes = listing("/api/menu/routes");
  const dish = signal("");
  const shown = signal(/** @type {RouteShown | null} */ (null));
  void menu.load();
  void routes.load();
  return { view: () => view(desk, { menu, routes, dish, shown }), stop: () => {} };
}

/** @param {Desk} desk @param {any} at */
function view(desk, at) {
  /** @type {MenuView | null} */
  const menu = at.menu.rows.value;
  /** @type {RoutingRule[] | undefined} */
  const rules = at.routes.rows.value?.rules;
  const trouble = at.menu.trouble.value || at.routes.trouble.value;
  return html`<h1 tabindex="-1">${say("Who cooks what")}</h1>
    ${trouble && !menu ? band(trouble) : nothing}
    ${menu ? tryView(desk, at, menu) : nothing}
    ${menu && rules ? rulesView(desk, at, menu, rules) : nothing}`;
}

/** @param {Desk} desk @param {any} at @param {MenuView} menu */
function tryView(desk, { dish, shown, routes }, menu) {
  if (menu.items.length === 0) return html`<p>${say("No dish is on the menu yet.")} <a href="#menu">${say("Menu")}</a></p>`;
  const chosen = menu.items.find((each) => each.id === dish.value) ?? menu.items[0];
  const changes = [...chosen.modifiers, ...(chosen.modifier_groups ?? []).flatMap((each) => each.items)];
  const tryIt = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const given = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const asked = new URLSearchParams([...given].map(([name, value]) => [name, String(value)]).filter(([, value]) => value));
    const found = await desk.run(() => read(`/api/menu/route?${asked}`));
    if (found) shown.value = found;
  };
  return html`<section class="card"><h2>${say("Try it: where would it go?")}</h2>
    <form class="form across" @submit=${tryIt} @change=${() => (shown.value = null)}>
      <label>${say("Dish")} <select name="menu_item_id" @change=${(/** @type {any} */ event) => (dish.value = event.target.value)}>
        ${menu.items.map((each) => html`<option value=${each.id} ?selected=${each === chosen}>${each.name}</option>`)}</select></label>
      <label>${say("Changed with")} <select name="modifier"><option value="">${say("nothing")}</option>
        ${changes.map((each) => html`<option value=${each.id}>${each.name}</option>`)}</select></label>
      <label>${say("Kind of order")} <select name="type">${KINDS.map((each) => html`<option value=${each}>${kindName(each)}</option>`)}</select></label>
      <label>${say("When (empty: now)")} <input type="datetime-local" name="at"></label>
      <button class="button main" type="submit">${say("Where would it go?")}</button></form>
    <div role="status">${shown.value ? foundView(shown.value, menu, routes.rows.value?.rules ?? []) : nothing}</div></section>`;
}

/** @param {string} kind */
function kindName(kind) {
  if (kind === "dine_in") return say("at a table");
  return kind === "takeout" ? say("to take away") : say("delivery");
}

/** @param {RouteShown} found @param {MenuView} menu @param {RoutingRule[]} rules */
function foundView({ stations, because, rule }, menu, rules) {
  return html`<p class="found"><b>${stations.length ? ltr(html`→ ${stationsOf(stations, menu)}`) : say("Every screen shows it.")}</b></p>
    <p>${because === "rule" ? html`${say("Rule {number} decides it.", { number: rule ?? "" })} ${rule && rules[rule - 1] ? ruleWords(rules[rule - 1], menu) : nothing}` : reasonOf(because)}</p>`;
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

/** @param {string[]} stations @param {MenuView} menu */
function stationsOf(stations, menu) {
  if (stations[0] === "none") return say("nobody's work");
  return dataList(stations.map((id) => menu.stations.find((each) => each.id === id)?.name ?? id));
}

/** What has to be so. @param {RoutingRule} rule @param {MenuView} menu */
function ruleWords(rule, menu) {
  const named = (/** @type {{id: string, name: string}[]} */ list, /** @type {string} */ id) => list.find((each) => each.id === id)?.name ?? id;
  const conditions = [
    rule.dish && named(menu.items, rule.dish),
    rule.modifier && `+ ${rule.modifier}`,
    rule.category && named(menu.categories, rule.category),
    rule.order_type && kindName(rule.order_type),
    rule.source,
    rule.zone,
    rule.weekdays?.join(", "),
    rule.from && `${rule.from}–${rule.until ?? ""}`,
  ].filter((each) => each !== undefined);
  const own = rule.name ? html`${data(rule.name)}: ` : nothing;
  return html`${own}${dataList(/** @type {string[]} */ (conditions), " · ")} <b>${ltr(html`→ ${stationsOf(rule.stations, menu)}`)}</b>`;
}

/** @param {Desk} desk @param {any} at @param {MenuView} menu @param {RoutingRule[]} rules */
function rulesView(desk, { routes, shown }, menu, rules) {
  const put = (/** @type {RoutingRule[]} */ changed, /** @type {string} */ done) => {
    shown.value = null;
    void desk.run(() => ask("PUT", "/api/menu/routes", { body: { rules: changed } }), done).finally(routes.load);
  };
  const swap = (/** @type {number} */ one, /** @type {number} */ other) => {
    const changed = [...rules];
    [changed[one], changed[other]] = [changed[other], changed[one]];
    put(changed, say("The rules are in another order."));
  };
  return html`<section class="card"><h2>${say("Rules: the first that fits counts")}</h2>
    <ol class="rows">${rules.map((rule, at) => html`<li><span class="grow">${at + 1}. ${ruleWords(rule, menu)}</span>
      ${button("↑", () => swap(at, at - 1), { more: "small", label: say("Rule {number} further up", { number: at + 1 }), name: `up-${at}`, disabled: at === 0 })}
      ${button("↓", () => swap(at, at + 1), { more: "small", label: say("Rule {number} further down", { number: at + 1 }), name: `down-${at}`, disabled: at === rules.length - 1 })}
      ${button(say("Take away"), () => put(rules.filter((each) => each !== rule), say("The rule was taken away.")), { more: "small", label: say("{act}: {name}", { act: say("Take away"), name: at + 1 }), name: `away-${at}` })}</li>`)}
      <li class="faint">${say("If none fits: the dish's own station, then that of its part of the menu, else every screen.")}</li></ol>
    ${menu.stations.length ? newRule(menu, (rule) => put([...rules, rule], say("The rule counts from now on."))) : html`<p>${say("No stations yet: every screen shows every dish.")}</p>`}</section>`;
}

/** @param {MenuView} menu @param {(rule: RoutingRule) => void} add */
function newRule(menu, add) {
  const options = (/** @type {{id: string, name: string}[]} */ list) => list.map((each) => html`<option value=${each.id}>${each.name}</option>`);
  return html`<details><summary>${say("New rule")}</summary><form class="form across" @submit=${(/** @type {Event} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const { station, ...said } = Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
    add(/** @type {any} */ ({ ...said, stations: [station] }));
    form.reset();
  }}>
    <label>${say("Dish")} <select name="dish"><option value="">${say("any")}</option>${options(menu.items)}</select></label>
    <label>${say("Part of the menu")} <select name="category"><option value="">${say("any")}</option>${options(menu.categories)}</select></label>
    <label>${say("Kind of order")} <select name="order_type"><option value="">${say("any")}</option>${KINDS.map((each) => html`<option value=${each}>${kindName(each)}</option>`)}</select></label>
    <label>${say("From")} <input type="time" name="from"></label>
    <label>${say("Until")} <input type="time" name="until"></label>
    <label>${say("Goes to")} <select name="station" required>${options(menu.stations)}<option value="none">${say("nobody's work")}</option></select></label>
    <button class="button" type="submit">${say("Add this rule")}</button></form></details>`;
}
