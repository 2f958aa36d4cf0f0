/**
 * What each kind of device is called, on buttons and in lists.
 *
 * @module
 */

import { say } from "../words.js";

/** Kinds that can be let in by a page or a screen, in the order in which houses need them. */
export const KINDS = Object.freeze(["waiter", "kitchen", "pass", "ready", "cashier", "manager"]);

/** Kinds that trust the hub before they are let in. */
export const TRUST_FIRST = new Set(["manager", "cashier"]);

/** @param {string} role @returns {string} */
export function deviceKind(role) {
  switch (role) {
    case "waiter":
      return say("Waiter's device");
    case "kitchen":
      return say("Kitchen screen or tablet");
    case "pass":
      return say("Tablet at the pass");
    case "ready":
      return say("Guests' television");
    case "cashier":
      return say("Cashier's device");
    case "manager":
      return say("Manager's device");
    case "integration":
      return say("Till, web shop or other program");
    default:
      return role;
  }
}
