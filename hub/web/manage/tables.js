/**
 * The tables: what they are called, where they stand, how many seats they have, in which order they
 * are shown.
 *
 * @module
 */

import { ask, read } from "../api.js";
import { band, button, data } from "../parts.js";
import { openSheet } from "../sheet.js";
import { html, nothing, repeat } from "../vendor/lit.js";
import { say, sayMany } from "../words.js";
import { listing } from "./desk.js";

/** @typedef {import("../api-types.js").DiningTable} DiningTable */
/** @typedef {import("./desk.js").Desk} Desk */

const MOST = 500;

/** @param {Desk} desk @returns {import("./desk.js").Place} */
export function begin(desk) {
  const tables = listing("/api/tables");
  void tables.load();
  return { view: () => view(desk, tables), stop: () => {} };
}

/** In the order in which they are shown. @param {DiningTable[]} tables */
function inOrder(tables) {
  return [...tables].sort((one, other) => one.position - other.position);
}

/**
 * Have the list changed as it is now, whoever else changed it meanwhile.
 *
 * @param {Desk} desk
 * @param {ReturnType<typeof listing>} tables
 * @param {(rows: DiningTable[]) => DiningTable[]} change
 * @param {string} done
 */
function save(desk, tables, change, done) {
  void desk.run(async () => {
    const rows = change(inOrder((await read("/api/tables")).tables));
    const body = { tables: rows.map((each, position) => ({ ...each, position })) };
    await ask("PUT", "/api/tables", { body });
  }, done).finally(tables.load);
}

/** @param {Desk} desk @param {ReturnType<typeof listing>} tables */
function view(desk, tables) {
  /** @type {DiningTable[] | undefined} */
  const rows = tables.rows.value && inOrder(tables.rows.value.tables);
  return html`<h1 tabindex="-1">${say("Tables")}</h1>
    ${tables.trouble.value && !rows ? band(tables.trouble.value) : nothing}
    <div class="acts">${button(say("Add tables"), () => openNew(desk, tables, rows ?? []), { main: true, name: "add-tables" })}</div>
    ${rows?.length === 0 ? html`<p>${say("No tables yet. Waiters choose from this list; until there is one they write the table's number.")}</p>` : nothing}
    ${rows?.length ? html`<section class="card"><ul class="rows">${repeat(rows, (each) => each.name, (each, at) => html`<li>
      <span class="grow"><b>${data(each.name)}</b>
        <span class="meta faint">${data(each.zone)}${each.zone && each.seats ? " · " : nothing}${each.seats ? sayMany("{count} seat", "{count} seats", each.seats) : nothing}</span></span>
      ${button("↑", () => moveTable(desk, tables, each.name, -1), { more: "small", label: say("{name} further up", { name: each.name }), name: `up-${each.name}`, disabled: at === 0 })}
      ${button("↓", () => moveTable(desk, tables, each.name, 1), { more: "small", label: say("{name} further down", { name: each.name }), name: `down-${each.name}`, disabled: at === rows.length - 1 })}
      ${button(say("Change"), () => openTable(desk, tables, each), { more: "small", label: say("Change {name}", { name: each.name }), name: `change-${each.name}` })}</li>`)}</ul></section>` : nothing}`;
}

/** @param {Desk} desk @param {ReturnType<typeof listing>} tables @param {string} name @param {number} by */
function moveTable(desk, tables, name, by) {
  save(desk, tables, (rows) => {
    const at = rows.findIndex((each) => each.name === name);
    const to = at + by;
    if (at >= 0 && rows[to]) [rows[at], rows[to]] = [rows[to], rows[at]];
    return rows;
  }, say("{name} stands elsewhere in the list.", { name }));
}

/** @param {Partial<DiningTable>} table */
function fields({ zone = "", seats }) {
  return html`<label>${say("Part of the house")} <input name="zone" maxlength="40" autocomplete="off" .value=${zone}></label>
    <label>${say("How many seats")} <input name="seats" type="number" min="1" max="99" .value=${String(seats ?? "")}></label>`;
}

/** @param {FormData} given @returns {Partial<DiningTable>} */
function told(given) {
  const zone = String(given.get("zone")).trim();
  const seats = Number(given.get("seats"));
  return { ...(zone ? { zone } : {}), ...(seats ? { seats } : {}) };
}

/**
 * The names that somebody wrote: `1-12` is each of them.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function readNames(text) {
  const names = text.split(/[,;\n]/u).flatMap((part) => {
    const [, first, last] = /^\s*(\d{1,4})\s*[-–]\s*(\d{1,4})\s*$/u.exec(part) ?? [];
    const count = Number(last) - Number(first) + 1;
    if (!(count > 0 && count <= MOST)) return [part.trim()];
    return Array.from({ length: count }, (_, at) => String(Number(first) + at));
  });
  return [...new Set(names.filter(Boolean))];
}

/** @param {Desk} desk @param {ReturnType<typeof listing>} tables @param {DiningTable[]} rows */
function openNew(desk, tables, rows) {
  const zone = rows.at(-1)?.zone;
  openSheet(say("Add tables"), (close) => html`<h2>${say("Add tables")}</h2>
    <form class="form" @submit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      const given = new FormData(/** @type {HTMLFormElement} */ (event.target));
      const names = readNames(String(given.get("names")));
      close();
      save(desk, tables, (known) => {
        const there = new Set(known.map((each) => each.name));
        const added = names.filter((name) => !there.has(name)).map((name) => ({ name, ...told(given), position: 0, joined_with: [] }));
        return [...known, ...added];
      }, sayMany("{count} table is in the list.", "{count} tables are in the list.", names.length));
    }}><label>${say("Names or numbers, with commas between; 1-12 adds twelve")}
      <input name="names" required autocomplete="off"></label>${fields({ zone })}
      <button class="button main" type="submit">${say("Add these tables")}</button></form>
    ${button(say("Close"), close)}`);
}

/** @param {Desk} desk @param {ReturnType<typeof listing>} tables @param {DiningTable} table */
function openTable(desk, tables, table) {
  openSheet(say("Table"), (close) => html`<h2>${data(table.name)}</h2>
    <form class="form" @submit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      const given = new FormData(/** @type {HTMLFormElement} */ (event.target));
      const name = String(given.get("name")).trim();
      const { position, joined_with } = table;
      const joined = (/** @type {DiningTable} */ each) => ({ ...each, joined_with: each.joined_with.map((other) => (other === table.name ? name : other)) });
      close();
      save(desk, tables, (rows) => rows.map((each) => (each.name === table.name ? { name, ...told(given), position, joined_with } : joined(each))), say("{name} was changed.", { name }));
    }}><label>${say("Name")} <input name="name" required maxlength="20" autocomplete="off" .value=${table.name}></label>
      ${fields(table)}
      <button class="button main" type="submit">${say("Save this table")}</button></form>
    <div class="acts">${button(say("Take {name} off", { name: table.name }), () => {
      close();
      const kept = (/** @type {DiningTable} */ each) => ({ ...each, joined_with: each.joined_with.filter((other) => other !== table.name) });
      save(desk, tables, (rows) => rows.filter((each) => each.name !== table.name).map(kept), say("{name} was taken off the list.", { name: table.name }));
    }, { danger: true, name: "take-off" })}${button(say("Close"), close)}</div>`);
}
