/**
 * The menu: what is on it, what is sold out, and what each dish can be ordered with. It is changed by
 * taking a file over.
 *
 * @module
 */

import { ask } from "../api.js";
import { band, button, data, dataList, ltr } from "../parts.js";
import { openSheet } from "../sheet.js";
import { html, nothing, repeat, signal } from "../vendor/lit.js";
import { say, sayMany } from "../words.js";
import { listing } from "./desk.js";
import { menuFile } from "./menu_file.js";

/** @typedef {import("../api-types.js").MenuItem} MenuItem */
/** @typedef {import("../api-types.js").SoldOut} SoldOut */
/** @typedef {import("./desk.js").Desk} Desk */

const LOOK_AGAIN = 5_000;
/** A long menu is found by its words; nobody reads on. */
const SHOWN = 150;

/** @param {Desk} desk @returns {import("./desk.js").Place} */
export function begin(desk) {
  const menu = listing("/api/menu");
  const soldOut = listing("/api/menu/sold-out");
  const wanted = signal("");
  const load = async () => void (await Promise.all([menu.load(), soldOut.load()]));
  const file = menuFile(desk, load);
  void load();
  const timer = setInterval(() => void soldOut.load(), LOOK_AGAIN);
  const list = { menu, soldOut, wanted, load };
  return {
    view: () => file.view() ?? html`<h1 tabindex="-1">${say("Menu")}</h1>${file.acts()}${listView(desk, list)}`,
    stop: () => clearInterval(timer),
  };
}

/** @param {Desk} desk @param {any} list */
function listView(desk, { menu, soldOut, wanted, load }) {
  const found = menu.rows.value;
  if (!found) return menu.trouble.value ? band(menu.trouble.value) : nothing;
  /** @type {MenuItem[]} */
  const items = found.items;
  if (items.length === 0) {
    return html`<p>${say("No dish is on the menu yet. Take over the file that you have: a spreadsheet, or what your till gives.")}</p>`;
  }
  const words = wanted.value.toLocaleLowerCase();
  const shown = items.filter((each) => each.name.toLocaleLowerCase().includes(words));
  /** @type {Map<string, SoldOut>} */
  const said = new Map((soldOut.rows.value ?? []).map((/** @type {SoldOut} */ each) => [each.menu_item_id, each]));
  const names = new Map([...found.categories, ...found.stations].map((each) => [each.id, each.name]));
  return html`<section class="card">
    <label>${say("Find a dish")} <input type="search" name="find" autocomplete="off" .value=${wanted.value}
      @input=${(/** @type {any} */ event) => (wanted.value = event.target.value.trim())}></label>
    <p class="meta faint" role="status">${sayMany("{count} dish", "{count} dishes", shown.length)}${shown.length > SHOWN ? html` · ${say("The first {count} are shown.", { count: SHOWN })}` : nothing}</p>
    <ul class="rows">${repeat(shown.slice(0, SHOWN), (each) => each.id, (each) => dishView(desk, each, said.get(each.id), names, load))}</ul></section>`;
}

/** @param {Desk} desk @param {MenuItem} dish @param {SoldOut | undefined} said @param {Map<string, string>} names @param {() => Promise<void>} load */
function dishView(desk, dish, said, names, load) {
  const isGone = said?.available === false;
  const stations = dish.stations ?? (dish.station ? [dish.station] : []);
  return html`<li><span class="grow"><b>${data(dish.name)}</b>
      <span class="meta faint">${data(names.get(dish.category ?? ""))}${stations.length ? html` ${ltr(html`→ ${dataList(stations.map((each) => names.get(each) ?? each))}`)}` : nothing}</span>
      ${isGone ? html`<span class="wrong">${say("sold out")}</span>` : nothing}
      ${said?.left === undefined ? nothing : html`<span class="meta">${sayMany("{count} left", "{count} left", said.left)}</span>`}</span>
    ${isGone
      ? button(say("Bring back"), () => speak(desk, dish, { available: true }, load), { more: "small", label: say("{act}: {name}", { act: say("Bring back"), name: dish.name }), name: `back-${dish.id}` })
      : button(say("Sold out"), () => speak(desk, dish, { available: false }, load), { more: "small", label: say("{act}: {name}", { act: say("Sold out"), name: dish.name }), name: `out-${dish.id}` })}
    ${button(say("More"), () => openDish(desk, dish, load), { more: "small", label: say("{act}: {name}", { act: say("More"), name: dish.name }), name: `more-${dish.id}` })}</li>`;
}

/** @param {Desk} desk @param {MenuItem} dish @param {object} body @param {() => Promise<void>} load */
function speak(desk, dish, body, load) {
  void desk.run(() => ask("POST", `/api/menu/items/${dish.id}/availability`, { body }), say("All screens know it.")).finally(load);
}

/** @param {Desk} desk @param {MenuItem} dish @param {() => Promise<void>} load */
function openDish(desk, dish, load) {
  openSheet(say("Dish"), (close) => {
    const told = (/** @type {object} */ body) => {
      close();
      speak(desk, dish, body, load);
    };
    return html`<h2>${data(dish.name)}</h2>
      <dl class="facts"><dt>${say("Contains")}</dt><dd>${containsView(dish)}</dd></dl>
      ${choicesView(dish)}
      <div class="acts">${button(say("Sold out until tomorrow"), () => told({ available: false, until: "tomorrow" }), { name: "until-tomorrow" })}</div>
      <form class="form" @submit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        const left = Number(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("left"));
        told({ available: left > 0, ...(left > 0 ? { left } : {}) });
      }}><label>${say("How many are left today?")} <input name="left" type="number" min="0" max="9999" required></label>
        <button class="button" type="submit">${say("Count them down")}</button></form>
      ${button(say("Close"), close)}`;
  });
}

/** @param {MenuItem} dish */
function containsView(dish) {
  if (dish.allergens.length) return dataList(dish.allergens);
  return dish.allergens_known === false ? say("nobody has said what is in it") : say("nothing that is asked for");
}

/** What it can be ordered with. @param {MenuItem} dish */
function choicesView({ modifiers, modifier_groups: groups = [] }) {
  if (!modifiers.length && !groups.length) return html`<p class="faint">${say("It has no choices.")}</p>`;
  return html`<h3>${say("Choices")}</h3><dl class="facts">
    ${groups.map((each) => html`<dt>${data(each.name)}<br>${needed(each.min, each.max)}</dt>
      <dd>${dataList(each.items.map((item) => item.name))}</dd>`)}
    ${modifiers.length ? html`<dt>${say("as one likes")}</dt><dd>${dataList(modifiers.map((each) => each.name))}</dd>` : nothing}</dl>`;
}

/** @param {number} least @param {number} [most] */
function needed(least, most) {
  if (least > 0 && most === least) return say("{count} must be chosen", { count: least });
  if (least > 0) return say("at least {count}", { count: least });
  return most ? say("up to {count}", { count: most }) : say("as one likes");
}
