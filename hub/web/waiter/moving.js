/**
 * Guests change their table, or sit down with others: their orders go along, and what was taken there
 * and not sent.
 *
 * @module
 */

import { tableName } from "../order_words.js";
import { button, data } from "../parts.js";
import { openSheet } from "../sheet.js";
import { html, nothing, signal } from "../vendor/lit.js";
import { say } from "../words.js";
import { EMPTY_DRAFT } from "./draft.js";

/** @typedef {import("./book.js").WaitersBook} WaitersBook */

/** To which table. @param {WaitersBook} book @param {string} table */
export function openMove(book, table) {
  const wanted = signal("");
  const written = signal("");
  openSheet(say("Move {table}", { table: tableName(table) }), (close) => {
    const move = (/** @type {boolean} */ join) => {
      close();
      moveTable(book, table, wanted.peek(), join);
    };
    const choose = (/** @type {string} */ to) => {
      wanted.value = to;
      if (to && !book.orderAt(to)) move(false);
    };
    const to = wanted.value;
    if (to) {
      return html`<h2>${say("{table} has an order", { table: tableName(to) })}</h2>
        <p>${say("Joined, both are one order, which the kitchen sees as one ticket. That cannot be undone.")}</p>
        <div class="pairs">${button(say("Join them"), () => move(true), { danger: true, name: "join" })}
          ${button(say("Keep two orders"), () => move(false), { name: "keep-apart" })}</div>
        <div class="foot">${button(say("Back"), () => (wanted.value = ""), { main: true, name: "move-back" })}</div>`;
    }
    const others = book.tables.value.tables.map((each) => each.name).filter((each) => each !== table);
    return html`<h2>${say("To which table?")}</h2>
      <div class="thirds">${others.map((each) => button(html`<span><b class="block">${data(each)}</b>${
        book.orderAt(each) ? html`<span class="meta">${say("has an order")}</span>` : nothing}</span>`, () => choose(each), { more: "choose", name: `to-${each}` }))}</div>
      <form @submit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        choose(written.peek().trim());
      }}><label class="label">${say("Another one: number or name")}<input autocomplete="off" maxlength="40" .value=${written.value}
        @input=${(/** @type {Event} */ event) => (written.value = /** @type {HTMLInputElement} */ (event.target).value)}></label></form>
      <div class="foot">${button(say("Leave it"), close, { main: true, name: "sheet-done" })}</div>`;
  });
}

/** @param {WaitersBook} book @param {string} from @param {string} to @param {boolean} join */
function moveTable(book, from, to, join) {
  book.people.prove(() => {
    const orders = book.atTable.value.get(from) ?? [];
    book.acts.move(orders, from, to, join ? book.orderAt(to) : undefined);
    const taken = book.draftOf(from);
    const there = book.draftOf(to);
    if (taken.lines.length || taken.allergies.length) {
      book.setDraft(to, { ...taken, guests: taken.guests || there.guests,
        lines: [...there.lines, ...taken.lines], allergies: mergeAllergies(there, taken) });
      book.setDraft(from, EMPTY_DRAFT);
    }
    book.open(to);
  });
}

/** What nobody there may eat, seat by seat. @param {import("./draft.js").Draft} one
 * @param {import("./draft.js").Draft} other */
function mergeAllergies(one, other) {
  const seats = new Set([...one.allergies, ...other.allergies].map((each) => each.who));
  return [...seats].map((who) => ({ who, words: [...new Set([...one.allergies, ...other.allergies]
    .filter((each) => each.who === who).flatMap((each) => each.words))] }));
}
