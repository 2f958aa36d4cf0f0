/**
 * How much room tickets need, measured by the browser itself: head and rows one by one, each once for
 * as long as it says the same.
 *
 * @module
 */

import { callNumber } from "../parts.js";
import { html, nothing, render } from "../vendor/lit.js";
import { urgencyOf } from "../order_words.js";
import { spell } from "./spelling.js";
import { ticketBands, ticketHead, ticketRows } from "./ticket.js";
import { sum } from "./ticket_sizes.js";

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
/** Rows whose height is remembered; then all are forgotten. */
const MOST_ROWS = 1_000;

export class TicketRuler {
  constructor() {
    /** Where what is to be measured is put. @type {HTMLElement | null} */
    this.root = null;
    /** @type {WeakMap<Order, TicketSize>} */
    this._sizes = new WeakMap();
    /** @type {Map<string, Frame>} by the ids of orders that are on the board */
    this._frames = new Map();
    /** @type {Map<string, number>} px, by what stands in a row of any order */
    this._rows = new Map();
    this._for = "";
  }

  /** Measure every ticket once more: words are understood that were not before. */
  measureAnew() {
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
    if (this.root === null) return [];
    const width = ground.columns[0][0].w;
    const wanted = JSON.stringify([width, unit, board, document.documentElement.lang]);
    if (wanted !== this._for) {
      this._for = wanted;
      this._sizes = new WeakMap();
      this._frames.clear();
      this._rows.clear();
    }
    if (this._rows.size > MOST_ROWS) this._rows.clear();
    if (this._frames.size > tickets.length) {
      const here = new Set(tickets.map((order) => order.id));
      for (const id of this._frames.keys()) if (!here.has(id)) this._frames.delete(id);
    }
    const fresh = tickets.filter((order) => !this._sizes.has(order)).map((order) => piecesOf(board, order));
    this._look(fresh, width);
    for (const pieces of fresh) this._sizes.set(pieces.order, this._sizeOf(pieces, unit));
    return tickets.map((order) => /** @type {TicketSize} */ (this._sizes.get(order)));
  }

  /** Measure what was not seen before: after most events that is a row, or nothing at all.
   * @param {readonly Pieces[]} all @param {number} width px */
  _look(all, width) {
    const frames = all.filter(({ order, key }) => this._frames.get(order.id)?.key !== key);
    const rows = new Map(all.flatMap((each) => each.rows).filter(([key]) => !this._rows.has(key)));
    if (!frames.length && !rows.size) return;
    const root = /** @type {HTMLElement} */ (this.root);
    root.style.inlineSize = `${width}px`;
    render(html`<div class="ticket"><ul class="rows">${[...rows.values()]}</ul></div>
      ${frames.map((each) => each.frame)}`, root);
    const [first, ...others] = root.children;
    const lines = first.children[0].children;
    [...rows.keys()].forEach((key, at) => this._rows.set(key, heightOf(lines[at])));
    frames.forEach(({ order, key }, at) => this._frames.set(order.id, { key, ...frameOf(others[at]) }));
    render(nothing, root);
  }

  /** @param {Pieces} pieces @param {number} unit @returns {TicketSize} */
  _sizeOf({ order, rows }, unit) {
    const { head, bands, warnings, foot, edge } = /** @type {Frame} */ (this._frames.get(order.id));
    /** @type {number[]} */
    const lines = [];
    /** @type {number[]} */
    const breaks = [];
    let rounded = 0;
    for (const [each] of rows) {
      const exact = /** @type {number} */ (this._rows.get(each));
      const height = Math.ceil(exact);
      rounded += height - exact;
      // A ticket may be parted between dishes; how long a part is counts in lines.
      const count = Math.max(1, Math.round(height / (1.25 * unit)));
      for (let at = 0; at < count; at++) {
        lines.push(Math.floor((height * (at + 1)) / count) - Math.floor((height * at) / count));
      }
      breaks.push(lines.length);
    }
    // What is round a ticket and its rows, less what was added to the rows by rounding them up.
    const around = Math.ceil(edge - rounded);
    return {
      order: order.id,
      called: callNumber(order),
      head: head + bands + around,
      further: head + warnings + around,
      foot,
      lines,
      breaks,
      rush: urgencyOf(order) !== "",
    };
  }
}

/**
 * @typedef {object} Pieces of a ticket
 * @property {Order} order
 * @property {string} key what stands in its frame
 * @property {unknown} frame head and bands, drawn with no rows in them
 * @property {[string, unknown][]} rows what stands in each, and how it is drawn
 */

/** @param {Board} board @param {Order} order @returns {Pieces} */
function piecesOf(board, order) {
  const head = ticketHead(order, { key: "0", age: "88:88" });
  const bands = ticketBands(board, order);
  const frame = html`<div class="ticket">${head}<div class="bands">${bands}</div>
    <ul class="rows"></ul><p class="goes-on">→</p></div>`;
  return { order, key: spell([head, bands]), frame, rows: ticketRows(board, order).map((row) => [spell(row), row]) };
}

/**
 * @typedef {object} Frame px of a ticket beside its rows; whole ones but for the last
 * @property {string} key what stands in it
 * @property {number} head
 * @property {number} bands
 * @property {number} warnings those of the bands that a ticket has in each of its parts
 * @property {number} foot
 * @property {number} edge what is left
 */

/** @param {Element} ticket without rows @returns {Omit<Frame, "key">} */
function frameOf(ticket) {
  const [head, bands, , foot] = [...ticket.children].map((each) => Math.ceil(heightOf(each)));
  const warnings = sum([...ticket.querySelectorAll(".bands > .allergy")].map((each) => Math.ceil(heightOf(each))));
  return { head, bands, warnings, foot, edge: heightOf(ticket) - head - bands - foot };
}

/** @param {Element} element */
function heightOf(element) {
  return element.getBoundingClientRect().height;
}
