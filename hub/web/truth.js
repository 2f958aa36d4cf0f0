/**
 * How far what a page shows can be believed. Pure; by the figures of the kitchen screens.
 *
 * @module
 */

/** Silence of the hub after which a page says so, and after which it is hatched, in ms. */
export const STALE_MS = 3_000;
export const DEAD_MS = 10_000;

/** How often the hub is asked over HTTP while no socket tells anything, in ms. It is less than what
 * makes a page stale: as long as there are answers, it is true. */
export const POLL_EVERY = 2_000;

/**
 * Say how far what a page shows can be believed.
 *
 * @param {number} silence ms for which the hub has not been heard, by either way
 * @returns {"fresh" | "stale" | "dead"}
 */
export function judge(silence) {
  if (silence >= DEAD_MS) return "dead";
  return silence >= STALE_MS ? "stale" : "fresh";
}
