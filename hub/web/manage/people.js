/**
 * Who works here, and by which PIN they say so at a device that several share.
 *
 * @module
 */

import { ask } from "../api.js";
import { band, button, data } from "../parts.js";
import { openSheet } from "../sheet.js";
import { html, nothing, repeat } from "../vendor/lit.js";
import { say } from "../words.js";
import { listing } from "./desk.js";
import { programs } from "./programs.js";

/** @typedef {import("../api-types.js").Person} Person */
/** @typedef {import("./desk.js").Desk} Desk */

const WORK = Object.freeze(["waiter", "kitchen", "pass", "cashier", "manager"]);
const PIN = "[0-9]{4,8}";

/** @param {Desk} desk @returns {import("./desk.js").Place} */
export function begin(desk) {
  const people = listing("/api/people");
  const keys = programs(desk);
  void people.load();
  return { view: () => html`${view(desk, people)}${keys.view()}`, stop: () => {} };
}

/** @param {Desk} desk @param {ReturnType<typeof listing>} people */
function view(desk, people) {
  /** @type {Person[] | null} */
  const rows = people.rows.value;
  return html`<h1 tabindex="-1">${say("People and programs")}</h1>
    <p>${say("At a device that several share, each says by a PIN who they are. It is asked once Pins is on in the settings, and somebody is on this list.")}</p>
    ${people.trouble.value && !rows ? band(people.trouble.value) : nothing}
    <div class="acts">${button(say("Add a person"), () => openNew(desk, people), { main: true, name: "add-person" })}</div>
    ${rows?.length === 0 ? html`<p>${say("Nobody is on this list yet.")}</p>` : nothing}
    ${rows?.length ? html`<section class="card"><ul class="rows">${repeat(rows, (each) => each.id, (each) => html`<li>
      <span class="grow"><b>${data(each.name)}</b>
        <span class="meta faint">${workOf(each.role)} · ${each.has_pin ? say("has a PIN") : say("no PIN")}</span></span>
      ${button(say("Change"), () => openPerson(desk, people, each), { more: "small", label: say("Change {name}", { name: each.name }), name: `change-${each.id}` })}</li>`)}</ul></section>` : nothing}`;
}

/** What somebody does in the house. @param {string} role */
function workOf(role) {
  switch (role) {
    case "waiter":
      return say("Waiter");
    case "kitchen":
      return say("Cook");
    case "pass":
      return say("At the pass");
    case "cashier":
      return say("Cashier");
    default:
      return say("Manager");
  }
}

/** @param {string} [role] that is chosen */
function workField(role = "waiter") {
  return html`<label>${say("What they do")}
    <select name="role">${WORK.map((each) => html`<option value=${each} ?selected=${each === role}>${workOf(each)}</option>`)}</select></label>`;
}

/** @param {boolean} required */
function pinField(required) {
  return html`<label>${say("PIN: 4 to 8 digits")}
    <input name="pin" inputmode="numeric" pattern=${PIN} maxlength="8" autocomplete="off" ?required=${required}></label>`;
}

/** What stands in the fields of a form. @param {Event} event */
function fieldsOf(event) {
  event.preventDefault();
  return Object.fromEntries([...new FormData(/** @type {HTMLFormElement} */ (event.target))].map(([name, value]) => [name, String(value).trim()]));
}

/** @param {Desk} desk @param {ReturnType<typeof listing>} people */
function openNew(desk, people) {
  openSheet(say("Add a person"), (close) => html`<h2>${say("Add a person")}</h2>
    <form class="form" @submit=${(/** @type {Event} */ event) => {
      const { name, role, pin } = fieldsOf(event);
      close();
      void desk.run(async () => {
        const { data: person } = await ask("POST", "/api/people", { body: { name, role } });
        if (pin) await ask("PUT", `/api/people/${person.id}/pin`, { body: { pin } });
      }, say("{name} is on the list.", { name })).finally(people.load);
    }}><label>${say("Name")} <input name="name" required maxlength="80" autocomplete="off"></label>
      ${workField()}${pinField(false)}
      <p class="meta faint">${say("Without a PIN they only choose their name.")}</p>
      <button class="button main" type="submit">${say("Add this person")}</button></form>
    ${button(say("Close"), close)}`);
}

/** @param {Desk} desk @param {ReturnType<typeof listing>} people @param {Person} person */
function openPerson(desk, people, person) {
  const path = `/api/people/${person.id}`;
  const { name } = person;
  openSheet(say("Person"), (close) => {
    const run = (/** @type {() => Promise<unknown>} */ act, /** @type {string} */ done) => {
      close();
      void desk.run(act, done).finally(people.load);
    };
    return html`<h2>${data(name)}</h2>
      <form class="form" @submit=${(/** @type {Event} */ event) => {
        const body = fieldsOf(event);
        run(() => ask("PATCH", path, { body }), say("{name} was changed.", { name: body.name }));
      }}><label>${say("Name")} <input name="name" required maxlength="80" autocomplete="off" .value=${name}></label>
        ${workField(person.role)}
        <button class="button" type="submit">${say("Save name and work")}</button></form>
      <form class="form" @submit=${(/** @type {Event} */ event) => {
        const body = fieldsOf(event);
        run(() => ask("PUT", `${path}/pin`, { body }), say("{name} has a new PIN.", { name }));
      }}>${pinField(true)}
        <button class="button" type="submit">${person.has_pin ? say("Set another PIN") : say("Set the PIN")}</button></form>
      <div class="acts">${person.has_pin ? button(say("Take the PIN away"), () => run(() => ask("PUT", `${path}/pin`, { body: { pin: null } }), say("{name} has no PIN any more.", { name })), { name: "no-pin" }) : nothing}
        ${button(say("Take off the list"), () => openTakingOff(desk, people, person), { name: "take-off" })}
        ${button(say("Close"), close)}</div>`;
  });
}

/** @param {Desk} desk @param {ReturnType<typeof listing>} people @param {Person} person */
function openTakingOff(desk, people, { id, name }) {
  openSheet(say("Take off the list"), (close) => html`<h2>${say("Take {name} off the list?", { name })}</h2>
    <p>${say("What they did stays written down.")}</p>
    <div class="acts">${button(say("Take {name} off", { name }), () => {
      close();
      void desk.run(() => ask("DELETE", `/api/people/${id}`), say("{name} was taken off the list.", { name })).finally(people.load);
    }, { danger: true, name: "take-off-now" })}
      ${button(say("Keep {name}", { name }), close, { main: true })}</div>`);
}
