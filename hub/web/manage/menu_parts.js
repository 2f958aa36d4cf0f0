/**
 * The parts of the menu: what they are called, in which order they stand, where their dishes are made
 * that name no station themselves, and what each of their dishes can be ordered with.
 *
 * @module
 */

import { ask } from "../api.js";
import { button, data, dataList, ltr } from "../parts.js";
import { openSheet } from "../sheet.js";
import { html, nothing, repeat, signal } from "../vendor/lit.js";
import { say, sayMany } from "../words.js";
import { idOf } from "./desk.js";
import { choicesView, draftGroup, groupAsSent } from "./dish_choices.js";
import { checkPrices, mistakesOf, stationsView, wrongView } from "./dish_form.js";

/** @typedef {import("../api-types.js").Category} Category */
/** @typedef {import("../api-types.js").MenuView} MenuView */
/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {ReturnType<typeof draftPart>} PartDraft */

/** @param {Category | null} part null for a new one */
function draftPart(part) {
  return { part, name: part?.name ?? "", stations: new Set(part?.stations), choices: (part?.modifier_groups ?? []).map(draftGroup) };
}

/** @param {PartDraft} draft */
function asSent({ name, stations, choices }) {
  return { name: name.trim(), stations: [...stations], modifier_groups: choices.map(groupAsSent) };
}

/**
 * @param {Desk} desk
 * @param {() => Promise<void>} load the menu, anew
 */
export function menuParts(desk, load) {
  const isOpen = signal(false);
  const draft = signal(/** @type {PartDraft | null} */ (null));
  const wrong = signal(/** @type {readonly [string, string][]} */ ([]));

  /** @param {string} selector */
  const focus = (selector) => /** @type {HTMLElement | null} */ (document.querySelector(selector))?.focus();
  const edit = (/** @type {Category | null} */ part) => {
    wrong.value = [];
    draft.value = draftPart(part);
    focus(".place h1");
  };
  const leave = () => {
    const from = draft.peek()?.part?.id;
    draft.value = null;
    focus(`[data-name="${from ? `part-${from}` : "add-part"}"]`);
  };
  const save = async (/** @type {number} */ position) => {
    const changed = /** @type {PartDraft} */ (draft.peek());
    const { part, name } = changed;
    wrong.value = [];
    const done = await desk.run(async () => {
      try {
        if (part) await ask("PATCH", `/api/menu/categories/${part.id}`, { body: asSent(changed) });
        else await ask("POST", "/api/menu/categories", { body: { ...asSent(changed), id: idOf(name, "part"), position } });
        return true;
      } catch (error) {
        wrong.value = mistakesOf(error);
        return false;
      }
    }, (isSaved) => (isSaved ? say("{name} is saved.", { name }) : ""));
    if (!done) return;
    await load();
    leave();
  };
  const swap = (/** @type {Category[]} */ parts, /** @type {number} */ one, /** @type {number} */ other) => {
    const order = [...parts];
    [order[one], order[other]] = [order[other], order[one]];
    void desk.run(async () => {
      for (const [position, each] of order.entries()) {
        if (each.position !== position) await ask("PATCH", `/api/menu/categories/${each.id}`, { body: { position } });
      }
    }, say("The parts are in another order.")).finally(load);
  };
  const acts = { edit, swap, load, close: () => {
    isOpen.value = false;
    focus('[data-name="parts"]');
  } };

  return {
    open: () => {
      desk.clear();
      isOpen.value = true;
      focus(".place h1");
    },
    /** What is open; null while nothing is. @param {MenuView} menu */
    view: (menu) => {
      if (!isOpen.value) return null;
      if (!draft.value) return listView(desk, menu, acts);
      const last = Math.max(-1, ...menu.categories.map((each) => each.position));
      return formView(draft.value, menu, {
        leave,
        save: () => void save(Math.min(9999, last + 1)),
        drawAnew: () => (draft.value = { .../** @type {PartDraft} */ (draft.peek()) }),
        wrong: wrong.value,
        isBusy: desk.busy.value,
      });
    },
  };
}

/** @param {Desk} desk @param {MenuView} menu @param {any} acts */
function listView(desk, menu, { edit, swap, load, close }) {
  const { categories: parts } = menu;
  const counts = new Map();
  for (const { category } of menu.items) counts.set(category, (counts.get(category) ?? 0) + 1);
  const named = (/** @type {string} */ id) => menu.stations.find((each) => each.id === id)?.name ?? say("nobody's work");
  return html`<h1 tabindex="-1">${say("Parts of the menu")}</h1>
    <section class="card">${parts.length ? nothing : html`<p>${say("The menu has no parts yet. Waiters see them as headings above the dishes.")}</p>`}
      <ul class="rows">${repeat(parts, (each) => each.id, (each, at) => html`<li>
        <span class="grow"><b>${data(each.name)}</b><span class="meta faint">${sayMany("{count} dish", "{count} dishes", counts.get(each.id) ?? 0)}${each.stations?.length ? html` ${ltr(html`→ ${dataList(each.stations.map(named))}`)}` : nothing}</span></span>
        ${button("↑", () => swap(parts, at, at - 1), { more: "small", label: say("{name} further up", { name: each.name }), name: `part-up-${each.id}`, disabled: at === 0 })}
        ${button("↓", () => swap(parts, at, at + 1), { more: "small", label: say("{name} further down", { name: each.name }), name: `part-down-${each.id}`, disabled: at === parts.length - 1 })}
        ${button(say("Change"), () => edit(each), { more: "small", label: say("Change {name}", { name: each.name }), name: `part-${each.id}` })}
        ${button(say("Take away"), () => openTakingOff(desk, each, load), { more: "small", label: say("{act}: {name}", { act: say("Take away"), name: each.name }), name: `part-away-${each.id}` })}</li>`)}</ul></section>
    <div class="acts">${button(say("Add a part"), () => edit(null), { main: true, name: "add-part" })}
      ${button(say("Back to the dishes"), close, { name: "to-dishes" })}</div>`;
}

/** @param {Desk} desk @param {Category} part @param {() => Promise<void>} load */
function openTakingOff(desk, { id, name }, load) {
  openSheet(say("Take it off"), (close) => html`<h2>${say("Take {name} off?", { name })}</h2>
    <p>${say("That goes only while no dish stands in it.")}</p>
    <div class="acts">${button(say("Take {name} off", { name }), () => {
      close();
      void desk.run(() => ask("DELETE", `/api/menu/categories/${id}`), say("{name} was taken off.", { name })).finally(load);
    }, { danger: true, name: "part-away-now" })}${button(say("Keep it"), close, { main: true })}</div>`);
}

/** @param {PartDraft} draft @param {MenuView} menu @param {any} acts */
function formView(draft, menu, { leave, save, drawAnew, wrong, isBusy }) {
  return html`<h1 tabindex="-1">${draft.part ? say("Change {name}", { name: draft.part.name }) : say("Add a part")}</h1>
    <form class="dish-form" @input=${(/** @type {any} */ event) => checkPrices(event.currentTarget)} @submit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      save();
    }}><section class="card">
      <label>${say("Name")} <input name="name" required maxlength="80" autocomplete="off" .value=${draft.name} @input=${(/** @type {any} */ event) => (draft.name = event.target.value)}></label>
      ${stationsView(draft.stations, menu, drawAnew, say("Made at, where the dish does not say it (none: every screen)"))}</section>
    ${choicesView(draft.choices, drawAnew)}
    ${wrongView(wrong)}
    <div class="save-bar"><button class="button main" type="submit" data-name="save-part" ?disabled=${isBusy}>${draft.part ? say("Save this part") : say("Add this part")}</button>
      ${button(say("Leave it as it is"), leave, { name: "leave-part" })}</div></form>`;
}
