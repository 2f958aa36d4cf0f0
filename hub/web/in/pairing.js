/**
 * Coming in: by a code, or by a number that a manager compares. What is computed here is what
 * `hub/wire/pairing.py` computes.
 *
 * @module
 */

import { ask, read } from "../api.js";

/**
 * @typedef {object} Paired
 * @property {string} token
 * @property {{id: string, name: string, role: string}} device
 * @property {string} [let_in_by] who had opened pairing
 * @property {string} [station] whose lines its page shows
 * @property {string} [zone] the part of the house whose tables are its own
 */

/** How often a device that waits for the manager asks, in ms. */
const CLAIM_EVERY = 1_000;
const NONCE_BYTES = 32;

/**
 * Come in by a code.
 *
 * @param {string} code
 * @param {string} name what this device calls itself
 * @param {boolean} trusts whether this browser trusts the hub's certificate
 * @returns {Promise<Paired>}
 * @throws {import("../api.js").RefusedError | import("../api.js").AwayError}
 */
export async function pairByCode(code, name, trusts) {
  const body = { code, device_name: name, trusts };
  return (await ask("POST", "/api/auth/pair", { body })).data;
}

/**
 * Ask to be let in, and wait until the manager has answered.
 *
 * @param {string} name what this device calls itself
 * @param {boolean} trusts whether this browser trusts the hub's certificate
 * @param {(number: string) => void} show is given the digits that the manager must see as well
 * @param {AbortSignal} stopped ends the waiting
 * @returns {Promise<Paired>}
 * @throws {import("../api.js").RefusedError | import("../api.js").AwayError}
 */
export async function pairByNumber(name, trusts, show, stopped) {
  const anchor = fromHex((await read("/api/auth/anchor")).fingerprint);
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const commitment = toHex(await digest("galley-pair-commit-v1", nonce));
  const asked = { device_name: name, commitment, long: true, trusts };
  const begun = (await ask("POST", "/api/auth/pairings", { body: asked })).data;
  const proof = { body: { nonce: toHex(nonce) } };
  await ask("POST", `/api/auth/pairings/${begun.id}/reveal`, proof);
  show(await numberOf(anchor, nonce, fromHex(begun.nonce), name, begun.digits));
  for (;;) {
    await pause(CLAIM_EVERY, stopped);
    const claimed = (await ask("POST", `/api/auth/pairings/${begun.id}/claim`, proof)).data;
    if (claimed.state === "paired") return claimed;
  }
}

/**
 * Write digits as people read them aloud: 123 456.
 *
 * @param {string} digits
 */
export function formatNumber(digits) {
  return digits.replace(/\d{3}(?=\d)/g, "$& ");
}

/**
 * @param {Uint8Array} anchor
 * @param {Uint8Array} nonce
 * @param {Uint8Array} ofHub
 * @param {string} name
 * @param {number} digits 6 or 9: the one number is no part of the other
 */
async function numberOf(anchor, nonce, ofHub, name, digits) {
  const kind = digits === 6 ? "galley-pair-number-v1" : "galley-pair-number-v2";
  const sum = await digest(kind, anchor, nonce, ofHub, new TextEncoder().encode(name));
  return String(BigInt(`0x${toHex(sum)}`) % 10n ** BigInt(digits)).padStart(digits, "0");
}

/** @param {string} kind @param {...Uint8Array} parts */
async function digest(kind, ...parts) {
  const whole = new Blob([kind, ...parts.map((each) => each.slice())]);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", await whole.arrayBuffer()));
}

/** @param {Uint8Array} bytes */
function toHex(bytes) {
  return [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
}

/** @param {string} text */
function fromHex(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (each) => Number.parseInt(each, 16));
}

/** @param {number} ms @param {AbortSignal} stopped */
function pause(ms, stopped) {
  return new Promise((resolve, reject) => {
    stopped.throwIfAborted();
    const timer = setTimeout(resolve, ms);
    stopped.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(stopped.reason);
    });
  });
}
