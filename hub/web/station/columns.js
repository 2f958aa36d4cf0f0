/**
 * Tickets in columns, one below the other: how much room is left, and what fits where. As on the
 * kitchen screens, whose own is `display/view_model/columns.py`; a test runs both side by side.
 *
 * @module
 */

import { heightOf, isLess, isSame, sum, take } from "./ticket_sizes.js";

/** @typedef {import("./ticket_sizes.js").PlacedPart} PlacedPart */
/** @typedef {import("./ticket_sizes.js").TicketSize} TicketSize */
/** @typedef {{size: TicketSize, start: number, end: number, top: number, height: number}} Standing */
/** @typedef {[column: number, start: number, end: number]} Planned */

/** Lines for which there must be room at a column's foot before a ticket is parted there. */
const FOOT_LINES = 4;

export class Columns {
  /** @param {readonly import("./ticket_sizes.js").Rect[]} rects the columns on the glass @param {number} gap px between tickets */
  constructor(rects, gap) {
    this._rects = rects;
    this._gap = gap;
    /** @type {Standing[][]} */
    this.stacks = rects.map(() => []);
  }

  /** Put a part where it stood before. @param {PlacedPart} part @param {TicketSize} size */
  stand(part, size) {
    const start = Math.min(part.from, size.lines.length);
    const end = Math.min(part.to, size.lines.length);
    this.stacks[part.column].push({ size, start, end, top: part.top, height: part.height });
  }

  /** Where everything stands, column by column. @returns {PlacedPart[]} */
  parts() {
    return this._rects.flatMap((rect, column) =>
      this.stacks[column].map((each) => ({
        order: each.size.order,
        column,
        left: rect.x,
        top: each.top,
        width: rect.w,
        height: each.height,
        from: each.start,
        to: each.end,
      })),
    );
  }

  /** The ids of the tickets that stand here. */
  orders() {
    return new Set(this._all().map((each) => each.size.order));
  }

  /** How many px are free at a column's foot. @param {number} column */
  room(column) {
    const rect = this._rects[column];
    const last = this.stacks[column].at(-1);
    return last ? rect.y + rect.h - last.top - last.height - this._gap : rect.h;
  }

  /** Move everything up, each in its column. */
  closeGaps() {
    this.stacks.forEach((_, column) => this._pullUp(column));
  }

  /** Take tickets off. @param {ReadonlySet<string>} orders @returns {boolean} whether one was there */
  remove(orders) {
    const before = this._all().length;
    this.stacks = this.stacks.map((stack) => stack.filter((each) => !orders.has(each.size.order)));
    return this._all().length < before;
  }

  /** Put a ticket where it fits, whole if there is a way. @param {TicketSize} size @returns {boolean} */
  put(size) {
    const need = size.head + sum(size.lines);
    const fits = this.stacks.map((_, at) => at).filter((at) => this.room(at) >= need);
    if (fits.length) {
      const tightest = fits.reduce((one, at) => (this.room(at) < this.room(one) ? at : one));
      this._add(tightest, size, 0, size.lines.length);
      return true;
    }
    const tallest = Math.max(...this._rects.map((rect) => rect.h));
    return (
      this.partAtFoot(size) || (need > tallest && this._spread(size, Math.ceil(need / tallest) + 1))
    );
  }

  /**
   * Take the tickets off that are in the way of one that goes before its turn, and put it.
   *
   * @param {TicketSize} size
   * @param {ReadonlyMap<string, number>} turns which place each ticket has in the board's order
   * @returns {Set<string>} the ids of those that were taken off; none when that would not help
   */
  pushIn(size, turns) {
    const need = size.head + sum(size.lines);
    /** @type {[number, number, number][]} */
    const ways = [];
    this.stacks.forEach((_, at) => {
      const off = this._inTheWay(at, need);
      if (off === null) return;
      const first = off.length ? Math.min(...off.map((each) => turns.get(each) ?? 0)) : 0;
      ways.push([off.length, -first, at]);
    });
    if (ways.length) {
      // As few as will do, and the youngest.
      const [, , at] = ways.reduce((one, each) => (isLess(each, one) ? each : one));
      const off = new Set(this._inTheWay(at, need) ?? []);
      this.remove(off);
      this._pullUp(at);
      this._add(at, size, 0, size.lines.length);
      return off;
    }
    /** @type {Set<string>} */
    const removed = new Set();
    const before = this.stacks.map((stack) => [...stack]);
    for (let at = this.stacks.length - 1; at >= 0; at--) {
      const off = this.stacks[at].filter((each) => !each.size.rush).map((each) => each.size.order);
      if (need <= this._rects[at].h || !off.length) continue;
      for (const each of off) removed.add(each);
      this.remove(new Set(off));
      this._pullUp(at);
      if (this.put(size)) return removed;
    }
    this.stacks = before;
    this.closeGaps();
    return new Set();
  }

  /**
   * Put tickets one after the other, column by column.
   *
   * @param {readonly TicketSize[]} tickets
   * @returns {number} how many have their end here
   */
  flow(tickets) {
    let column = 0;
    let done = 0;
    for (const size of tickets) {
      /** @type {Planned[]} */
      const plan = [];
      const lines = size.lines.length;
      let start = 0;
      let at = column;
      let whole = false;
      while (at < this.stacks.length) {
        const empty = !this.stacks[at].length;
        const end = take(size, start, this.room(at), empty);
        if (end === lines || (end > start && (empty || start > 0 || end - start >= FOOT_LINES))) {
          plan.push([at, start, end]);
          start = end;
        }
        if (plan.length && start === lines) {
          whole = true;
          break;
        }
        at += 1;
      }
      if (!whole && (done || !plan.length)) return done;
      this._carryOut(plan, size);
      if (!whole) return done;
      column = at;
      done += 1;
    }
    return done;
  }

  /** Put a ticket at the foot of the last column, if it fits there whole. @param {TicketSize} size */
  append(size) {
    const last = this.stacks.length - 1;
    const { length } = size.lines;
    if (heightOf(size, 0, length) <= this.room(last)) this._add(last, size, 0, length);
  }

  /**
   * Give tickets that have changed the room that they need now, and take off who has left. What grows
   * pushes down what is below it; what does not fit any more is taken off, never what has grown.
   *
   * @param {ReadonlyMap<string, TicketSize>} sizes
   * @returns {boolean} whether room was left anywhere, or something was taken off
   */
  adapt(sizes) {
    let gap = this.remove(new Set([...this.orders()].filter((each) => !sizes.has(each))));
    /** @type {Set<string>} */
    const changed = new Set();
    for (const each of this._all()) {
      const size = /** @type {TicketSize} */ (sizes.get(each.size.order));
      if (!isSame(each.size, size)) changed.add(size.order);
    }
    for (const order of changed) {
      gap = this._fitAgain(/** @type {TicketSize} */ (sizes.get(order))) || gap;
    }
    this.stacks.forEach((_, at) => {
      gap = this.fitIn(at, changed) || gap;
    });
    return gap;
  }

  /**
   * Take off a column what it has no room for.
   *
   * @param {number} column
   * @param {ReadonlySet<string>} [kept] ids of those that stay
   * @returns {boolean} whether any was taken off
   */
  fitIn(column, kept = new Set()) {
    let removed = false;
    for (let excess; (excess = this._excess(column)) > 0; ) {
      const stack = this.stacks[column];
      let free = stack.filter((each) => !kept.has(each.size.order));
      if (!free.length) free = stack.slice(1);
      if (!free.length || (stack.length === 1 && this._isParted(stack[0]))) {
        this._shorten(column, excess);
        return true;
      }
      const plain = free.filter((each) => !each.size.rush);
      const last = /** @type {Standing} */ ((plain.length ? plain : free).at(-1));
      this.remove(new Set([last.size.order]));
      removed = true;
    }
    this._pushDown(column);
    return removed;
  }

  /** Let tickets go on whose end stands nowhere, if there is room for it by now. */
  complete() {
    /** @type {Map<string, Standing>} */
    const last = new Map();
    for (const each of this._all()) last.set(each.size.order, each);
    this.stacks.forEach((stack, at) => {
      for (const each of stack) {
        if (last.get(each.size.order) !== each || each.end >= each.size.lines.length) continue;
        const spare = each === stack.at(-1) ? this.room(at) + this._gap : 0;
        each.end = take(each.size, each.start, each.height + spare, true);
        each.height = heightOf(each.size, each.start, each.end);
      }
    });
    [...this.stacks].forEach((stack, at) => {
      for (const each of [...stack]) {
        if (last.get(each.size.order) === each && each.end < each.size.lines.length) {
          this._spread(each.size, this.stacks.length, each.end, at);
        }
      }
    });
  }

  /**
   * Begin a ticket at a column's foot, and go on in the columns behind it.
   *
   * @param {TicketSize} size
   * @param {boolean} [crowded] whether it may go on below other tickets; else in empty columns only
   */
  partAtFoot(size, crowded = false) {
    const lines = size.lines.length;
    for (let at = 0; at < this.stacks.length - 1; at++) {
      /** @type {Planned[]} */
      const plan = [];
      let start = 0;
      for (let column = at; column < this.stacks.length; column++) {
        const empty = !this.stacks[column].length;
        if (start && !empty && !crowded) break;
        const end = take(size, start, this.room(column), empty);
        if (end === start || (!start && !empty && end < FOOT_LINES)) break;
        plan.push([column, start, end]);
        start = end;
        if (start === lines) {
          this._carryOut(plan, size);
          return true;
        }
      }
    }
    return false;
  }

  _all() {
    return this.stacks.flat();
  }

  /** @param {number} column */
  _pullUp(column) {
    let top = this._rects[column].y;
    for (const each of this.stacks[column]) {
      each.top = top;
      top += each.height + this._gap;
    }
  }

  /** @param {number} column @param {TicketSize} size @param {number} start @param {number} end */
  _add(column, size, start, end) {
    const rect = this._rects[column];
    const top = rect.y + rect.h - this.room(column);
    this.stacks[column].push({ size, start, end, top, height: heightOf(size, start, end) });
  }

  /** @param {readonly Planned[]} plan @param {TicketSize} size */
  _carryOut(plan, size) {
    for (const [at, start, end] of plan) this._add(at, size, start, end);
  }

  /**
   * Part a ticket among the feet of any columns; it goes on to the right only: nobody reads back.
   *
   * @param {TicketSize} size
   * @param {number} most parts
   * @param {number} [start] the line that they begin with
   * @param {number} [behind] the column that it has come from
   */
  _spread(size, most, start = 0, behind = -1) {
    /** @type {Planned[]} */
    const plan = [];
    const lines = size.lines.length;
    for (let at = behind + 1; at < this.stacks.length; at++) {
      const end = take(size, start, this.room(at), !this.stacks[at].length);
      if (end > start && plan.length < most) {
        plan.push([at, start, end]);
        start = end;
      }
      if (start === lines) break;
    }
    const alone = this.stacks.every((stack) => !stack.length);
    if (start === lines || alone) this._carryOut(plan, size);
    return start === lines || alone;
  }

  /** What has to leave a column's foot for a ticket; null if that does not help.
   * @param {number} column @param {number} need @returns {string[] | null} */
  _inTheWay(column, need) {
    const rect = this._rects[column];
    /** @type {string[]} */
    const off = [];
    const left = [...this.stacks[column]];
    while (rect.h - sum(left.map((each) => each.height + this._gap)) < need) {
      const at = left.findLastIndex((each) => !each.size.rush);
      if (at < 0) return null;
      off.push(left[at].size.order);
      left.splice(at, 1);
    }
    return off;
  }

  /** Part a ticket that has changed anew, in the columns where it stands. @param {TicketSize} size */
  _fitAgain(size) {
    const parts = this._all().filter((each) => each.size.order === size.order);
    const before = sum(parts.map((each) => each.height));
    const lines = size.lines.length;
    let start = 0;
    parts.forEach((each, index) => {
      const last = index === parts.length - 1;
      const end = last ? lines : take(size, start, each.height, true);
      Object.assign(each, { size, start, end, height: heightOf(size, start, end) });
      start = end;
    });
    // A part of which no line is left.
    this.stacks = this.stacks.map((stack) => stack.filter((each) => !each.start || each.start < each.end));
    return start < lines || sum(parts.map((each) => each.height)) < before;
  }

  /** @param {number} column */
  _excess(column) {
    const heights = this.stacks[column].map((each) => each.height + this._gap);
    return sum(heights) - this._gap - this._rects[column].h;
  }

  /** Have a ticket that is longer than its column go on elsewhere, or nowhere for now.
   * @param {number} column @param {number} excess */
  _shorten(column, excess) {
    const [each] = this.stacks[column];
    if (this._isParted(each)) {
      each.height = this._rects[column].h;
      this._fitAgain(each.size);
      return;
    }
    each.end = take(each.size, each.start, each.height - excess, true);
    each.height = Math.min(heightOf(each.size, each.start, each.end), this._rects[column].h);
    this._pushDown(column);
  }

  /** Whether a ticket goes on in another column. @param {Standing} part */
  _isParted(part) {
    return this._all().some((each) => each.size === part.size && each.start > part.start);
  }

  /** @param {number} column */
  _pushDown(column) {
    const rect = this._rects[column];
    const stack = this.stacks[column];
    let top = rect.y;
    for (const each of stack) {
      each.top = Math.max(each.top, top);
      top = each.top + each.height + this._gap;
    }
    let foot = rect.y + rect.h;
    for (const each of stack.toReversed()) {
      each.top = Math.min(each.top, foot - each.height);
      foot = each.top - this._gap;
    }
  }
}
