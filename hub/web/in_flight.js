/**
 * Presses under way: from the finger until the page shows what came of them. Pure.
 *
 * @module
 */

/** @typedef {import("./replica.js").Replica} Replica */

/** For how long a press that the hub agreed to waits for its event, in ms. */
export const SETTLE_MS = 6_000;

/**
 * @typedef {object} InFlight
 * @property {string} id names the press
 * @property {string | null} order that it is about; null where it is about none
 * @property {number | null} version of that order at the press; any other shows its outcome
 * @property {number | null} answered monotonic ms at which the hub agreed; null until then
 * @property {boolean} [foreign] whether another page has made it, or this one before it was loaded anew
 */

/**
 * Note that the hub agreed to a press.
 *
 * @param {readonly InFlight[]} flights
 * @param {string} id
 * @param {number} now monotonic ms
 * @returns {InFlight[]}
 */
export function agreed(flights, id, now) {
  return flights.map((each) => (each.id === id ? { ...each, answered: now } : each));
}

/**
 * Take away the presses whose outcome is shown.
 *
 * @param {readonly InFlight[]} flights
 * @param {Replica} replica
 * @param {number} now monotonic ms
 * @returns {readonly InFlight[]} the same where nothing is settled
 */
export function settle(flights, replica, now) {
  const left = flights.filter((each) => !isSettled(each, replica, now));
  return left.length === flights.length ? flights : left;
}

/** @param {InFlight} flight @param {Replica} replica @param {number} now */
function isSettled(flight, replica, now) {
  if (flight.answered === null) return false;
  if (flight.order === null || now - flight.answered >= SETTLE_MS) return true;
  return (replica.orders.get(flight.order)?.version ?? null) !== flight.version;
}
