/**
 * A panel at the side, or at the foot where it is narrow, over a page that goes on behind it.
 *
 * The browser's own dialog keeps the focus inside, takes Escape for closing, and gives the focus back
 * to what it came from. A tap beside the panel closes it.
 *
 * @module
 */

import { effect, render } from "./vendor/lit.js";

/**
 * @typedef {object} Sheet
 * @property {() => void} close
 * @property {HTMLDialogElement} element
 */

/** @type {Sheet | null} */
let open = null;

/**
 * Open a panel; one that is open is closed before.
 *
 * @param {string} label what it is, for those who hear it
 * @param {(close: () => void) => unknown} view what stands in it; drawn anew when a signal changes
 *   that it reads
 * @param {{onClose?: () => void, modal?: boolean}} [options] `modal` false lets the page behind it be
 *   worked with
 * @returns {Sheet}
 */
export function openSheet(label, view, { onClose, modal = true } = {}) {
  open?.close();
  const from = /** @type {HTMLElement | null} */ (document.activeElement);
  const element = document.createElement("dialog");
  element.className = "sheet";
  element.setAttribute("aria-label", label);
  document.body.append(element);
  const close = () => element.close();
  const stop = effect(() => void render(view(close), element));
  /** @type {Sheet} */
  const sheet = { close, element };
  element.addEventListener("click", (event) => {
    if (event.target === element && !isInside(element, event)) close();
  });
  element.addEventListener("close", () => {
    stop();
    element.remove();
    if (open === sheet) open = null;
    if (from?.isConnected) from.focus({ preventScroll: true });
    onClose?.();
  });
  if (modal) element.showModal();
  else element.show();
  open = sheet;
  return sheet;
}

/** Whether a panel is open. */
export function isSheetOpen() {
  return open !== null;
}

/** Close the panel that is open, if there is one. */
export function closeSheet() {
  open?.close();
}

/** @param {HTMLElement} element @param {MouseEvent} event */
function isInside(element, { clientX, clientY }) {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
}
