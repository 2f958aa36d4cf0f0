/**
 * What keys mean on a station's page: those of a keyboard and of bump bars that send letters.
 *
 * @module
 */

import { isSheetOpen } from "../sheet.js";

/** @typedef {import("./cook.js").Cook} Cook */
/** @typedef {{[name: string]: (...values: any[]) => void}} Acts */

/**
 * Hear keys until the page goes.
 *
 * @param {Cook} cook
 * @param {Acts} acts
 * @param {import("./drill.js").Drill} drill during which no key does anything but count
 */
export function listenToKeys(cook, acts, drill) {
  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.altKey || event.metaKey || event.ctrlKey) return;
    const target = /** @type {Element | null} */ (event.target);
    if (target?.matches("input, select, textarea")) return;
    const act = meaningOf(event.key, cook, acts, isOnControl(target) && !drill.isRunning);
    if (drill.isRunning) {
      event.preventDefault();
      drill.press(act !== null);
      return;
    }
    if (act === null) return;
    event.preventDefault();
    act();
  });
}

/** Whether a key belongs to what has the focus: whoever goes by Tab presses what they see framed.
 * @param {Element | null} target */
function isOnControl(target) {
  return target?.matches("button, a, dialog") ?? false;
}

/** @param {string} key @param {Cook} cook @param {Acts} acts @param {boolean} onControl
 * @returns {(() => void) | null} */
function meaningOf(key, cook, acts, onControl) {
  if (/^[0-9]$/.test(key)) return () => cook.key(key === "0" ? 9 : Number(key) - 1);
  if (isSheetOpen()) return null;
  switch (key) {
    case "Enter":
      return onControl ? null : () => cook.bumpFramed();
    case "ArrowRight":
    case "ArrowDown":
      return () => cook.choose(1);
    case "ArrowLeft":
    case "ArrowUp":
      return () => cook.choose(-1);
    case "Backspace":
    case "r":
    case "-":
      return acts.recall;
    case "u":
      return () => cook.undoLast();
    case "a":
      return acts.allDay;
    case "k":
      return acts.silence;
    case "s":
      return () => cook.bumpFramed("preparing");
    case "d":
      return () => cook.bumpFramed("ready");
    case "t":
      return acts.rushFirst;
    case "x":
      return acts.soldOut;
    case "o":
      return acts.sort;
    case "e":
      return acts.openFramed;
    case "?":
    case "F1":
      return acts.more;
    default:
      return null;
  }
}
