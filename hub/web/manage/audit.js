/**
 * Who did what, the newest first.
 *
 * @module
 */

import { ask, explain } from "../api.js";
import { band, button, data } from "../parts.js";
import { html, nothing, repeat, signal } from "../vendor/lit.js";
import { say } from "../words.js";
import { whenWords } from "./desk.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {{seq: number, timestamp: number, device_name: string | null, person_name: string | null,
 *   what: string}} Entry */

const AT_ONCE = 50;

/** @param {Desk} desk @returns {import("./desk.js").Place} */
export function begin(desk) {
  const rows = signal(/** @type {Entry[] | null} */ (null));
  const next = signal(/** @type {number | null} */ (null));
  const trouble = signal("");
  const load = async (/** @type {number | null} */ before) => {
    try {
      const from = before === null ? "" : `&before=${before}`;
      const said = await ask("GET", `/api/audit?limit=${AT_ONCE}${from}`);
      rows.value = before === null ? said.data : [...(rows.peek() ?? []), ...said.data];
      next.value = said.data.length < AT_ONCE ? null : said.seq;
      trouble.value = "";
    } catch (error) {
      trouble.value = explain(error);
    }
  };
  void load(null);
  return {
    view: () => html`<h1 tabindex="-1">${say("Who did what")}</h1>
      ${trouble.value ? band(trouble.value) : nothing}
      <section class="card"><div class="acts">${button(say("Look again"), () => void load(null), { name: "look-again" })}</div>
        ${rows.value?.length === 0 ? html`<p>${say("Nothing was done yet.")}</p>` : nothing}
        <ul class="rows">${repeat(rows.value ?? [], (each) => each.seq, (each) => entryView(desk, each))}</ul>
        ${next.value === null ? nothing : html`<div class="acts">${button(say("Show earlier ones"), () => void load(next.peek()), { name: "earlier" })}</div>`}</section>`,
    stop: () => {},
  };
}

/** @param {Desk} desk @param {Entry} entry */
function entryView(desk, entry) {
  const who = [entry.person_name, entry.device_name].filter((each) => each !== null);
  return html`<li><span class="when faint">${whenWords(entry.timestamp, desk.live.hubNow())}</span>
    <span class="grow">${data(entry.what)}<span class="meta faint">${who.length
      ? who.map((each, at) => html`${at ? " · " : nothing}${data(each)}`) : say("the hub itself")}</span></span></li>`;
}
