/**
 * A file that becomes the menu: first what would change and every mistake in it, then taking it over,
 * and taking that back. And the menu as a file.
 *
 * @module
 */

import { ask, fetchFile, RefusedError } from "../api.js";
import { button, data, dataList, ltr } from "../parts.js";
import { openSheet } from "../sheet.js";
import { html, nothing, signal } from "../vendor/lit.js";
import { say, sayMany } from "../words.js";
import { mistakesOf } from "./dish_form.js";
import { price } from "./money.js";

/** @typedef {import("../api-types.js").MenuImported} MenuImported */
/** @typedef {import("./desk.js").Desk} Desk */

const WITHIN = 120_000;

/**
 * @typedef {object} Look what would become of the menu
 * @property {Blob & {name?: string}} [file] none for an undo
 * @property {MenuImported} [would]
 * @property {string[]} [lacks] dishes that are not in the file, and stay
 * @property {boolean} [agreed] whether somebody has ticked prices that leap
 * @property {[where: string, what: string][]} [mistakes]
 */

/**
 * @param {Desk} desk
 * @param {() => Promise<void>} load the menu, anew
 */
export function menuFile(desk, load) {
  const look = signal(/** @type {Look | null} */ (null));

  /** @param {Look} look @param {boolean} tried */
  const send = ({ file, lacks }, tried) => {
    const query = new URLSearchParams({ ...(tried ? { dry_run: "true" } : {}), ...(lacks ? { keep: "true" } : {}) });
    return file ? ask("POST", `/api/menu/import?${query}`, { file, within: WITHIN }) : ask("POST", `/api/menu/undo?${query}`, { within: WITHIN });
  };

  /** @param {Look["file"]} file @param {string[]} [lacks] */
  const tryIt = (file, lacks) =>
    desk.run(async () => {
      try {
        look.value = { file, lacks, would: (await send({ file, lacks }, true)).data };
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
        if (file && error.code === "BAD_REQUEST") look.value = { file, mistakes: mistakesOf(error) };
        else if (!file && error.code === "CONFLICT") desk.trouble.value = say("Nothing was taken over that could be taken back.");
        else throw error;
      }
    });

  const takeOver = async () => {
    const wanted = /** @type {Look} */ (look.peek());
    const { file } = wanted;
    const done = await desk.run(() => send(wanted, false), file ? say("The menu was taken over.") : say("It was taken back."));
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
    acts: () => html`${choice(say("Look at a file"))}
      ${button(say("Take the last file back"), () => void tryIt(undefined), { name: "undo-import" })}
      ${button(say("Save the menu as a file"), () => openExport(desk), { name: "export" })}`,
    /** What would change; null while there is nothing to be looked at. */
    view: () => look.value && lookView(look.value, {
      takeOver,
      choice,
      leave: () => (look.value = null),
      keep: (/** @type {string[] | undefined} */ lacks) => void tryIt(look.peek()?.file, lacks),
      agree: (/** @type {boolean} */ agreed) => (look.value = { .../** @type {Look} */ (look.peek()), agreed }),
      isBusy: desk.busy.value,
    }),
  };
}

/** The menu as a file that can be taken over again. @param {Desk} desk */
function openExport(desk) {
  openSheet(say("Save the menu as a file"), (close) => {
    const take = (/** @type {string} */ format) => {
      close();
      void desk.run(() => saveMenu(format), say("The menu was saved as a file."));
    };
    return html`<h2>${say("Save the menu as a file")}</h2>
      <p>${say("A spreadsheet has the dishes, to be changed and taken over again.")}</p>
      ${button(say("As a spreadsheet"), () => take("xlsx"), { main: true, name: "export-xlsx" })}
      <p>${say("The other has everything: stations and all choices with their headings. Another Galley can take it over.")}</p>
      ${button(say("With everything"), () => take("json"), { name: "export-json" })}
      ${button(say("Close"), close)}`;
  });
}

/** @param {string} format of the hub's */
async function saveMenu(format) {
  const found = format === "json"
    ? new Blob([JSON.stringify((await ask("GET", "/api/menu", { within: WITHIN })).data, null, 1)])
    : await fetchFile(`/api/menu/export?format=${format}`, { within: WITHIN });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(found);
  link.download = `menu.${format}`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** @param {Look} look @param {any} acts */
function lookView({ file, would, mistakes, lacks, agreed = false }, { takeOver, choice, leave, keep, agree, isBusy }) {
  const name = file?.name ? html`<p>${data(file.name)}. <b>${say("Nothing is changed yet.")}</b></p>` : html`<p><b>${say("Nothing is changed yet.")}</b></p>`;
  if (mistakes) {
    return html`<h1 tabindex="-1">${sayMany("{count} mistake in the file", "{count} mistakes in the file", mistakes.length)}</h1>${name}
      <section class="card"><p>${say("Mend them in the file, and look at it again. The menu stays as it is.")}</p>
      <ul class="rows mistakes">${mistakes.map(([where, what]) => html`<li><span class="grow"><b>${data(where)}</b> <span class="meta">${data(what)}</span></span></li>`)}</ul></section>
      <div class="acts">${choice(say("Look at it again"), true)}${button(say("Leave the menu"), leave, { name: "leave" })}</div>`;
  }
  if (!would) return nothing;
  const { changes: { dishes }, price_leaps: leaps } = would;
  const mustAgree = Boolean(file) && leaps.length > 0 && !agreed;
  const count = dishes.added + dishes.changed + dishes.removed;
  return html`<h1 tabindex="-1">${file ? say("Your file: what would change") : say("Taking it back: what would change")}</h1>${name}
    <dl class="figures">${figure(dishes.added, say("new"), "added")}${figure(dishes.changed, say("changed"), "changed")}
      ${figure(dishes.removed, say("would go"), "removed", dishes.removed > 0)}${figure(dishes.unchanged, say("the same"), "same")}</dl>
    ${dishes.removed ? html`<section class="need bad"><div><p><b>${sayMany("{count} dish would go:", "{count} dishes would go:", dishes.removed)}</b> ${dataList(dishes.names_removed)}</p>
      <p class="meta faint">${say("They aren't in it. Orders that have them stay as they are.")}</p></div>
      ${file ? button(say("Keep them"), () => keep(dishes.names_removed), { name: "keep", disabled: isBusy }) : nothing}</section>` : nothing}
    ${lacks ? html`<section class="need"><div><p><b>${say("These stay, though they aren't in the file:")}</b> ${dataList(lacks)}</p></div>
      ${button(say("Take them off the menu"), () => keep(undefined), { name: "keep-not", disabled: isBusy })}</section>` : nothing}
    ${file && leaps.length ? leapsView(leaps, agreed, agree) : nothing}
    ${notesView(would)}
    ${dishes.added + dishes.changed ? html`<section class="card"><ul class="rows">
      ${dishes.names_added.map((each) => html`<li><span class="grow"><b>+ ${data(each)}</b> <span class="meta">${say("new")}</span></span></li>`)}
      ${dishes.entries_changed.map((each) => html`<li><span class="grow"><b>${data(each.name)}</b> <span class="meta">${each.fields.map((field, at) => html`${at ? ", " : nothing}${fieldName(field)}`)}${pricesView(each)}</span></span></li>`)}</ul></section>` : nothing}
    <div class="acts">${button(actWords(Boolean(file), dishes), takeOver, { main: true, disabled: isBusy || mustAgree, name: "take-over" })}
      ${file ? choice(say("Another file")) : nothing}${button(say("Leave the menu"), leave, { name: "leave" })}
      ${file && count ? html`<span class="meta faint">${say("It can be taken back afterwards.")}</span>` : nothing}</div>`;
}

/**
 * Prices that most often are a slip: nobody takes them over unseen.
 *
 * @param {import("../api-types.js").PriceLeap[]} leaps @param {boolean} agreed @param {(agreed: boolean) => void} agree
 */
function leapsView(leaps, agreed, agree) {
  return html`<section class="need bad leaps"><div>
    <p><b>${sayMany("{count} price is ten times what it was, or a tenth. Is a decimal point missing?", "{count} prices are ten times what they were, or a tenth. Is a decimal point missing?", leaps.length)}</b></p>
    <ul class="rows">${leaps.map((each) => html`<li><span class="grow">${data(each.name)}</span> <b>${ltr(html`${price(each.price_before)} → ${price(each.price_after)}`)}</b></li>`)}</ul>
    <label class="tick"><input type="checkbox" name="agreed" .checked=${agreed} @change=${(/** @type {any} */ event) => agree(event.target.checked)}>
      ${sayMany("I have looked: this price is right", "I have looked: these prices are right", leaps.length)}</label></div></section>`;
}

/** @param {import("../api-types.js").ChangedEntry} entry */
function pricesView({ price_before: before, price_after: after }) {
  if (before === undefined || after === undefined) return nothing;
  return html` <b>${ltr(html`${price(before)} → ${price(after)}`)}</b>`;
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
