/**
 * What is opened over a waiter's page: who must not eat what, a line's changes, what was sent, what
 * waits, what was not taken.
 *
 * @module
 */

import { allergenWords } from "../allergens.js";
import { dishName, tableName } from "../order_words.js";
import { allergyBand, button, clockTime, data, nameStatus } from "../parts.js";
import { openSheet } from "../sheet.js";
import { html, nothing, signal } from "../vendor/lit.js";
import { reasonWords } from "../void_reasons.js";
import { say, sayMany } from "../words.js";
import { allergyLines } from "./order.js";
import { changeLine, chosenIn, groupsOf, toggleAllergy, toggleChoice } from "./draft.js";

/** @typedef {import("../api-types.js").MenuItem} MenuItem */
/** @typedef {import("./book.js").WaitersBook} WaitersBook */

/** @param {WaitersBook} book @param {string} table @param {number | null} seat @param {(seat: number | null) => void} act */
function seatRow(book, table, seat, act) {
  const seats = seatCount(book, table);
  return html`<div class="seats">${button(say("Table"), () => act(null), { pressed: seat === null, more: "choose", name: "who-table" })}
    ${Array.from({ length: seats }, (_, at) => button(String(at + 1), () => act(at + 1), { pressed: seat === at + 1, more: "choose", name: `who-${at + 1}` }))}</div>`;
}

/** @param {WaitersBook} book @param {string} table */
function seatCount(book, table) {
  const draft = book.draftOf(table);
  const known = book.tables.value.tables.find((each) => each.name === table)?.seats ?? 4;
  const used = Math.max(0, ...draft.lines.map((line) => line.seat ?? 0), draft.seat ?? 0);
  return Math.min(24, Math.max(draft.guests || known, used));
}

/** @param {() => void} close @param {unknown} [words] */
function doneRow(close, words = say("Done")) {
  return html`<div class="foot">${button(words, close, { main: true, name: "sheet-done" })}</div>`;
}

/** Who must not eat what: who first. @param {WaitersBook} book @param {string} table */
export function openAllergies(book, table) {
  const who = signal(/** @type {number | null} */ (book.draftOf(table).seat));
  const written = signal("");
  openSheet(say("Allergy"), (close) => {
    const draft = book.draftOf(table);
    const words = draft.allergies.find((each) => each.who === who.value)?.words ?? [];
    const toggle = (/** @type {string} */ word) => book.setDraft(table, toggleAllergy(draft, who.value, word));
    const others = words.filter((word) => !allergenWords().some(([known]) => known === word));
    return html`<h2>${say("What must a guest not eat?")}</h2>${allergyLines(draft)}
      <p class="faint">${who.value === null ? say("Who? It counts for the whole table.") : say("Who? It counts for seat {number}.", { number: who.value })}</p>
      ${seatRow(book, table, who.value, (seat) => (who.value = seat))}
      <div class="thirds">${allergenWords().map(([word, said]) => button(said, () => toggle(word), { pressed: words.includes(word), more: "choose", name: `allergen-${word}` }))}
        ${others.map((word) => button(data(word), () => toggle(word), { pressed: true, more: "choose", name: "allergen-own" }))}</div>
      <label class="label">${say("Something else: write it")}<input autocomplete="off" maxlength="60" .value=${written.value} @input=${(/** @type {Event} */ event) => (written.value = value(event))}
        @change=${() => {
          const word = written.value.trim();
          written.value = "";
          if (word && !words.includes(word)) toggle(word);
        }}></label>${doneRow(close)}`;
  });
}

/** @param {Event} event */
function value(event) {
  return /** @type {HTMLInputElement} */ (event.target).value;
}

/** Which seat the next dishes are for, and how many guests there are. @param {WaitersBook} book @param {string} table */
export function openSeats(book, table) {
  openSheet(say("Seats"), (close) => {
    const draft = book.draftOf(table);
    const guests = draft.guests || seatCount(book, table);
    const set = (/** @type {number} */ count) => book.setDraft(table, { ...draft, guests: Math.min(24, Math.max(1, count)) });
    return html`<h2>${say("For whom are the next dishes?")}</h2>
      ${seatRow(book, table, draft.seat, (seat) => {
        book.setDraft(table, { ...draft, seat });
        close();
      })}
      <h2>${say("How many guests?")}</h2><div class="seats">${button("−", () => set(guests - 1), { name: "guests-less", label: say("One less") })}<b class="number">${guests}</b>
        ${button("+", () => set(guests + 1), { name: "guests-more", label: say("One more") })}</div>${doneRow(close)}`;
  });
}

/** Everything that can be said of a line that was not sent. @param {WaitersBook} book @param {string} table @param {string} id */
export function openLine(book, table, id) {
  openSheet(say("Change"), (close) => {
    const draft = book.draftOf(table);
    const line = draft.lines.find((each) => each.id === id);
    if (!line) return html`<p>${say("It is not there any more.")}</p>${doneRow(close)}`;
    const dish = book.dishes.value.get(line.dish);
    const groups = dish ? groupsOf(dish, book.menu.value.categories) : [];
    const set = (/** @type {Partial<import("./draft.js").DraftLine>} */ change) => book.setDraft(table, changeLine(draft, id, change));
    return html`<header class="panel-head"><h2 class="grow">${data(line.name)}</h2>${button("−", () => set({ quantity: Math.max(1, line.quantity - 1) }), { name: "less", label: say("One less") })}
        <b class="number">${line.quantity}</b>${button("+", () => set({ quantity: line.quantity + 1 }), { name: "more-of-it", label: say("One more") })}</header>
      ${groups.map((group) => html`<h3>${data(group.name)}</h3><div class="halves">${group.items.map((each) => button(data(each.name), () =>
        book.setDraft(table, toggleChoice(draft, id, { id: each.id, name: each.name, group: group.id }, group.max)), { pressed: chosenIn(line, group).some((one) => one.id === each.id), more: "choose", name: `choice-${each.id}` }))}</div>`)}
      ${dish?.modifiers.length ? html`<h3>${say("Changes")}</h3><div class="halves">${dish.modifiers.map((each) => button(data(each.name), () =>
        book.setDraft(table, toggleChoice(draft, id, { id: each.id, name: each.name })), { pressed: line.choices.some((one) => one.id === each.id), more: "choose", name: `choice-${each.id}` }))}</div>` : nothing}
      <h3>${say("Seat")}</h3>${seatRow(book, table, line.seat, (seat) => set({ seat }))}
      ${button(say("Hold"), () => set({ held: !line.held }), { pressed: line.held, more: "choose", name: "hold-line" })}
      <label class="label">${say("Note to the kitchen")}<input autocomplete="off" maxlength="200" .value=${line.notes} @change=${(/** @type {Event} */ event) => set({ notes: value(event).trim() })}></label>
      <div class="pairs foot">${button(say("Take off"), () => {
        set({ quantity: 0 });
        close();
      }, { danger: true, name: "take-off" })}${button(say("Done"), close, { main: true, name: "sheet-done" })}</div>`;
  });
}

/** A note for the whole order. @param {WaitersBook} book @param {string} table */
export function openNote(book, table) {
  openSheet(say("Note to the kitchen"), (close) => {
    const draft = book.draftOf(table);
    return html`<label class="label">${say("Note to the kitchen")}<textarea maxlength="300" rows="3" .value=${draft.notes}
      @input=${(/** @type {Event} */ event) => book.setDraft(table, { ...draft, notes: value(event) })}></textarea></label>${doneRow(close)}`;
  });
}

/** A line that the kitchen has: more or fewer, or off, for a reason. @param {WaitersBook} book @param {string} orderId @param {string} itemId */
export function openSent(book, orderId, itemId) {
  /** How many pieces of it come off; 0 for all. */
  const off = signal(0);
  openSheet(say("Sent"), (close) => {
    const order = book.live.replica.value.orders.get(orderId);
    const item = order?.items.find((each) => each.id === itemId);
    if (!order || !item || item.status === "cancelled") return html`<p>${say("It is not there any more.")}</p>${doneRow(close)}`;
    const begun = item.status === "preparing";
    const count = Math.min(off.value || item.quantity, item.quantity);
    return html`<h2>${item.quantity} ${dishName(item)}</h2><p>${begun ? html`<b>${say("It is being cooked.")}</b> ${say("The kitchen sees it struck out and must acknowledge it.")}` : nameStatus(item.status)}</p>
      ${item.allergies?.length ? allergyBand(item.allergies.join(", ")) : nothing}
      ${item.status === "ready" || item.status === "served" ? nothing : button(say("One more"), () => book.acts.addOne(order, item), { more: "choose", name: "sent-more" })}
      ${item.status === "served" ? nothing : html`${item.quantity > 1 ? html`<h3>${say("Cancel: how many?")}</h3>
        <div class="seats">${button("−", () => (off.value = Math.max(1, count - 1)), { disabled: count < 2, name: "off-less", label: say("One less") })}
          <b class="number" role="status">${say("{taken} of {all}", { taken: count, all: item.quantity })}</b>
          ${button("+", () => (off.value = count + 1), { disabled: count >= item.quantity, name: "off-more", label: say("One more") })}</div>` : nothing}
      <h3>${say("Cancel: why?")}</h3><div class="halves">${book.reasons.value.void.map((reason, at) => button(data(reasonWords(reason)), () => {
        book.acts.cancel(order, item, reason, count);
        close();
      }, { danger: true, name: `reason-${at}` }))}</div><p class="faint meta">${say("One tap on a reason cancels {dish}, nothing else. Undo for 8 s.", { dish: `${count} ${item.name}` })}</p>`}
      <div class="pairs foot">${item.status === "ready" ? button(say("Served"), () => {
        book.acts.serve(order, [item]);
        close();
      }, { name: "sent-served" }) : nothing}${button(say("Leave it"), close, { main: true, name: "sheet-done" })}</div>`;
  });
}

/** Which dishes are shown: all, or those of a diet. @param {WaitersBook} book */
export function openDiets(book) {
  openSheet(say("Diets"), (close) => html`<h2>${say("Which dishes?")}</h2>
    <div class="halves">${button(say("All dishes"), () => {
      book.diet.value = "";
      close();
    }, { pressed: !book.diet.value, name: "diet-all" })}${book.diets.value.map((diet) => button(data(diet), () => {
      book.diet.value = diet;
      close();
    }, { pressed: book.diet.value === diet, name: `diet-${diet}` }))}</div>
    <p class="faint">${say("A diet is what a guest likes to eat. What they must not eat is said under Allergy.")}</p>${doneRow(close, say("Close"))}`);
}

/** A table that is in no list. @param {WaitersBook} book */
export function openOther(book) {
  const name = signal("");
  openSheet(say("Other table"), (close) => html`<form @submit=${(/** @type {Event} */ event) => {
    event.preventDefault();
    const table = name.peek().trim();
    if (!table) return;
    close();
    book.open(table);
  }}><label class="label">${say("Number or name of the table")}<input autocomplete="off" maxlength="40" .value=${name.value} @input=${(/** @type {Event} */ event) => (name.value = value(event))}></label>
    <div class="foot"><button type="submit" class="button main" ?disabled=${!name.value.trim()} data-name="open-other">${say("Open")}</button></div></form>`);
}

/** Find a dish by its letters. @param {WaitersBook} book @param {(dish: MenuItem) => void} act
 * @param {{title: string, words: (dish: MenuItem) => unknown}} [how] what a tap on a dish does, in words */
export function openFind(book, act, { title, words } = { title: say("Find a dish"), words: (dish) => data(dish.name) }) {
  const letters = signal("");
  openSheet(title, (close) => {
    const wanted = letters.value.trim().toLowerCase();
    const found = wanted ? book.menu.value.items.filter((dish) => dish.name.toLowerCase().includes(wanted) || dish.plu?.some((each) => each === wanted)).slice(0, 30) : [];
    return html`<form @submit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      if (!found.length) return;
      act(found[0]);
      close();
    }}><label class="label">${title}<input type="search" autocomplete="off" enterkeyhint="done" .value=${letters.value} @input=${(/** @type {Event} */ event) => (letters.value = value(event))}></label></form>
      <ul class="rows-list">${found.map((dish) => html`<li>${button(words(dish), () => {
        act(dish);
        close();
      }, { more: "wide-button", name: `found-${dish.id}` })}</li>`)}</ul>${doneRow(close, say("Close"))}`;
  });
}

/** What waits for the hub. @param {WaitersBook} book */
export function openQueue(book) {
  openSheet(say("Not sent yet"), (close) => html`<h2>${say("Not sent yet")}</h2>
    <p>${say("Kept on this device, also when it restarts. Sent once, in this order, as soon as the hub answers.")}</p>
    <ul class="rows-list">${book.live.waiting.value.map((each) => html`<li class="ready-row"><span class="grow">${data(each.about.words ?? each.path)}<span class="block meta faint">${say("taken {time}, waits", { time: clockTime(Date.parse(each.takenAt)) })}</span></span></li>`)}</ul>
    <p><b>${say("Is it urgent?")}</b> ${say("Tell the kitchen and say: it comes again on the screen.")}</p>${doneRow(close, say("Good"))}`);
}

/** What the hub did not take, until somebody has chosen. @param {WaitersBook} book */
export function openRefused(book) {
  openSheet(say("Not taken"), (close) => {
    const [press] = book.live.kept.value;
    if (!press) return html`<p>${say("All is settled.")}</p>${doneRow(close)}`;
    const lines = book.refusedLines(press);
    const { table } = press.about;
    const settle = () => void book.live.dismiss(press);
    return html`<h2>${sayMany("{table}: {count} dish was not taken", "{table}: {count} dishes were not taken", lines.length, { table: tableName(table ?? "") })}</h2>
      <ul class="rows-list">${lines.map((line) => html`<li class="ready-row"><b>${line.quantity}</b><span class="grow">${data(line.name)}</span></li>`)}</ul>
      ${press.refused ? html`<p><bdi>${press.refused.message}</bdi></p>` : html`<p>${say("The other dishes are in the kitchen.")}</p>`}
      <div class="pairs">${button(say("Choose another"), () => {
        settle();
        close();
        book.open(table);
      }, { name: "choose-another" })}${button(say("Leave it away"), () => {
        settle();
        close();
      }, { name: "leave-away" })}</div>
      <div class="foot">${button(say("Later (stays red)"), close, { main: true, name: "sheet-done" })}</div>`;
  });
}

export { openMove } from "./moving.js";
