/**
 * The strip of orders that have no room for their ticket: as much of each as there is room for. Pure.
 *
 * @module
 */

/** @typedef {{id: string, number: string, place: string, age: string, rush: boolean, allergy: boolean}} ChipWords */
/** @typedef {"full" | "age" | "number"} ChipForm */

/** @type {ChipForm[]} */
const FORMS = ["full", "age", "number"];
/** Widths in letters of the strip: of one letter, of what is round them, of a sign, between two chips. */
const LETTER = 0.7;
const AROUND = 1.5;
const SIGN = 1.8;
const GAP = 0.45;
const MORE = 3.5;

/**
 * Set chips in rows.
 *
 * @param {readonly ChipWords[]} chips the oldest first
 * @param {number} rows that there may be
 * @param {number} width px
 * @param {number} unit px of a letter's height
 * @returns {{form: ChipForm, chips: ChipWords[], hidden: number, rows: number}} what urgent ones and
 *   the newest say is never only counted, as far as there is room
 */
export function layChips(chips, rows, width, unit) {
  // What is round the strip.
  const room = width / unit - 1;
  for (const form of FORMS) {
    const needed = rowsOf(chips, form, room);
    const least = rowsOf(chips, "number", room);
    if (needed <= rows && (rows < 99 || form === "number")) {
      return { form, chips: [...chips], hidden: 0, rows: rows < 99 ? needed : least };
    }
  }
  const kept = new Set(
    chips.filter((each, at) => each.rush || each.allergy || at === 0 || at === chips.length - 1),
  );
  let shown = chips.filter((each) => kept.has(each));
  for (const each of chips) {
    if (kept.has(each)) continue;
    const longer = chips.filter((one) => kept.has(one) || one === each);
    if (rowsOf(longer, "number", room, MORE) > rows) break;
    kept.add(each);
    shown = longer;
  }
  while (shown.length > 1 && rowsOf(shown, "number", room, MORE) > rows) {
    shown = [...shown.slice(0, -2), /** @type {ChipWords} */ (shown.at(-1))];
  }
  return { form: "number", chips: shown, hidden: chips.length - shown.length, rows };
}

/** @param {readonly ChipWords[]} chips @param {ChipForm} form @param {number} room @param {number} [more] */
function rowsOf(chips, form, room, more = 0) {
  let rows = 1;
  let left = room - more;
  for (const each of chips) {
    const need = widthOf(each, form);
    if (need > left) {
      rows += 1;
      left = room;
    }
    left -= need + GAP;
  }
  return rows;
}

/** @param {ChipWords} chip @param {ChipForm} form */
function widthOf({ number, place, age, rush, allergy }, form) {
  const beside = form === "full" ? [place, age] : form === "age" ? [age] : [];
  const letters = number.length + beside.filter(Boolean).reduce((all, each) => all + each.length + 1, 0);
  return LETTER * letters + AROUND + (rush ? SIGN : 0) + (allergy ? SIGN : 0);
}
