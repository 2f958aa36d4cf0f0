/**
 * What was not sent, carried from one place to another: from the hub's old address to its new one, or
 * from a telephone that is broken. A person copies it as text; nothing of it is secret.
 *
 * @module
 */

import { band, button, data } from "../parts.js";
import { addPress, listPresses } from "../store.js";
import { html, nothing, signal } from "../vendor/lit.js";
import { say, sayMany } from "../words.js";

/** @typedef {import("../store.js").Press} Press */

const BEGINS = "galley unsent ";
/** Orders, and what is done to them: no text that somebody pastes does anything else. */
const PATH = /^\/api\/(orders|kitchen)(\/[A-Za-z0-9/-]*)?$/;
const METHODS = new Set(["POST", "PATCH", "PUT"]);
const KEY = /^[!-~]{1,64}$/;
const MOST = 500;

const unsent = signal(/** @type {Press[]} */ ([]));
const note = signal("");
const isWrong = signal(false);

void refresh();

async function refresh() {
  unsent.value = (await listPresses()).filter((each) => each.answer === undefined);
}

/** What there is to be carried away, and where what comes is put. */
export function carriedView() {
  return html`${unsent.value.length ? leavingView(unsent.value) : nothing}
    <details class="card"><summary>${say("Something was not sent from another place?")}</summary>
      <form @submit=${take}>
        <label>${say("Paste here what was copied there")}
          <textarea name="carried" rows="3" required autocomplete="off" spellcheck="false"></textarea></label>
        <button class="button" type="submit">${say("Take it over")}</button>
      </form></details>
    ${note.value && (isWrong.value ? band(note.value) : html`<p role="status">${note.value}</p>`)}`;
}

/** @param {Press[]} presses */
function leavingView(presses) {
  const text = writeCarried(presses);
  return html`<div class="card">
    <h2>${sayMany("{count} thing was not sent yet", "{count} things were not sent yet", presses.length)}</h2>
    <ul>${presses.map((each) => html`<li>${data(each.about?.words ?? each.path)}</li>`)}</ul>
    <p>${say("The hub gets it when it is back at this address. If its address has changed, copy it, come in at the new one, and paste it there.")}</p>
    <textarea readonly rows="3" aria-label=${say("What was not sent")} .value=${text}></textarea>
    ${button(say("Copy what was not sent"), () => void copy(text))}</div>`;
}

/** @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    tell(say("Copied. Paste it at the new address before you clear this one."));
  } catch {
    tell(say("It could not be copied. Mark the text, and copy it yourself."), true);
  }
}

/** @param {SubmitEvent} event */
async function take(event) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.target);
  const presses = readCarried(String(new FormData(form).get("carried")));
  if (presses === null) {
    tell(say("That is not what was copied from a page of Galley, or not all of it."), true);
    return;
  }
  const known = new Set((await listPresses()).map((each) => each.id));
  for (const each of presses) if (!known.has(each.id)) await addPress(each);
  form.reset();
  tell(sayMany("{count} thing is sent as soon as the hub is there.", "{count} things are sent as soon as the hub is there.", presses.length));
  await refresh();
}

/** @param {string} words */
function tell(words, wrong = false) {
  note.value = words;
  isWrong.value = wrong;
}

/**
 * Write what was not sent as text.
 *
 * @param {readonly Press[]} presses
 */
export function writeCarried(presses) {
  const kept = presses.map(({ id, page, method, path, body, takenAt, about }) => ({
    id, page, method, path, body, takenAt, about,
  }));
  return BEGINS + JSON.stringify(kept);
}

/**
 * Read it again.
 *
 * @param {string} text
 * @returns {Press[] | null} null where it is anything else
 */
export function readCarried(text) {
  const plain = text.trim();
  if (!plain.startsWith(BEGINS)) return null;
  try {
    const presses = JSON.parse(plain.slice(BEGINS.length));
    return Array.isArray(presses) && presses.length <= MOST && presses.every(isPress) ? presses : null;
  } catch {
    return null;
  }
}

/** @param {any} press */
function isPress(press) {
  return (
    typeof press === "object" &&
    press !== null &&
    METHODS.has(press.method) &&
    typeof press.path === "string" &&
    PATH.test(press.path) &&
    typeof press.id === "string" &&
    KEY.test(press.id) &&
    typeof press.page === "string" &&
    typeof press.takenAt === "string" &&
    typeof press.about === "object" &&
    press.about !== null
  );
}
