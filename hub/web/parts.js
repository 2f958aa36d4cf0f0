/**
 * What pages are put together of: text of others in its own direction, signs, bands, buttons.
 *
 * @module
 */

import { sounds, startShift } from "./sound.js";
import { html, nothing, svg } from "./vendor/lit.js";
import { say } from "./words.js";

/**
 * A text that is data: a dish, a guest, a table, a note. It keeps its own direction, and turns
 * nothing round that stands beside it.
 *
 * @param {string | null | undefined} text
 */
export function data(text) {
  return text ? html`<bdi>${text}</bdi>` : nothing;
}

/**
 * Texts that are data, one behind the other.
 *
 * @param {readonly string[]} texts
 * @param {string} [between]
 */
export function dataList(texts, between = ", ") {
  return texts.map((text, at) => html`${at ? between : nothing}<bdi>${text}</bdi>`);
}

/**
 * What is read from the left in every language: figures with arrows, numbers of orders, times.
 *
 * @param {unknown} content
 */
export function ltr(content) {
  return html`<bdi dir="ltr">${content}</bdi>`;
}

/** What each status is called, for those who hear a page. @param {string} status */
export function nameStatus(status) {
  switch (status) {
    case "pending":
      return say("not begun");
    case "preparing":
      return say("being made");
    case "ready":
      return say("ready");
    case "served":
      return say("served");
    case "cancelled":
      return say("cancelled");
    case "held":
      return say("held");
    default:
      return status;
  }
}

/**
 * How far a line has come, by a sign that says it without its colour: ring, half, disc with a tick,
 * cross; dotted where it waits.
 *
 * @param {string} status
 */
export function statusSign(status) {
  return html`<svg class="sign sign-${status}" viewBox="0 0 20 20" role="img"
    aria-label=${nameStatus(status)}>${SIGNS[status] ?? SIGNS.unknown}</svg>`;
}

/** @type {Record<string, unknown>} */
const SIGNS = {
  pending: svg`<circle class="ring" cx="10" cy="10" r="7.5"/>`,
  preparing: svg`<circle class="ring" cx="10" cy="10" r="7.5"/>
    <path class="full" d="M10 2.5a7.5 7.5 0 0 0 0 15z"/>`,
  ready: svg`<circle class="full" cx="10" cy="10" r="9"/>
    <path class="tick" d="M5.5 10.5l3 3 6-7"/>`,
  served: svg`<circle class="full" cx="10" cy="10" r="9"/>
    <path class="tick" d="M5.5 10.5l3 3 6-7"/>`,
  cancelled: svg`<path class="ring" d="M4 4l12 12M16 4L4 16"/>`,
  held: svg`<circle class="ring dotted" cx="10" cy="10" r="7.5"/>`,
  unknown: svg`<circle class="ring" cx="10" cy="10" r="7.5"/>
    <path class="ring" d="M10 6v5M10 13.5v.5"/>`,
};

/** The sign of an allergy, which nothing else looks like. @param {string} [label] */
export function diamond(label = "") {
  return html`<svg class="diamond" viewBox="0 0 24 24" role=${label ? "img" : nothing}
    aria-label=${label || nothing} aria-hidden=${label ? nothing : "true"}>
    <path class="diamond-shape" d="M12 1l11 11-11 11L1 12z"/>
    <path class="diamond-mark" d="M12 6.5v7M12 16.2v1.6"/></svg>`;
}

/**
 * What a guest must not eat, in a band that is the loudest thing on every page.
 *
 * @param {unknown} content
 * @param {string} [more] further classes
 */
export function allergyBand(content, more = "") {
  return html`<p class="allergy ${more}">${diamond()}<span>${content}</span></p>`;
}

/**
 * A button. Its words are a verb with its number or object.
 *
 * @param {unknown} words
 * @param {(event: Event) => void} act
 * @param {{main?: boolean, danger?: boolean, disabled?: boolean, pressed?: boolean,
 *   more?: string, label?: string, name?: string}} [how] `main` is the one that a view leads to;
 *   `danger` where the next tap destroys; `pressed` for one that stays in or out; `more` further
 *   classes; `label` for those who hear; `name` tells it from others
 */
export function button(words, act, how = {}) {
  const kind = `${how.main ? "main" : ""} ${how.danger ? "danger" : ""} ${how.more ?? ""}`;
  return html`<button type="button" class="button ${kind}" ?disabled=${how.disabled ?? false}
    aria-pressed=${how.pressed === undefined ? nothing : String(how.pressed)}
    aria-label=${how.label ?? nothing} data-name=${how.name ?? nothing} @click=${act}
    >${words}</button>`;
}

/**
 * A band across the page: something is wrong and somebody has to know.
 *
 * @param {unknown} words
 * @param {unknown} [act] a button
 */
export function band(words, act = nothing) {
  return html`<div class="band" role="alert"><span>${words}</span>${act}</div>`;
}

/** Says in red that the page cannot be heard, until it can. */
export function soundBand() {
  if (sounds.value) return nothing;
  return band(
    say("SOUND OFF"),
    button(say("Sound on"), () => startShift({ fullScreen: false }), { name: "sound-on" }),
  );
}

/**
 * An order's number as it is called out: #42 for ORD-00042, or the number of whoever sent it.
 *
 * @param {{order_number: string, display_number?: string}} order
 */
export function callNumber(order) {
  const digits = (order.order_number.split("-").at(-1) ?? "").replace(/^0+(?=\d)/, "");
  return order.display_number ? String(order.display_number) : `#${digits}`;
}

/**
 * A time span in minutes and seconds: 4:12; in hours from the hundredth minute on.
 *
 * @param {number} ms
 */
export function span(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 100) return `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, "0")}`;
  return `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
}

/**
 * A time of day: 18:07.
 *
 * @param {number} ms since 1970
 */
export function clockTime(ms) {
  const time = new Date(ms);
  return `${String(time.getHours()).padStart(2, "0")}:${String(time.getMinutes()).padStart(2, "0")}`;
}
