/**
 * What stands on a page, told to the hub as kitchen screens tell it: a browser counts as a screen.
 *
 * @module
 */

/** The most orders that one report names, so that it fits into a message. */
const MOST_NAMED = 1_400;

export class PaintedReport {
  /** @param {(message: object) => void} say says something to the hub, if there is a socket */
  constructor(say) {
    this._say = say;
    /** @type {{seq: number, tickets: number[], chips: number[]} | null} */
    this._last = null;
    this._said = "";
    this._isNamed = false;
  }

  /** A socket was greeted, which knows nothing of what was said before. @param {string[]} hears what
   *   the hub understands */
  begin(hears) {
    this._isNamed = hears.includes("tickets");
    this._said = "";
  }

  /**
   * Note what stands there; of several only the last counts.
   *
   * @param {number} seq the last event that is in it
   * @param {number[]} tickets numbers of the orders that stand there whole
   * @param {number[]} chips numbers of those that stand there only by their number
   */
  note(seq, tickets, chips) {
    const named = tickets.slice(0, MOST_NAMED);
    this._last = { seq, tickets: named, chips: chips.slice(0, MOST_NAMED - named.length) };
  }

  /** Tell it, unless the hub knows. */
  send() {
    if (this._last === null) return;
    const { seq, tickets, chips } = this._last;
    const report = this._isNamed ? { type: "painted", seq, tickets, chips } : { type: "painted", seq };
    const text = JSON.stringify(report);
    if (text === this._said) return;
    this._said = text;
    this._say(report);
  }
}
