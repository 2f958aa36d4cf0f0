/**
 * A routing rule while it is made or changed. It takes the place of the list, so that a tap beside it
 * loses nothing that was chosen.
 *
 * @module
 */

import { button, data } from "../parts.js";
import { html, nothing, signal } from "../vendor/lit.js";
import { say } from "../words.js";
import { choicesOf, dayName, kindName, KINDS, NOBODY, WEEKDAYS } from "./rule_words.js";

/** @typedef {import("../api-types.js").MenuView} MenuView */
/** @typedef {import("../api-types.js").RoutingRule} RoutingRule */

/**
 * @typedef {object} RuleDraft
 * @property {RoutingRule | null} was null for a new one
 * @property {Record<string, string>} said what stands in the fields
 * @property {ReadonlySet<string>} days
 * @property {readonly string[]} stations
 */

const FIELDS = Object.freeze(["name", "dish", "modifier", "category", "order_type", "source", "zone", "from", "until"]);

/** @param {RoutingRule | null} was @param {MenuView} menu @returns {RuleDraft} */
function draftRule(was, menu) {
  const said = Object.fromEntries(FIELDS.map((field) => [field, String(/** @type {any} */ (was)?.[field] ?? "")]));
  // A dish that the rule calls by its name is the one of the list.
  said.dish = menu.items.find((each) => each.name === said.dish)?.id ?? said.dish;
  return { was, said, days: new Set(was?.weekdays), stations: was?.stations ?? [] };
}

/** @param {RuleDraft} draft @returns {RoutingRule} */
function asSent({ said, days, stations }) {
  const given = Object.entries(said).map(([field, text]) => [field, text.trim()]).filter(([, text]) => text);
  const weekdays = WEEKDAYS.filter((each) => days.has(each));
  return /** @type {any} */ ({ ...Object.fromEntries(given), ...(weekdays.length ? { weekdays } : {}), stations });
}

/** @param {(was: RoutingRule | null, rule: RoutingRule) => Promise<boolean>} save says whether it was */
export function ruleForm(save) {
  const draft = signal(/** @type {RuleDraft | null} */ (null));
  const wrong = signal("");
  const set = (/** @type {Partial<RuleDraft>} */ changed) => (draft.value = { .../** @type {RuleDraft} */ (draft.peek()), ...changed });
  let from = "new-rule";
  const close = () => {
    draft.value = null;
    /** @type {HTMLElement | null} */ (document.querySelector(`[data-name="${from}"]`))?.focus();
  };
  const submit = async () => {
    const made = /** @type {RuleDraft} */ (draft.peek());
    wrong.value = made.stations.length ? "" : say("Choose where it goes.");
    if (!wrong.peek() && (await save(made.was, asSent(made)))) close();
  };
  return {
    /** @param {RoutingRule | null} rule null for a new one @param {MenuView} menu */
    open: (rule, menu) => {
      wrong.value = "";
      from = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.name ?? from;
      draft.value = draftRule(rule, menu);
      scrollTo(0, 0);
      /** @type {HTMLElement | null} */ (document.querySelector(".place h1"))?.focus();
    },
    /** @param {MenuView} menu @param {readonly string[]} zones */
    view: (menu, zones) => draft.value && formView(draft.value, menu, zones, { set, submit, close, wrong: wrong.value }),
  };
}

/** @param {RuleDraft} draft @param {MenuView} menu @param {readonly string[]} zones @param {any} acts */
function formView({ was, said, days, stations }, menu, zones, { set, submit, close, wrong }) {
  const heard = (/** @type {string} */ field) => (/** @type {any} */ event) => (said[field] = event.target.value);
  const any = html`<option value="">${say("any")}</option>`;
  const option = (/** @type {string} */ field, /** @type {string} */ value, /** @type {string} */ words) =>
    html`<option value=${value} ?selected=${said[field] === value}>${words}</option>`;
  const isGone = said.dish && !menu.items.some((each) => each.id === said.dish);
  const changes = [...new Set(menu.items.flatMap((dish) => choicesOf(dish, menu)).map((each) => each.name))].slice(0, 300);
  const toggle = (/** @type {string} */ day) => {
    const now = new Set(days);
    if (!now.delete(day)) now.add(day);
    set({ days: now });
  };
  return html`<h1 tabindex="-1">${was ? say("Change the rule") : say("New rule")}</h1>
    <p>${say("What is left open fits everything.")}</p>
    <form class="dish-form" @submit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      void submit();
    }}><section class="card"><div class="form across">
      <label>${say("Dish")} <select name="dish" @change=${heard("dish")}>${any}${isGone ? option("dish", said.dish, said.dish) : nothing}
        ${menu.items.map((each) => option("dish", each.id, each.name))}</select></label>
      <label>${say("Changed with")} <input name="modifier" maxlength="80" autocomplete="off" list="changes" .value=${said.modifier} @input=${heard("modifier")}></label>
      <datalist id="changes">${changes.map((each) => html`<option value=${each}></option>`)}</datalist>
      <label>${say("Part of the menu")} <select name="category" @change=${heard("category")}>${any}${menu.categories.map((each) => option("category", each.id, each.name))}</select></label>
      <label>${say("Kind of order")} <select name="order_type" @change=${heard("order_type")}>${any}${KINDS.map((each) => option("order_type", each, kindName(each)))}</select></label>
      <label>${say("Where the order came from")} <input name="source" maxlength="40" autocomplete="off" placeholder=${say("as the till or web shop says it")} .value=${said.source} @input=${heard("source")}></label>
      <label>${say("Part of the house")} <input name="zone" maxlength="40" autocomplete="off" list="zones" .value=${said.zone} @input=${heard("zone")}></label>
      <datalist id="zones">${zones.map((each) => html`<option value=${each}></option>`)}</datalist>
      <label>${say("From")} <input type="time" name="from" .value=${said.from} @input=${heard("from")}></label>
      <label>${say("Until")} <input type="time" name="until" .value=${said.until} @input=${heard("until")}></label></div>
      <fieldset><legend>${say("Days (none: every day)")}</legend><div class="choices">${WEEKDAYS.map((each) =>
        button(dayName(each), () => toggle(each), { pressed: days.has(each), more: "small", name: `day-${each}` }))}</div></fieldset>
      ${goesTo(stations, menu, set)}
      <label>${say("What you call the rule")} <input name="name" maxlength="80" autocomplete="off" .value=${said.name} @input=${heard("name")}></label>
      ${wrong ? html`<p class="wrong" role="alert">${wrong}</p>` : nothing}</section>
      <div class="save-bar"><button class="button main" type="submit" data-name="save-rule">${was ? say("Save this rule") : say("Add this rule")}</button>
        ${button(say("Leave it as it is"), close, { name: "leave-rule" })}</div></form>`;
}

/** @param {readonly string[]} stations @param {MenuView} menu @param {(changed: Partial<RuleDraft>) => void} set */
function goesTo(stations, menu, set) {
  const choose = (/** @type {string} */ id) => {
    if (stations.includes(id)) return set({ stations: stations.filter((each) => each !== id) });
    // Nobody's work is nobody else's.
    return set({ stations: id === NOBODY ? [id] : [...stations.filter((each) => each !== NOBODY), id] });
  };
  const choice = (/** @type {string} */ id, /** @type {unknown} */ words) => button(words, () => choose(id), { pressed: stations.includes(id), name: `to-${id}` });
  return html`<fieldset><legend>${say("Goes to")}</legend><div class="choices">
    ${menu.stations.map((each) => choice(each.id, data(each.name)))}${choice(NOBODY, say("nobody's work"))}</div></fieldset>`;
}
