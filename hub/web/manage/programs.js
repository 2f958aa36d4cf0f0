/**
 * The keys by which tills, web shops and other programs talk to the hub.
 *
 * @module
 */

import { ask } from "../api.js";
import { button, data, ltr } from "../parts.js";
import { openSheet } from "../sheet.js";
import { html, nothing, repeat } from "../vendor/lit.js";
import { say } from "../words.js";
import { listing, whenWords } from "./desk.js";

/** @typedef {import("../api-types.js").TokenListed} TokenListed */
/** @typedef {import("./desk.js").Desk} Desk */

/** @param {Desk} desk */
export function programs(desk) {
  const keys = listing("/api/tokens");
  void keys.load();
  return { view: () => view(desk, keys) };
}

/** @param {Desk} desk @param {ReturnType<typeof listing>} keys */
function view(desk, keys) {
  /** @type {TokenListed[] | null} */
  const rows = keys.rows.value?.filter((/** @type {TokenListed} */ each) => each.role === "integration") ?? null;
  if (!rows) return nothing;
  return html`<section class="card"><h2>${say("Programs")}</h2>
    ${rows.length === 0 ? html`<p>${say("No till and no web shop has a key yet.")}</p>` : nothing}
    <ul class="rows">${repeat(rows, (each) => each.id, (each) => html`<li>
      <span class="grow"><b>${data(each.name)}</b>
        <span class="meta faint">${say("has a key since {time}", { time: whenWords(each.created_at, desk.live.hubNow()) })}</span></span>
      ${button(say("Take its key away"), () => openTakingAway(desk, keys, each), { more: "small", label: say("{act}: {name}", { act: say("Take its key away"), name: each.name }), name: `no-key-${each.id}` })}</li>`)}</ul>
    <div class="acts">${button(say("Make a key"), () => openNew(desk, keys), { name: "make-key" })}</div></section>`;
}

/** @param {Desk} desk @param {ReturnType<typeof listing>} keys */
function openNew(desk, keys) {
  openSheet(say("Make a key"), (close) => html`<h2>${say("Make a key")}</h2>
    <form class="form" @submit=${async (/** @type {Event} */ event) => {
      event.preventDefault();
      const name = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("name")).trim();
      close();
      const made = await desk.run(() => ask("POST", "/api/tokens", { body: { role: "integration", name } }));
      void keys.load();
      if (made) openMade(name, made.data.token);
    }}><label>${say("What the program is called")} <input name="name" required maxlength="80" autocomplete="off"></label>
      <button class="button main" type="submit">${say("Make its key")}</button></form>
    ${button(say("Close"), close)}`);
}

/** @param {string} name @param {string} key */
function openMade(name, key) {
  openSheet(say("The key"), (close) => html`<h2>${say("The key of {name}", { name })}</h2>
    <p class="address" tabindex="0">${ltr(key)}</p>
    <p>${say("Put it into the program now: it is shown only once. Whoever has it can take orders and change the menu.")}</p>
    ${button(say("It is put in"), close, { main: true })}`);
}

/** @param {Desk} desk @param {ReturnType<typeof listing>} keys @param {TokenListed} program */
function openTakingAway(desk, keys, { id, name }) {
  openSheet(say("Take its key away"), (close) => html`<h2>${say("Take the key of {name} away?", { name })}</h2>
    <p>${say("The program can send and read nothing more, at once.")}</p>
    <div class="acts">${button(say("Take its key away"), () => {
      close();
      void desk.run(() => ask("DELETE", `/api/tokens/${id}`), say("{name} has no key any more.", { name })).finally(keys.load);
    }, { danger: true, name: "no-key-now" })}
      ${button(say("Keep {name}", { name }), close, { main: true })}</div>`);
}
