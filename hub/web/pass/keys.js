/**
 * What keys mean at the pass: a slash looks for something, Escape ends that, arrows go from order to
 * order.
 *
 * @module
 */

/**
 * Hear keys until the page goes.
 *
 * @param {{search: import("./search.js").Search, roving: import("../vendor/lit.js").Signal<string>,
 *   isBusy: () => boolean}} given
 */
export function listenToKeys({ search, roving, isBusy }) {
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey || event.ctrlKey || isBusy()) return;
    const target = /** @type {Element | null} */ (event.target);
    const field = /** @type {HTMLInputElement | null} */ (document.querySelector("#search"));
    if (event.key === "Escape" && (search.words.value || target === field)) {
      search.set("");
      field?.blur();
      event.preventDefault();
    } else if (event.key === "/" && target !== field) {
      field?.focus();
      event.preventDefault();
    } else if (goTo(event.key, target, roving)) {
      event.preventDefault();
    }
  });
}

/** @param {string} key @param {Element | null} target @param {import("../vendor/lit.js").Signal<string>} roving */
function goTo(key, target, roving) {
  const stops = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-row]")]);
  const at = stops.indexOf(/** @type {HTMLElement} */ (target));
  const inField = target?.matches("input, select, textarea") ?? false;
  if (!stops.length || (inField && key !== "ArrowDown")) return false;
  const next = nextStop(key, at, stops.length);
  if (next === null) return false;
  roving.value = stops[next].dataset.row ?? "";
  stops[next].focus();
  return true;
}

/** @param {string} key @param {number} at -1 outside of the orders @param {number} count */
function nextStop(key, at, count) {
  switch (key) {
    case "ArrowDown":
      return Math.min(at + 1, count - 1);
    case "ArrowUp":
      return at < 0 ? count - 1 : Math.max(at - 1, 0);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
