/**
 * What a dish can be ordered with, while it is changed: headings with what stands under them, and what
 * stands under none.
 *
 * @module
 */

import { button } from "../parts.js";
import { html, nothing, repeat } from "../vendor/lit.js";
import { say } from "../words.js";
import { priceText, readPrice } from "./money.js";

/** @typedef {import("../api-types.js").MenuItem} MenuItem */
/** @typedef {import("../api-types.js").MenuModifier} MenuModifier */
/** @typedef {import("../api-types.js").ModifierGroup} ModifierGroup */

/**
 * @typedef {object} ChoiceDraft one that can be chosen
 * @property {Partial<MenuModifier>} was
 * @property {string} name
 * @property {string} price as it stands in the field
 */

/**
 * @typedef {object} GroupDraft a heading; `was` is null for what stands under none
 * @property {Partial<ModifierGroup> | null} was
 * @property {string} name
 * @property {string} min
 * @property {string} max
 * @property {boolean} ask
 * @property {ChoiceDraft[]} items
 */

/** @param {Partial<MenuModifier>} was @returns {ChoiceDraft} */
const draftChoice = (was) => ({ was, name: was.name ?? "", price: priceText(was.price_minor) });

/** @param {Partial<ModifierGroup>} was @returns {GroupDraft} */
export const draftGroup = (was) => ({
  was,
  name: was.name ?? "",
  min: String(was.min ?? 0),
  max: String(was.max ?? ""),
  ask: was.ask ?? false,
  items: (was.items ?? []).map(draftChoice),
});

/**
 * Begin to change what a dish can be ordered with.
 *
 * @param {Partial<MenuItem>} dish
 * @returns {GroupDraft[]} the first is what stands under no heading
 */
export function draftChoices({ modifiers = [], modifier_groups: groups = [] }) {
  const loose = { was: null, name: "", min: "0", max: "", ask: false, items: modifiers.map(draftChoice) };
  return [loose, ...groups.map(draftGroup)];
}

/**
 * What the hub is told of them.
 *
 * @param {GroupDraft[]} draft
 */
export function choicesAsSent([loose, ...groups]) {
  return { modifiers: loose.items.map(choiceAsSent), modifier_groups: groups.map(groupAsSent) };
}

/** @param {ChoiceDraft} draft */
function choiceAsSent({ was, name, price }) {
  return { ...was, name: name.trim(), price_minor: readPrice(price) };
}

/** @param {GroupDraft} draft */
export function groupAsSent({ was, name, min, max, ask, items }) {
  const left = new Set(items.map((each) => each.was.id));
  return {
    ...was,
    name: name.trim(),
    min: Number(min),
    max: max ? Number(max) : null,
    ask,
    default: (was?.default ?? []).filter((id) => left.has(id)),
    items: items.map(choiceAsSent),
  };
}

/**
 * Show them to be changed.
 *
 * @param {GroupDraft[]} groups is changed as somebody writes
 * @param {() => void} drawAnew called when there are more or fewer of them
 */
export function choicesView(groups, drawAnew) {
  const add = () => {
    groups.push({ ...draftGroup({}), items: [draftChoice({})] });
    drawAnew();
    focusLast("fieldset:last-of-type .heading label:first-child input");
  };
  const drop = (/** @type {GroupDraft} */ group) => {
    groups.splice(groups.indexOf(group), 1);
    drawAnew();
    focusLast('[data-name="add-heading"]');
  };
  return html`<section class="card choosing"><h2>${say("Choices")}</h2>
    ${repeat(groups, (each) => each, (each) => groupView(each, drawAnew, () => drop(each)))}
    <div class="acts">${button(say("Add a heading, such as “How done?”"), add, { name: "add-heading" })}</div></section>`;
}

/** Whoever adds something writes into it next. @param {string} selector */
function focusLast(selector) {
  const found = document.querySelectorAll(`.choosing ${selector}`);
  /** @type {HTMLElement | undefined} */ (found[found.length - 1])?.focus();
}

/** @param {GroupDraft} group @param {() => void} drawAnew @param {() => void} drop */
function groupView(group, drawAnew, drop) {
  const add = (/** @type {Event} */ event) => {
    const set = /** @type {HTMLElement} */ (event.target).closest("fieldset");
    group.items.push(draftChoice({}));
    drawAnew();
    /** @type {HTMLElement | null | undefined} */ (set?.querySelector("li:last-child input"))?.focus();
  };
  const take = (/** @type {ChoiceDraft} */ item, /** @type {Event} */ event) => {
    const set = /** @type {HTMLElement} */ (event.target).closest("fieldset");
    group.items.splice(group.items.indexOf(item), 1);
    drawAnew();
    /** @type {HTMLElement | null | undefined} */ (set?.querySelector(".add"))?.focus();
  };
  return html`<fieldset><legend>${group.was ? say("Heading") : say("Under no heading")}</legend>
    ${group.was ? headingView(group, drop) : nothing}
    <ul class="rows">${repeat(group.items, (each) => each, (each, at) => html`<li class="choice">
      <label class="grow">${say("Choice {number}", { number: at + 1 })} <input required maxlength="80" autocomplete="off" .value=${each.name}
        @input=${(/** @type {any} */ event) => (each.name = event.target.value)}></label>
      <label class="costs">${say("costs more")} <input inputmode="decimal" autocomplete="off" data-price .value=${each.price}
        @input=${(/** @type {any} */ event) => (each.price = event.target.value)}></label>
      ${button(say("Take away"), (event) => take(each, event), { more: "small", label: say("{act}: {name}", { act: say("Take away"), name: each.name || at + 1 }) })}</li>`)}</ul>
    <div class="acts">${button(say("Add a choice"), add, { more: "small add" })}</div></fieldset>`;
}

/** @param {GroupDraft} group @param {() => void} drop */
function headingView(group, drop) {
  const heard = (/** @type {"name" | "min" | "max"} */ field) => (/** @type {any} */ event) => (group[field] = event.target.value);
  return html`<div class="form across heading">
    <label>${say("What is asked")} <input required maxlength="80" autocomplete="off" .value=${group.name} @input=${heard("name")}></label>
    <label>${say("How many must be chosen")} <input type="number" min="0" max="99" required .value=${group.min} @input=${heard("min")}></label>
    <label>${say("At the most (empty: any)")} <input type="number" min="1" max="99" .value=${group.max} @input=${heard("max")}></label>
    <label class="tick"><input type="checkbox" .checked=${group.ask} @change=${(/** @type {any} */ event) => (group.ask = event.target.checked)}>
      ${say("Ask at once, when the dish is tapped")}</label>
    ${button(say("Take this heading away"), drop, { more: "small" })}</div>`;
}
