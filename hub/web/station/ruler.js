/**
 * How much room tickets need, measured by the browser itself; each is measured once for as long as it
 * does not change.
 *
 * @module
 */

import { callNumber } from "../parts.js";
import { html, render } from "../vendor/lit.js";
import { urgencyOf } from "../order_words.js";
import { ticketBands, ticketHead, ticketRows } from "./ticket.js";

/** @typedef {import("../api-types.js").Order} Order */
/** @typedef {import("./columns.js").TicketSize} TicketSize */
/** @typedef {import("./placement.js").Ground} Ground */
/** @typedef {import("./rules.js").Board} Board */

/** Letters of a dish that a column has room for at the least, in heights of one. */
const COLUMN = 14.6;
const GAP = 8;
const CHIP_ROW = 52;
/** Heights of a letter from which on chips may have a second row, and a third. */
const TALL = [0, 26, 34];

export class TicketRuler {
  constructor() {
    /** Where tickets are put to be measured. @type {HTMLElement | null} */
    this.root = null;
    /** @type {WeakMap<Order, TicketSize>} */
    this._sizes = new WeakMap();
    this._for = "";
  }

  /**
   * Say what tickets are placed on.
   *
   * @param {number} width px of the glass
   * @param {number} height px of the glass
   * @param {number} unit px of a letter's height
   * @param {number} keys how many tickets have a key
   * @returns {Ground}
   */
  groundOf(width, height, unit, keys) {
    const count = Math.max(1, Math.floor((width + GAP) / (COLUMN * unit + GAP)));
    const wide = Math.floor((width - GAP * (count + 1)) / count);
    const columns = TALL.filter((least) => height >= least * unit).map((_, row) =>
      Array.from({ length: count }, (__, at) => ({
        x: GAP + at * (wide + GAP),
        y: GAP,
        w: wide,
        h: Math.max(3 * unit, height - GAP - (row + 1) * CHIP_ROW),
      })),
    );
    return { mode: "still", columns, gap: GAP, keys };
  }

  /**
   * Measure tickets.
   *
   * @param {Board} board
   * @param {readonly Order[]} tickets
   * @param {Ground} ground
   * @param {number} unit px of a letter's height
   * @returns {TicketSize[]}
   */
  measure(board, tickets, ground, unit) {
    const root = this.root;
    if (root === null) return [];
    const width = ground.columns[0][0].w;
    const wanted = JSON.stringify([width, unit, board, document.documentElement.lang]);
    if (wanted !== this._for) {
      this._for = wanted;
      this._sizes = new WeakMap();
    }
    const fresh = tickets.filter((order) => !this._sizes.has(order));
    if (fresh.length) {
      root.style.inlineSize = `${width}px`;
      render(fresh.map((order) => html`<div class="ticket">
        ${ticketHead(order, { key: "0", age: "88:88" })}
        <div class="bands">${ticketBands(board, order)}</div>
        <ul class="rows">${ticketRows(board, order)}</ul><p class="goes-on">→</p></div>`), root);
      const found = /** @type {HTMLElement[]} */ ([...root.children]);
      fresh.forEach((order, at) => this._sizes.set(order, sizeOf(order, found[at], unit)));
      render(null, root);
    }
    return tickets.map((order) => /** @type {TicketSize} */ (this._sizes.get(order)));
  }
}

/** @param {Order} order @param {HTMLElement} element @param {number} unit @returns {TicketSize} */
function sizeOf(order, element, unit) {
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (element.querySelector(name));
  const head = heightOf(part(".ticket-head"));
  const warnings = [...part(".bands").querySelectorAll(":scope > .allergy")];
  /** @type {number[]} */
  const lines = [];
  /** @type {number[]} */
  const breaks = [];
  for (const row of part(".rows").children) {
    const height = heightOf(row);
    // A ticket may be parted between dishes; how long a part is counts in lines.
    const count = Math.max(1, Math.round(height / (1.25 * unit)));
    for (let at = 0; at < count; at++) {
      lines.push(Math.floor((height * (at + 1)) / count) - Math.floor((height * at) / count));
    }
    breaks.push(lines.length);
  }
  const bands = heightOf(part(".bands"));
  const foot = heightOf(part(".goes-on"));
  // The frame round a ticket, and what is left free inside it.
  const edge = Math.ceil(element.offsetHeight - head - bands - foot - lines.reduce((all, each) => all + each, 0));
  return {
    order: order.id,
    called: callNumber(order),
    head: head + bands + edge,
    further: head + warnings.reduce((all, each) => all + heightOf(each), 0) + edge,
    foot,
    lines,
    breaks,
    rush: urgencyOf(order) !== "",
  };
}

/** @param {Element} element */
function heightOf(element) {
  return Math.ceil(element.getBoundingClientRect().height);
}
