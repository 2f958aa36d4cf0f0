/**
 * The one-time code of a link, taken out of the address before anything else is done: this module
 * stands first on its page, and needs no other.
 *
 * @module
 */

const CODE = /^[A-Za-z2-7]{26}$/;

/** @type {(code: string) => void} */
let listener = () => {};
/** @type {string | null} */
let taken = null;

takeCode();
addEventListener("hashchange", () => {
  takeCode();
  if (taken !== null) listener(taken);
});

/**
 * Say with which code this page was opened, and hear of those that come while it is open.
 *
 * @param {(code: string) => void} onAnother
 * @returns {string | null} null without one
 */
export function hearCodes(onAnother) {
  listener = onAnother;
  return taken;
}

/** What stays in the browser's history is the address of the page alone. */
function takeCode() {
  const given = location.hash.slice(1);
  if (location.hash) history.replaceState(null, "", location.pathname);
  taken = CODE.test(given) ? given : null;
}
