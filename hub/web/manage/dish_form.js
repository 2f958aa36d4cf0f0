/**
 * A dish while it is added or changed. It takes the place of the list, so that a tap beside it loses
 * nothing that was written.
 *
 * @module
 */

import { allergenWords } from "../allergens.js";
import { RefusedError, ask, explain } from "../api.js";
import { band, button, data } from "../parts.js";
import { html, nothing, signal } from "../vendor/lit.js";
import { say } from "../words.js";
import { choicesAsSent, choicesView, draftChoices } from "./dish_choices.js";
import { currencyCode, priceText, readPrice } from "./money.js";

/** @typedef {import("../api-types.js").MenuItem} MenuItem */
/** @typedef {import("../api-types.js").MenuView} MenuView */
/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {ReturnType<typeof draftDish>} DishDraft */

const NOBODY = "none";

/** @param {string} word */
const isOfLaw = (word) => allergenWords().some(([known]) => known === word);

/** @param {MenuItem | null} dish null for a new one */
function draftDish(dish) {
  return {
    dish,
    name: dish?.name ?? "",
    price: priceText(dish?.price_minor),
    category: dish?.category ?? "",
    stations: new Set(dish?.stations ?? (dish?.station ? [dish.station] : [])),
    contains: new Set(dish?.allergens ?? []),
    further: (dish?.allergens ?? []).filter((each) => !isOfLaw(each)).join(", "),
    isKnown: Boolean(dish && dish.allergens.length === 0 && dish.allergens_known !== false),
    diets: (dish?.diets ?? []).join(", "),
    kitchenName: dish?.kitchen_name ?? "",
    plu: (dish?.plu ?? []).join(", "),
    minutes: String(dish?.target_minutes ?? ""),
    choices: draftChoices(dish ?? {}),
  };
}

/** What the hub is told of a dish. @param {DishDraft} draft @returns {Record<string, any>} */
function asSent(draft) {
  const allergens = [...[...draft.contains].filter(isOfLaw), ...listed(draft.further)];
  return {
    name: draft.name.trim(),
    price_minor: readPrice(draft.price),
    category: draft.category || null,
    stations: [...draft.stations],
    allergens,
    allergens_known: allergens.length ? null : draft.isKnown,
    diets: listed(draft.diets),
    kitchen_name: draft.kitchenName.trim() || null,
    plu: listed(draft.plu),
    target_minutes: draft.minutes ? Number(draft.minutes) : null,
    ...choicesAsSent(draft.choices),
  };
}

/** @param {string} text */
function listed(text) {
  return text.split(/[,;،，]/u).map((each) => each.trim()).filter(Boolean);
}

/**
 * What is otherwise now: what somebody else changes meanwhile stays as they have it.
 *
 * @param {DishDraft} draft
 */
function changesOf(draft) {
  const now = asSent(draft);
  if (!draft.dish) return now;
  const was = asSent(draftDish(draft.dish));
  const changed = Object.entries(now).filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(was[field]));
  const found = Object.fromEntries(changed);
  // What is in it, and whether anybody has looked, are one thing.
  return "allergens_known" in found ? { ...found, allergens: now.allergens } : found;
}

/**
 * @param {Desk} desk
 * @param {() => Promise<void>} load the menu, anew
 */
export function dishForm(desk, load) {
  const draft = signal(/** @type {DishDraft | null} */ (null));
  const wrong = signal(/** @type {readonly [string, string][]} */ ([]));

  const close = () => {
    const from = draft.peek()?.dish?.id;
    draft.value = null;
    /** @type {HTMLElement | null} */ (document.querySelector(`[data-name="${from ? `more-${from}` : "add-dish"}"]`))?.focus();
  };
  const save = async () => {
    const changed = /** @type {DishDraft} */ (draft.peek());
    const { dish } = changed;
    wrong.value = [];
    const body = changesOf(changed);
    const done = await desk.run(async () => {
      try {
        if (!dish) await ask("POST", "/api/menu/items", { body });
        else if (Object.keys(body).length) await ask("PATCH", `/api/menu/items/${dish.id}`, { body });
        return true;
      } catch (error) {
        wrong.value = mistakesOf(error);
        return false;
      }
    }, (isSaved) => (isSaved ? say("{name} is on the menu so.", { name: changed.name.trim() }) : ""));
    if (!done) return;
    await load();
    close();
  };

  return {
    /** Begin to change a dish, or with null to add one. @param {MenuItem | null} dish */
    open: (dish) => {
      desk.clear();
      wrong.value = [];
      draft.value = draftDish(dish);
      scrollTo(0, 0);
      /** @type {HTMLElement | null} */ (document.querySelector(".place h1"))?.focus();
    },
    /** What is being changed; null while nothing is. @param {MenuView} menu */
    view: (menu) => draft.value && formView(draft.value, menu, {
      save,
      close,
      drawAnew: () => (draft.value = { .../** @type {DishDraft} */ (draft.peek()) }),
      wrong: wrong.value,
      isBusy: desk.busy.value,
    }),
  };
}

/** Where, and what is to be done. @param {unknown} error @returns {[string, string][]} */
export function mistakesOf(error) {
  if (!(error instanceof RefusedError)) return [["", explain(error)]];
  const named = Object.entries(error.details).filter(([, what]) => typeof what === "string");
  return named.length ? named : [["", explain(error)]];
}

/** A price that cannot be read is said at its field, by the browser. @param {HTMLFormElement} form */
export function checkPrices(form) {
  for (const field of form.querySelectorAll("[data-price]")) {
    const input = /** @type {HTMLInputElement} */ (field);
    const isWrong = readPrice(input.value) === undefined;
    input.setCustomValidity(isWrong ? say("Write a price such as {example}.", { example: priceText(650) }) : "");
  }
}

/** @param {DishDraft} draft @param {MenuView} menu @param {any} acts */
function formView(draft, menu, { save, close, drawAnew, wrong, isBusy }) {
  const heard = (/** @type {"name" | "price" | "category" | "further" | "diets" | "kitchenName" | "plu" | "minutes"} */ field) =>
    (/** @type {any} */ event) => (draft[field] = event.target.value);
  const code = currencyCode();
  return html`<h1 tabindex="-1">${draft.dish ? say("Change {name}", { name: draft.dish.name }) : say("Add a dish")}</h1>
    <form class="dish-form" @input=${(/** @type {any} */ event) => checkPrices(event.currentTarget)} @submit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      void save();
    }}>
    <section class="card"><div class="form across">
      <label>${say("Name")} <input name="name" required maxlength="80" autocomplete="off" .value=${draft.name} @input=${heard("name")}></label>
      <label>${code ? say("Price in {currency}", { currency: code }) : say("Price")} <input name="price" inputmode="decimal" autocomplete="off" data-price .value=${draft.price} @input=${heard("price")}></label>
      <label>${say("Part of the menu")} <select name="category" @change=${heard("category")}><option value="">${say("none")}</option>
        ${menu.categories.map((each) => html`<option value=${each.id} ?selected=${each.id === draft.category}>${each.name}</option>`)}</select></label></div>
      ${stationsView(draft.stations, menu, drawAnew, say("Made at (none: where its part of the menu is made)"))}
      ${containsView(draft, drawAnew)}
      <details><summary>${say("What cooks and tills call it, and more")}</summary><div class="form across">
        <label>${say("Name for the kitchen")} <input name="kitchen-name" maxlength="80" autocomplete="off" .value=${draft.kitchenName} @input=${heard("kitchenName")}></label>
        <label>${say("Numbers of the till (with commas between)")} <input name="plu" autocomplete="off" .value=${draft.plu} @input=${heard("plu")}></label>
        <label>${say("Suits (vegan, halal ...)")} <input name="diets" autocomplete="off" .value=${draft.diets} @input=${heard("diets")}></label>
        <label>${say("Minutes that it should take")} <input name="minutes" type="number" min="0.5" max="600" step="0.5" .value=${draft.minutes} @input=${heard("minutes")}></label></div></details></section>
    ${choicesView(draft.choices, drawAnew)}
    ${wrongView(wrong)}
    <div class="save-bar"><button class="button main" type="submit" data-name="save-dish" ?disabled=${isBusy}>${draft.dish ? say("Save this dish") : say("Put it on the menu")}</button>
      ${button(say("Leave it as it is"), close, { name: "leave-dish" })}</div></form>`;
}

/** @param {readonly [string, string][]} wrong */
export function wrongView(wrong) {
  if (!wrong.length) return nothing;
  return band(html`<ul>${wrong.map(([where, what]) => html`<li>${where ? html`${data(where)}: ` : nothing}${data(what)}</li>`)}</ul>`);
}

/** @param {DishDraft} draft @param {() => void} drawAnew */
function containsView(draft, drawAnew) {
  const { contains } = draft;
  const set = (/** @type {string} */ word) => {
    if (!contains.delete(word)) contains.add(word);
    drawAnew();
  };
  return html`<fieldset><legend>${say("Contains")}</legend>
    <div class="choices">${allergenWords().map(([word, said]) => button(said, () => set(word), { pressed: contains.has(word), more: "small", name: `contains-${word}` }))}</div>
    <label>${say("And further (with commas between)")} <input name="further" autocomplete="off" .value=${draft.further}
      @input=${(/** @type {any} */ event) => (draft.further = event.target.value)}></label>
    <label class="tick"><input type="checkbox" name="known" .checked=${draft.isKnown} @change=${(/** @type {any} */ event) => (draft.isKnown = event.target.checked)}>
      ${say("If nothing is chosen: somebody has looked, and there is nothing in it")}</label></fieldset>`;
}

/**
 * Where something is made, to be chosen.
 *
 * @param {Set<string>} stations is changed
 * @param {MenuView} menu
 * @param {() => void} drawAnew called when it was
 * @param {string} legend
 */
export function stationsView(stations, menu, drawAnew, legend) {
  if (menu.stations.length === 0) return nothing;
  const set = (/** @type {string} */ id) => {
    if (stations.has(id)) stations.delete(id);
    else stations.add(id);
    // Nobody's work is nobody else's.
    if (id === NOBODY) [...stations].filter((each) => each !== NOBODY).forEach((each) => stations.delete(each));
    else stations.delete(NOBODY);
    drawAnew();
  };
  const choice = (/** @type {string} */ id, /** @type {unknown} */ words) => button(words, () => set(id), { pressed: stations.has(id), name: `at-${id}` });
  return html`<fieldset><legend>${legend}</legend>
    <div class="choices">${menu.stations.map((each) => choice(each.id, data(each.name)))}${choice(NOBODY, say("nobody's work"))}</div></fieldset>`;
}
