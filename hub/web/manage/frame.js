/**
 * The frame of the manager's page: the list of places with how many things need a person, what was
 * done last, and whether what stands there can be believed.
 *
 * @module
 */

import { deviceKind } from "./kinds.js";
import { band, button, clockTime, data } from "../parts.js";
import { html, nothing, signal } from "../vendor/lit.js";
import { say, sayMany } from "../words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./desk.js").Place} Place */

/**
 * All places, in the order of their list.
 *
 * @type {readonly {name: string, words: () => string,
 *   load: () => Promise<{begin: (desk: Desk) => Place}>}[]}
 */
export const PLACES = [
  { name: "now", words: () => say("Now"), load: () => import("./now.js") },
  { name: "menu", words: () => say("Menu"), load: () => import("./menu.js") },
  { name: "routing", words: () => say("Who cooks what"), load: () => import("./routing.js") },
  { name: "tables", words: () => say("Tables"), load: () => import("./tables.js") },
  { name: "people", words: () => say("People and programs"), load: () => import("./people.js") },
  { name: "devices", words: () => say("Devices"), load: () => import("./devices.js") },
  { name: "stations", words: () => say("Stations and screens"), load: () => import("./stations.js") },
  { name: "backups", words: () => say("Backups and health"), load: () => import("./backups.js") },
  { name: "machine", words: () => say("This machine"), load: () => import("./machine.js") },
  { name: "audit", words: () => say("Who did what"), load: () => import("./audit.js") },
  { name: "settings", words: () => say("Settings"), load: () => import("./settings.js") },
];

const listIsOpen = signal(false);

/** @param {Desk} desk @param {Place} place */
export function frameView(desk, place) {
  return html`<div class="desk">
    <header class="desk-head">
      ${button(html`<svg class="bars" viewBox="0 0 20 20" aria-hidden="true"><path d="M3 5h14M3 10h14M3 15h14"/></svg>`,
        () => (listIsOpen.value = !listIsOpen.value),
        { more: "small to-list", label: say("Places of this page"), name: "places", pressed: listIsOpen.value })}
      <b class="house">${data(desk.house.rows.value?.branch ?? "Galley")}</b>
      ${needsBadge(desk, true)}
    </header>
    <nav class="places ${listIsOpen.value ? "open" : ""}" aria-label=${say("Places of this page")}>
      <p class="house"><b>${data(desk.house.rows.value?.branch ?? "Galley")}</b></p>
      <ul>${PLACES.map((each) => placeLink(desk, each))}</ul>
      <p class="meta faint mine">${data(desk.device.name)}<br>${deviceKind(desk.device.role)}</p>
    </nav>
    <div class="place">
      ${awayBand(desk)}
      ${desk.trouble.value ? band(desk.trouble.value, button(say("Close"), desk.clear, { name: "close-trouble" })) : nothing}
      <p class="note" role="status">${desk.note.value}</p>
      ${place.view()}
    </div></div>`;
}

/** @param {Desk} desk @param {typeof PLACES[number]} each */
function placeLink(desk, each) {
  const isHere = desk.at.value === each.name;
  return html`<li><a href=${`#${each.name}`} aria-current=${isHere ? "page" : nothing}
    @click=${() => (listIsOpen.value = false)}>${each.words()}${each.name === "now" ? needsBadge(desk, false) : nothing}</a></li>`;
}

/** @param {Desk} desk @param {boolean} inWords */
function needsBadge(desk, inWords) {
  const count = desk.attention.rows.value?.length ?? 0;
  if (!count) return nothing;
  const words = sayMany("{count} needs you", "{count} need you", count);
  return inWords
    ? html`<a class="badge" href="#now">${words}</a>`
    : html`<span class="badge"><span aria-hidden="true">${count}</span><span class="visually-hidden">${words}</span></span>`;
}

/** @param {Desk} desk */
function awayBand({ live }) {
  const { value: trust } = live.trust;
  if (trust !== "stale" && trust !== "dead") return nothing;
  const since = clockTime(Date.now() - live.silence());
  return band(say("The hub is away since {time}. What stands here is of then, and nothing can be changed.", { time: since }));
}
