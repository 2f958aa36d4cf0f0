/**
 * The code of a guest's link, taken out of the address before anything else is done, and kept for as
 * long as this page of the browser is open: a telephone is lent, a table is left.
 *
 * @module
 */

const CODE = /^[A-Za-z0-9_-]{20,80}$/;
const KEPT_AS = "guest";

takeCode();
addEventListener("hashchange", () => {
  takeCode();
  location.reload();
});

/**
 * Say by which token the guests are known.
 *
 * @returns {string | null} null where nobody came by a link
 */
export function guestToken() {
  const code = sessionStorage.getItem(KEPT_AS);
  return code === null ? null : `gly_${code}`;
}

/** Forget it: it is worth nothing any more. */
export function forgetCode() {
  sessionStorage.removeItem(KEPT_AS);
}

function takeCode() {
  const given = location.hash.slice(1);
  if (location.hash) history.replaceState(null, "", location.pathname);
  if (CODE.test(given)) sessionStorage.setItem(KEPT_AS, given);
}
