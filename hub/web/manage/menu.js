/**
 * The menu: what is on it, what is sold out, and what each dish can be ordered with. It is changed dish
 * by dish, or by taking a file over.
 *
 * @module
 */

import { ask } from "../api.js";
import { band, button, data, dataList, ltr } from "../parts.js";
import { html, nothing, repeat, signal } from "../vendor/lit.js";
import { say, sayMany } from "../words.js";
import { listing } from "./desk.js";
import { openDish } from "./dish.js";
import { dishForm } from "./dish_form.js";
import { menuFile } from "./menu_file.js";
import { menuParts } from "./menu_parts.js";
import { loadCurrency, price } from "./money.js";

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
  const load = async () => void (await Promise.all([loadCurrency().then(menu.load), soldOut.load()]));
  const file = menuFile(desk, load);
  const form = dishForm(desk, load);
  const parts = menuParts(desk, load);
  void load();
  const timer = setInterval(() => void soldOut.load(), LOOK_AGAIN);
  /** @type {import("./dish.js").DishActs} */
  const acts = {
    change: form.open,
    load,
    speak: (dish, body) => void desk.run(() => ask("POST", `/api/menu/items/${dish.id}/availability`, { body }), say("All screens know it.")).finally(load),
  };
  const list = { menu, soldOut, wanted, acts };
  return {
    view: () => file.view() ?? (menu.rows.value && (form.view(menu.rows.value) ?? parts.view(menu.rows.value))) ?? html`<h1 tabindex="-1">${say("Menu")}</h1>
      <div class="acts">${button(say("Add a dish"), () => form.open(null), { main: true, name: "add-dish" })}${button(say("Parts of the menu"), parts.open, { name: "parts" })}${file.acts()}</div>
      ${listView(desk, list)}`,
    stop: () => clearInterval(timer),
  };
}

/** @param {Desk} desk @param {any} list */
function listView(desk, { menu, soldOut, wanted, acts }) {
  const found = menu.rows.value;
  if (!found) return menu.trouble.value ? band(menu.trouble.value) : nothing;
  /** @type {MenuItem[]} */
  const items = found.items;
  if (items.length === 0) {
    return html`<p>${say("No dish is on the menu yet. Take over the file that you have, a spreadsheet or what your till gives; or add dishes one by one.")}</p>`;
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
    <ul class="rows">${repeat(shown.slice(0, SHOWN), (each) => each.id, (each) => dishView(desk, each, said.get(each.id), names, acts))}</ul></section>`;
}

/** @param {Desk} desk @param {MenuItem} dish @param {SoldOut | undefined} said @param {Map<string, string>} names @param {import("./dish.js").DishActs} acts */
function dishView(desk, dish, said, names, acts) {
  const isGone = said?.available === false;
  const stations = dish.stations ?? (dish.station ? [dish.station] : []);
  return html`<li><span class="grow"><b>${data(dish.name)}</b>
      <span class="meta faint">${data(names.get(dish.category ?? ""))}${stations.length ? html` ${ltr(html`→ ${dataList(stations.map((each) => names.get(each) ?? each))}`)}` : nothing}</span>
      ${dish.price_minor === null ? nothing : html`<span class="meta">${price(dish.price_minor)}</span>`}
      ${isGone ? html`<span class="wrong">${say("sold out")}</span>` : nothing}
      ${said?.left === undefined ? nothing : html`<span class="meta">${sayMany("{count} left", "{count} left", said.left)}</span>`}</span>
    ${isGone
      ? button(say("Bring back"), () => acts.speak(dish, { available: true }), { more: "small", label: say("{act}: {name}", { act: say("Bring back"), name: dish.name }), name: `back-${dish.id}` })
      : button(say("Sold out"), () => acts.speak(dish, { available: false }), { more: "small", label: say("{act}: {name}", { act: say("Sold out"), name: dish.name }), name: `out-${dish.id}` })}
    ${button(say("More"), () => openDish(desk, dish, acts), { more: "small", label: say("{act}: {name}", { act: say("More"), name: dish.name }), name: `more-${dish.id}` })}</li>`;
}
