/**
 * Taking an order at a table: one long list of dishes, a rail of the menu's parts, and a tray at the
 * thumb that asks what has to be asked. The list never moves under the finger.
 *
 * @module
 */

import { courseName, dishName, tableName } from "../order_words.js";
import { allergyBand, button, data, dataList, diamond, ltr, nameStatus, statusSign } from "../parts.js";
import { cameAt, isLive, rank } from "../replica.js";
import { html, nothing, repeat } from "../vendor/lit.js";
import { isolate, say, sayMany } from "../words.js";
import { allergiesAt, changeLine, chosenIn, clashOf, countDishes, groupsOf, openChoice, quickChanges, toggleChoice } from "./draft.js";
import { toastView, troubles } from "./view.js";

/** @typedef {import("../api-types.js").MenuItem} MenuItem */
/** @typedef {import("../api-types.js").Order} Order */
/** @typedef {import("./book.js").WaitersBook} WaitersBook */
/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {import("./draft.js").DraftLine} DraftLine */
/** @typedef {import("./view.js").Show} Show */

/** @param {WaitersBook} book @param {string} table @param {Show} show */
export function orderView(book, table, show) {
  const draft = book.draftOf(table);
  const looking = book.looking.value;
  const clashes = clashesOf(book, draft);
  return html`<div class="order ${looking ? "looking" : ""}">
    <div class="tops">${troubles(book, show)}
    <header class="head">${button("‹", () => book.back(), { name: "back", label: say("Back") })}
      <h1><span class="long">${tableName(table)}</span><span class="short" aria-hidden="true">${data(table)}</span></h1>
      ${seatButton(book, table, draft, show)}
      ${button(html`${say("Allergy")} ${onCard(diamond())}`, () => show(({ openAllergies }) => openAllergies(book, table)), { name: "allergy" })}</header>
    ${allergyLines(draft)}${readyBand(book, table)}</div>
    <nav class="rail" aria-label=${say("Parts of the menu")}>${rail(book, show, table)}</nav>
    <div class="dishes ${book.live.trust.value === "dead" ? "hatched" : ""}">${dietBar(book)}${dishParts(book, table, draft)}</div>
    <section class="look" aria-label=${say("The order")}>${lookView(book, table, draft, clashes, show)}</section>
    <footer class="tray">${toastView(book)}${trayView(book, table, draft, show)}${sendRow(book, table, draft, clashes)}</footer></div>`;
}

/** @param {unknown} sign */
function onCard(sign) {
  return html`<span class="on-tile-inline">${sign}</span>`;
}

/** @param {WaitersBook} book @param {string} table @param {Draft} draft @param {Show} show */
function seatButton(book, table, draft, show) {
  return button(html`${seatWords(draft.seat)} ›`, () => show(({ openSeats }) => openSeats(book, table)), { name: "seat" });
}

/** @param {number | null} seat */
export function seatWords(seat) {
  return seat === null ? say("Table") : say("Seat {number}", { number: seat });
}

/** @param {Draft} draft */
export function allergyLines(draft) {
  const found = draft.allergies.map(({ who, words }) => {
    const what = words.map((each) => isolate(each)).join(", ").toUpperCase();
    return who === null ? what : say("{what} (SEAT {number})", { what, number: who });
  });
  return found.length ? allergyBand(say("ALLERGY: {what}", { what: found.join(" · ") })) : nothing;
}

/** @param {WaitersBook} book @param {string} table */
function readyBand(book, table) {
  return book.ready.value.filter(({ order }) => order.table_number === table).map(({ order, lines }) => html`<div class="ready-band">
    ${statusSign("ready")}<span class="grow"><b>${say("Ready:")}</b> ${lines.map((item, at) => html`${at ? ", " : nothing}${item.quantity} ${data(item.name)}`)}</span>
    ${button(say("Served"), () => book.acts.serve(order, lines), { main: true, name: `served-${order.id}` })}</div>`);
}

/** @param {WaitersBook} book @param {Show} show @param {string} table */
function rail(book, show, table) {
  const go = (/** @type {string} */ id) => document.getElementById(`part-${id}`)?.scrollIntoView({ block: "start" });
  const parts = book.menu.value.categories.filter((part) => book.menu.value.items.some((dish) => dish.category === part.id));
  const item = (/** @type {string} */ name, /** @type {unknown} */ words, /** @type {() => void} */ act) => html`<button type="button" class="rail-item" data-name=${name} @click=${act}>${words}</button>`;
  return html`${item("find", say("Find"), () => show(({ openFind }) => openFind(book, (dish) => book.add(table, dish))))}
    ${book.diets.value.length ? item("diets", say("Diets"), () => show(({ openDiets }) => openDiets(book))) : nothing}
    ${book.often.value.length ? item("part-often", say("Often"), () => go("often")) : nothing}
    ${parts.map((part) => item(`part-${part.id}`, data(part.name), () => go(part.id)))}`;
}

/** @param {WaitersBook} book @param {string} table @param {Draft} draft */
function dishParts(book, table, draft) {
  const { categories } = book.menu.value;
  const diet = book.diet.value;
  const suits = (/** @type {MenuItem | undefined} */ dish) => dish !== undefined && (!diet || (dish.diets?.includes(diet) ?? false));
  const items = book.menu.value.items.filter(suits);
  const often = /** @type {MenuItem[]} */ (book.often.value.map((each) => book.dishes.value.get(each.menu_item_id)).filter(suits));
  const known = new Set(categories.map((part) => part.id));
  const rest = items.filter((dish) => dish.category === null || !known.has(dish.category));
  const parts = [
    { id: "often", name: say("Often"), dishes: often },
    ...categories.map((part) => ({ id: part.id, name: data(part.name), dishes: items.filter((dish) => dish.category === part.id) })),
    { id: "rest", name: say("Other dishes"), dishes: rest },
  ].filter((part) => part.dishes.length);
  if (!book.menu.value.items.length) return html`<p class="empty">${say("No menu yet: the manager adds it in Manage, Menu.")}</p>`;
  return repeat(parts, (part) => part.id, (part) => html`<h2 class="part" id=${`part-${part.id}`}>${part.name}</h2>
    <ul class="dish-list">${repeat(part.dishes, (dish) => dish.id, (dish) => dishButton(book, table, draft, dish, part.id))}</ul>`);
}

/** That not all dishes are shown. @param {WaitersBook} book */
function dietBar(book) {
  if (!book.diet.value) return nothing;
  return html`<div class="diet-bar"><b>${say("Only {diet}", { diet: book.diet.value })}</b>${
    button(say("All dishes"), () => (book.diet.value = ""), { more: "small", name: "all-dishes" })}</div>`;
}

/** @param {WaitersBook} book @param {string} table @param {Draft} draft @param {MenuItem} dish @param {string} part */
function dishButton(book, table, draft, dish, part) {
  const gone = book.gone.value.get(dish.id);
  const isGone = gone ? !gone.available : !dish.available;
  const count = draft.lines.filter((line) => line.dish === dish.id).reduce((all, line) => all + line.quantity, 0);
  const clash = clashOf(dish, allergiesAt(draft.allergies, draft.seat));
  return html`<li><button type="button" class="dish-button" data-name=${`dish-${dish.id}`} data-part=${part} ?disabled=${isGone} @click=${() => book.add(table, dish)}>
    <span class="grow">${data(dish.name)}${dish.diets?.length ? html` <span class="meta faint">${dataList(dish.diets)}</span>` : nothing}${isGone ? html` <span class="meta">${say("sold out")}</span>` : gone?.left !== undefined ? html` <span class="meta faint">${sayMany("{count} left", "{count} left", gone.left)}</span>` : nothing}</span>
    ${clash.length ? onCard(diamond(clashWords(clash))) : nothing}
    ${count ? html`<b class="badge">${count}</b>` : nothing}</button></li>`;
}

/** @param {readonly string[]} clash */
function clashWords(clash) {
  return clash[0] === "?" ? say("nobody has said what is in it") : say("contains {contents}", { contents: clash.join(", ") });
}

/** Lines of a draft that meet what somebody must not eat. @param {WaitersBook} book @param {Draft} draft */
export function clashesOf(book, draft) {
  return draft.lines.map((line) => ({ line, clash: clashOf(book.dishes.value.get(line.dish), allergiesAt(draft.allergies, line.seat)) }))
    .filter(({ clash }) => clash.length);
}

/** @param {WaitersBook} book @param {string} table @param {Draft} draft @param {Show} show */
function trayView(book, table, draft, show) {
  const line = draft.lines.find((each) => each.id === draft.last);
  const dish = line && book.dishes.value.get(line.dish);
  if (!line || !dish || book.looking.value) return nothing;
  const groups = groupsOf(dish, book.menu.value.categories);
  const open = openChoice(line, groups);
  const set = (/** @type {Draft} */ changed) => book.setDraft(table, changed);
  const about = html`<p class="tray-line"><b>${line.quantity} ${data(line.name)}</b> <span class="faint">${
    line.choices.map((each, at) => html`${at ? " · " : nothing}${data(each.name)}`)}</span></p>`;
  if (open) {
    return html`${about}<p class="ask"><b>${data(open.name)}</b></p><div class="tray-row wrap">${open.items.map((each) =>
      button(data(each.name), () => set(toggleChoice(draft, line.id, { id: each.id, name: each.name, group: open.id }, open.max)),
        { more: "choose", pressed: chosenIn(line, open).some((one) => one.id === each.id), name: `choice-${each.id}` }))}</div>`;
  }
  return html`${about}<div class="tray-row">${button("−", () => set(changeLine(draft, line.id, { quantity: line.quantity - 1 })), { name: "minus", label: say("One less") })}
    ${quickChanges(dish, groups).map((each) => button(data(each.name), () => set(toggleChoice(draft, line.id, each)),
      { pressed: line.choices.some((one) => one.id === each.id), name: `quick-${each.id}` }))}
    ${button(say("More ..."), () => show(({ openLine }) => openLine(book, table, line.id)), { name: "line-more" })}</div>`;
}

/** @param {WaitersBook} book @param {string} table @param {Draft} draft @param {ReturnType<typeof clashesOf>} clashes */
function sendRow(book, table, draft, clashes) {
  const count = countDishes(draft);
  const looked = book.looking.value;
  const open = draft.lines.some((line) => {
    const dish = book.dishes.value.get(line.dish);
    return dish && openChoice(line, groupsOf(dish, book.menu.value.categories)) !== null;
  });
  const look = button(say("Look"), () => (book.looking.value = true), { name: "look", more: "look-button" });
  if (!count) {
    return html`<div class="tray-row">${looked ? nothing : look}${button(say("Send"), () => undefined, { disabled: true, more: "grow", name: "send" })}</div>`;
  }
  const dishes = new Set(clashes.flatMap(({ clash }) => clash)).values().next().value;
  if (clashes.length && !looked) {
    const words = dishes === "?"
      ? sayMany("Look first: of {count} nobody knows", "Look first: of {count} nobody knows", clashes.length)
      : sayMany("Look first: {count} has {what}", "Look first: {count} have {what}", clashes.length, { what: String(dishes) });
    return html`<div class="tray-row">${button(words, () => (book.looking.value = true), { main: true, more: "grow", name: "look-first" })}</div>`;
  }
  return html`<div class="tray-row">${looked ? nothing : look}
    ${button(open ? say("Choose first") : sayMany("Send {count} dish", "Send {count} dishes", count), () => book.acts.send(table), { main: true, disabled: open, more: "grow", name: "send" })}</div>`;
}

/** @param {WaitersBook} book @param {string} table @param {Draft} draft @param {ReturnType<typeof clashesOf>} clashes @param {Show} show */
function lookView(book, table, draft, clashes, show) {
  const clashing = new Set(clashes.map(({ line }) => line.id));
  const rest = draft.lines.filter((line) => !clashing.has(line.id));
  const courses = [...new Set(rest.map((line) => line.course))].sort((one, other) => turn(book, one) - turn(book, other));
  const sent = book.atTable.value.get(table) ?? [];
  return html`${sent.map((order) => sentView(book, order, show))}
    ${sent.length ? button(say("To another table"), () => show(({ openMove }) => openMove(book, table)), { more: "choose note-button", name: "move-table" }) : nothing}
    ${clashes.length ? html`<h2 class="part">${say("LOOK AT THIS ONE")}</h2>${clashes.map(({ line, clash }) => html`<button type="button" class="clash" data-name=${`line-${line.id}`}
      @click=${() => show(({ openLine }) => openLine(book, table, line.id))}><b>${line.quantity} ${data(line.name)}${line.seat === null ? nothing : html` · ${seatWords(line.seat)}`}</b>
      ${allergyBand(clash[0] === "?" ? say("NOT SAID WHAT IS IN IT") : say("CONTAINS {contents}", { contents: clash.join(", ").toUpperCase() }))}
      <span class="meta faint">${say("Tap to change it or take it off. Sent as it is, the kitchen sees the same band.")}</span></button>`)}` : nothing}
    ${courses.map((course) => {
      const lines = rest.filter((line) => line.course === course);
      const held = lines.some((line) => line.held);
      return html`<div class="course-head"><h2 class="part">${course === null ? say("At once") : data(course)}</h2>${course === null ? nothing
        : button(say("Hold"), () => book.setDraft(table, lines.reduce((all, line) => changeLine(all, line.id, { held: !held }), draft)), { pressed: held, more: "choose", name: `hold-${course}` })}</div>
        <ul class="rows-list">${lines.map((line) => lineRow(book, table, line, show))}</ul>`;
    })}
    ${draft.lines.length ? button(draft.notes ? html`» ${data(draft.notes)}` : say("Note to the kitchen"), () => show(({ openNote }) => openNote(book, table)), { more: "choose note-button", name: "note" }) : nothing}
    ${!draft.lines.length && !sent.length ? html`<p class="empty">${say("Nothing taken yet. A tap on a dish adds it.")}</p>` : nothing}`;
}

/** @param {WaitersBook} book @param {string | null} course */
function turn(book, course) {
  return course === null ? -1 : book.live.courses.value.indexOf(course);
}

/** @param {WaitersBook} book @param {string} table @param {DraftLine} line @param {Show} show */
function lineRow(book, table, line, show) {
  return html`<li><button type="button" class="line" data-name=${`line-${line.id}`} @click=${() => show(({ openLine }) => openLine(book, table, line.id))}>
    <b>${line.quantity}</b><span class="grow">${data(line.name)}${line.seat === null ? nothing : html` <span class="pill">${seatWords(line.seat)}</span>`}
    ${line.choices.length || line.notes ? html`<span class="block meta faint">${line.choices.map((each, at) => html`${at ? " · " : nothing}${data(each.name)}`)}${line.notes ? html` » ${data(line.notes)}` : nothing}</span>` : nothing}</span>
    <span aria-hidden="true">›</span></button></li>`;
}

/** How far a line is; of one that is waited for, who makes it and for how long already.
 * @param {WaitersBook} book @param {Order} order @param {import("../api-types.js").Item} item */
function howFar(book, order, item) {
  if (rank(item.status) >= 2) return nameStatus(item.status);
  const { stations } = book.menu.value;
  const at = (item.stations ?? [item.station]).map((id) => stations.find((each) => each.id === id)?.name).filter((name) => name !== undefined);
  const minutes = Math.max(0, Math.floor((book.live.hubNow() - cameAt(order, item)) / 60_000));
  return html`${nameStatus(item.status)}${at.length ? html` · ${dataList(at)}` : nothing} · ${ltr(`${minutes}′`)}`;
}

/** @param {WaitersBook} book @param {Order} order @param {Show} show */
function sentView(book, order, show) {
  const held = order.held ?? [];
  const courses = [...new Set(held.map((item) => item.course))];
  return html`<details class="sent" ?open=${book.looking.value}><summary>${sayMany("In the kitchen: {count} line", "In the kitchen: {count} lines", order.items.filter(isLive).length)}</summary>
    <ul class="rows-list">${order.items.map((item) => html`<li><button type="button" class="line ${item.status}" ?disabled=${!isLive(item)} data-name=${`sent-${item.id}`}
      @click=${() => show(({ openSent }) => openSent(book, order.id, item.id))}>${statusSign(item.status)}<b>${item.quantity}</b><span class="grow">${dishName(item)}
      <span class="block meta faint">${howFar(book, order, item)}</span></span><span aria-hidden="true">›</span></button></li>`)}
      ${held.map((item) => html`<li class="line">${statusSign("held")}<b>${item.quantity}</b><span class="grow">${dishName(item)} <span class="block meta faint">${courseName(item)}</span></span></li>`)}</ul>
    ${courses.map((course) => button(course === null ? say("Fire what is held") : say("Fire {course}", { course: String(course) }), () => book.acts.fire(order, course), { name: `fire-${course}` }))}</details>`;
}
