/**
 * A file that becomes the menu: first what would change and every mistake in it, then taking it over,
 * and taking that back.
 *
 * @module
 */

import { ask, explain, RefusedError } from "../api.js";
import { button, data, dataList } from "../parts.js";
import { html, nothing, signal } from "../vendor/lit.js";
import { say, sayMany } from "../words.js";

/** @typedef {import("../api-types.js").MenuImported} MenuImported */
/** @typedef {import("./desk.js").Desk} Desk */

const WITHIN = 120_000;
const TRIED = "?dry_run=true";

/**
 * @typedef {object} Look what would become of the menu
 * @property {Blob & {name?: string}} [file] none for an undo
 * @property {MenuImported} [would]
 * @property {[where: string, what: string][]} [mistakes]
 */

/**
 * @param {Desk} desk
 * @param {() => Promise<void>} load the menu, anew
 */
export function menuFile(desk, load) {
  const look = signal(/** @type {Look | null} */ (null));

  /** @param {Look["file"]} file @param {string} [query] */
  const send = (file, query = "") =>
    file ? ask("POST", `/api/menu/import${query}`, { file, within: WITHIN }) : ask("POST", `/api/menu/undo${query}`, { within: WITHIN });

  /** @param {Look["file"]} file */
  const tryIt = (file) =>
    desk.run(async () => {
      try {
        look.value = { file, would: (await send(file, TRIED)).data };
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
        if (file && error.code === "BAD_REQUEST") look.value = { file, mistakes: mistakesOf(error) };
        else if (!file && error.code === "CONFLICT") desk.trouble.value = say("Nothing was taken over that could be taken back.");
        else throw error;
      }
    });

  const takeOver = async () => {
    const { file } = /** @type {Look} */ (look.peek());
    const done = await desk.run(() => send(file), file ? say("The menu was taken over.") : say("It was taken back."));
    if (!done) return;
    look.value = null;
    void load();
  };

  const choice = (/** @type {string} */ words, main = false) => html`<label class="button ${main ? "main" : ""} file">${words}
    <input class="visually-hidden" type="file" accept=".csv,.tsv,.txt,.xlsx,.ods,.json" @change=${(/** @type {any} */ event) => {
      const [file] = event.target.files;
      event.target.value = "";
      if (file) void tryIt(file);
    }}></label>`;

  return {
    /** What can be done with the whole menu. */
    acts: () => html`<div class="acts">${choice(say("Look at a file"), true)}
      ${button(say("Take the last file back"), () => void tryIt(undefined), { name: "undo-import" })}</div>`,
    /** What would change; null while there is nothing to be looked at. */
    view: () => look.value && lookView(look.value, { takeOver, choice, leave: () => (look.value = null), isBusy: desk.busy.value }),
  };
}

/** Where, and what is to be done. @param {RefusedError} error @returns {[string, string][]} */
function mistakesOf(error) {
  const named = Object.entries(error.details).filter(([, what]) => typeof what === "string");
  return named.length ? named : [["", explain(error)]];
}

/** @param {Look} look @param {any} acts */
function lookView({ file, would, mistakes }, { takeOver, choice, leave, isBusy }) {
  const name = file?.name ? html`<p>${data(file.name)}. <b>${say("Nothing is changed yet.")}</b></p>` : html`<p><b>${say("Nothing is changed yet.")}</b></p>`;
  if (mistakes) {
    return html`<h1 tabindex="-1">${sayMany("{count} mistake in the file", "{count} mistakes in the file", mistakes.length)}</h1>${name}
      <section class="card"><p>${say("Mend them in the file, and look at it again. The menu stays as it is.")}</p>
      <ul class="rows mistakes">${mistakes.map(([where, what]) => html`<li><span class="grow"><b>${data(where)}</b> <span class="meta">${data(what)}</span></span></li>`)}</ul></section>
      <div class="acts">${choice(say("Look at it again"), true)}${button(say("Leave the menu"), leave, { name: "leave" })}</div>`;
  }
  if (!would) return nothing;
  const { dishes } = would.changes;
  const count = dishes.added + dishes.changed + dishes.removed;
  return html`<h1 tabindex="-1">${file ? say("Your file: what would change") : say("Taking it back: what would change")}</h1>${name}
    <dl class="figures">${figure(dishes.added, say("new"), "added")}${figure(dishes.changed, say("changed"), "changed")}
      ${figure(dishes.removed, say("would go"), "removed", dishes.removed > 0)}${figure(dishes.unchanged, say("the same"), "same")}</dl>
    ${dishes.removed ? html`<section class="need bad"><div><p><b>${sayMany("{count} dish would go:", "{count} dishes would go:", dishes.removed)}</b> ${dataList(dishes.names_removed)}</p>
      <p class="meta faint">${say("They aren't in it. Orders that have them stay as they are.")}</p></div></section>` : nothing}
    ${notesView(would)}
    ${dishes.added + dishes.changed ? html`<section class="card"><ul class="rows">
      ${dishes.names_added.map((each) => html`<li><span class="grow"><b>+ ${data(each)}</b> <span class="meta">${say("new")}</span></span></li>`)}
      ${dishes.entries_changed.map((each) => html`<li><span class="grow"><b>${data(each.name)}</b> <span class="meta">${each.fields.map((field, at) => html`${at ? ", " : nothing}${fieldName(field)}`)}</span></span></li>`)}</ul></section>` : nothing}
    <div class="acts">${button(actWords(Boolean(file), dishes), takeOver, { main: true, disabled: isBusy, name: "take-over" })}
      ${file ? choice(say("Another file")) : nothing}${button(say("Leave the menu"), leave, { name: "leave" })}
      ${file && count ? html`<span class="meta faint">${say("It can be taken back afterwards.")}</span>` : nothing}</div>`;
}

/** @param {boolean} isFile @param {import("../api-types.js").Differences} dishes */
function actWords(isFile, { added, changed, removed }) {
  if (!isFile) return say("Take it back");
  if (removed) return say("Take over {added} new, {changed} changed, {removed} go", { added, changed, removed });
  return say("Take over {added} new, {changed} changed", { added, changed });
}

/** @param {number} value @param {string} words @param {string} name @param {boolean} [isBad] */
function figure(value, words, name, isBad = false) {
  return html`<div class="figure ${isBad ? "bad" : ""}" data-name=${name}><dt>${words}</dt><dd>${value}</dd></div>`;
}

/** What a person has to know of how the file was read. @param {MenuImported} would */
function notesView({ file: { notes, notes_left_out: more } }) {
  if (notes.length === 0) return nothing;
  return html`<section class="card"><h2>${say("How it was read")}</h2>
    <ul class="rows notes">${notes.map((each) => html`<li><span class="grow"><b>${data(each.where)}</b>
      ${each.value ? html`<q>${data(each.value)}</q>` : nothing} <span class="meta">${data(each.message)}</span></span></li>`)}</ul>
    ${more ? html`<p class="meta faint">${sayMany("and {count} more", "and {count} more", more)}</p>` : nothing}</section>`;
}

/** What a field of a dish is called. @param {string} field */
function fieldName(field) {
  switch (field) {
    case "category":
      return say("part of the menu");
    case "station":
    case "stations":
      return say("station");
    case "price_minor":
      return say("price");
    case "allergens":
    case "allergens_known":
      return say("what it contains");
    case "modifiers":
    case "modifier_groups":
      return say("choices");
    case "available":
      return say("sold out or not");
    case "name":
      return say("name");
    default:
      return data(field.replaceAll("_", " "));
  }
}
