/**
 * One dish: what is in it, what it can be ordered with, how many are left, and taking it off the menu.
 *
 * @module
 */

import { ask } from "../api.js";
import { button, data, dataList } from "../parts.js";
import { openSheet } from "../sheet.js";
import { html, nothing } from "../vendor/lit.js";
import { say } from "../words.js";
import { price } from "./money.js";

/** @typedef {import("../api-types.js").MenuItem} MenuItem */
/** @typedef {import("./desk.js").Desk} Desk */

/**
 * @typedef {object} DishActs what can be done with a dish
 * @property {(dish: MenuItem) => void} change
 * @property {(dish: MenuItem, body: object) => void} speak says whether it is sold out
 * @property {() => Promise<void>} load the menu, anew
 */

/** @param {Desk} desk @param {MenuItem} dish @param {DishActs} acts */
export function openDish(desk, dish, acts) {
  openSheet(say("Dish"), (close) => {
    const told = (/** @type {object} */ body) => {
      close();
      acts.speak(dish, body);
    };
    return html`<h2>${data(dish.name)}</h2>
      <dl class="facts">${dish.price_minor === null ? nothing : html`<dt>${say("Price")}</dt><dd>${price(dish.price_minor)}</dd>`}
        <dt>${say("Contains")}</dt><dd>${containsView(dish)}</dd></dl>
      ${choicesView(dish)}
      <div class="acts">${button(say("Change this dish"), () => {
        close();
        acts.change(dish);
      }, { main: true, name: "change-dish" })}
        ${button(say("Sold out until tomorrow"), () => told({ available: false, until: "tomorrow" }), { name: "until-tomorrow" })}</div>
      <form class="form" @submit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        told({ available: false, until: String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("until")) });
      }}><label>${say("Sold out until when?")} <input name="until" type="time" required></label>
        <button class="button" type="submit">${say("Sold out until then")}</button></form>
      <form class="form" @submit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        const left = Number(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("left"));
        told({ available: left > 0, ...(left > 0 ? { left } : {}) });
      }}><label>${say("How many are left today?")} <input name="left" type="number" min="0" max="9999" required></label>
        <button class="button" type="submit">${say("Count them down")}</button></form>
      <div class="acts">${button(say("Take it off the menu"), () => openTakingOff(desk, dish, acts.load), { name: "take-off" })}
        ${button(say("Close"), close)}</div>`;
  });
}

/** @param {Desk} desk @param {MenuItem} dish @param {() => Promise<void>} load */
function openTakingOff(desk, { id, name }, load) {
  openSheet(say("Take it off the menu"), (close) => html`<h2>${say("Take {name} off the menu?", { name })}</h2>
    <p>${say("Nobody can order it any more. Orders that have it stay as they are. If it is only sold out today, mark it sold out.")}</p>
    <div class="acts">${button(say("Take {name} off", { name }), () => {
      close();
      void desk.run(() => ask("DELETE", `/api/menu/items/${id}`), say("{name} was taken off the menu.", { name })).finally(load);
    }, { danger: true, name: "take-off-now" })}
      ${button(say("Keep {name}", { name }), close, { main: true })}</div>`);
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
