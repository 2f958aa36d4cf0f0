/**
 * What devices of each role are, and where they go on.
 *
 * @module
 */

import { say } from "../words.js";

/** By role. @type {Readonly<Record<string, string>>} */
export const PAGES = Object.freeze({
  kitchen: "/station",
  pass: "/pass",
  waiter: "/waiter",
  cashier: "/waiter",
  ready: "/ready",
  manager: "/manage",
});

/**
 * Say what a device is.
 *
 * @param {string} role
 * @returns {string}
 */
export function roleWords(role) {
  switch (role) {
    case "waiter":
      return say("It is a waiter's.");
    case "kitchen":
      return say("It is a station's of the kitchen.");
    case "pass":
      return say("It is at the pass.");
    case "ready":
      return say("It shows guests what is ready.");
    case "cashier":
      return say("It is a cashier's.");
    case "manager":
      return say("It is a manager's: it may do everything.");
    default:
      return "";
  }
}
