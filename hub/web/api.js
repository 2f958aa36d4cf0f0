/**
 * Asking the hub: with this device's token, and what an answer means.
 *
 * @module
 */

import { say } from "./words.js";

/** How long the hub gets for an answer, in ms. */
export const ANSWER_WITHIN = 5_000;
/** Waits between tries, in ms: chance spreads the pages of a house that all come back at once. */
export const SHORTEST = 500;
export const LONGEST = 1_500;
/** Each try with a token that the hub does not know counts as a failed one there. */
export const REFUSED = 10_000;

/** The header that says who stands at a device. */
export const PROOF = "Galley-Person";

/** @type {string | null} */
let token = null;
/** @type {string | null} */
let proof = null;

/** The hub said no. `code` is the contract's and stays; the message is in its own English words. */
export class RefusedError extends Error {
  /**
   * @param {number} status of HTTP
   * @param {{code: string, message: string, details?: {[name: string]: any}}} error
   * @param {number | null} wait seconds after which to ask again, where the hub said so
   */
  constructor(status, error, wait) {
    super(error.message);
    this.status = status;
    this.code = error.code;
    this.details = error.details ?? {};
    this.wait = wait;
  }
}

/** The hub could not be reached, or what answered was not the hub. */
export class AwayError extends Error {}

/**
 * Set whose token is shown from now on.
 *
 * @param {string | null} given
 */
export function showToken(given) {
  token = given;
}

/** Say which token is shown; for the WebSocket, which has no headers in a browser. */
export function shownToken() {
  return token;
}

/**
 * Set who is at a shared tablet from now on. Only what is pressed carries it: the hub takes whoever asks
 * for somebody who is still there.
 *
 * @param {string | null} given what the hub gave for a PIN
 */
export function showProof(given) {
  proof = given;
}

/** Say what proves who is at a shared tablet; null for nobody. */
export function shownProof() {
  return proof;
}

/**
 * @typedef {object} Asking
 * @property {unknown} [body] sent as JSON
 * @property {Blob} [file] sent as it is, in place of a body
 * @property {string} [key] under which the same is done once only
 * @property {number} [version] of what is changed, as the page shows it
 * @property {number} [within] ms for an answer
 * @property {{[name: string]: string}} [headers] further ones
 * @property {string | null} [proof] of who stood at the device when it was pressed
 */

/**
 * Ask for something.
 *
 * @param {string} method of HTTP
 * @param {string} path
 * @param {Asking} [asking]
 * @returns {Promise<any>} what stands in the envelope: `data`, and with a list its `seq`; with `at`,
 *   the hub's time to the second, in ms since 1970
 * @throws {RefusedError} the hub said no
 * @throws {AwayError} there was no answer of the hub's
 */
export async function ask(method, path, asking = {}) {
  const answer = await send(method, path, asking);
  let said;
  try {
    said = await answer.json();
  } catch (error) {
    throw new AwayError(String(error));
  }
  // A time to the second: in its middle.
  if (answer.ok && said.success) return { ...said, at: Date.parse(answer.headers.get("Date") ?? "") + 500 };
  if (!said.error?.code) throw new AwayError(`an answer that is not the hub's: ${answer.status}`);
  throw new RefusedError(answer.status, said.error, secondsOf(answer));
}

/**
 * Fetch a file.
 *
 * @param {string} path
 * @param {Asking} [asking]
 * @returns {Promise<Blob>}
 * @throws {RefusedError | AwayError}
 */
export async function fetchFile(path, asking = {}) {
  const answer = await send("GET", path, asking);
  if (answer.ok) return answer.blob();
  const said = await answer.json().catch(() => ({}));
  if (!said.error?.code) throw new AwayError(`an answer that is not the hub's: ${answer.status}`);
  throw new RefusedError(answer.status, said.error, secondsOf(answer));
}

/**
 * Read something; only what was asked for.
 *
 * @param {string} path
 * @returns {Promise<any>} `data`
 * @throws {RefusedError | AwayError}
 */
export async function read(path) {
  return (await ask("GET", path)).data;
}

/** @param {string} method @param {string} path @param {Asking} asking */
async function send(method, path, { body, file, key, version, within = ANSWER_WITHIN, headers, proof: proven }) {
  /** @type {{[name: string]: string}} */
  const given = { ...headers };
  if (token) given.Authorization = `Bearer ${token}`;
  if (proven) given[PROOF] = proven;
  if (key) given["Idempotency-Key"] = key;
  if (version !== undefined) given["If-Match"] = `"${version}"`;
  if (file) given["Content-Type"] = "application/octet-stream";
  else if (body !== undefined) given["Content-Type"] = "application/json";
  try {
    return await fetch(path, {
      method,
      headers: given,
      body: file ?? (body === undefined ? undefined : JSON.stringify(body)),
      // What a browser has kept is no answer of the hub's.
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(within),
    });
  } catch (error) {
    throw new AwayError(String(error));
  }
}

/** @param {Response} answer */
function secondsOf(answer) {
  const wait = Number(answer.headers.get("Retry-After"));
  return Number.isFinite(wait) && wait > 0 ? wait : null;
}

/**
 * Say to whoever works with a page why something was not done.
 *
 * @param {unknown} error
 * @returns {string}
 */
export function explain(error) {
  if (error instanceof AwayError) return say("The hub does not answer. Nothing was changed.");
  if (!(error instanceof RefusedError)) return say("Something went wrong on this page.");
  switch (error.code) {
    case "UNAUTHORIZED":
      return say("This device was sent away. Ask a manager to let it in.");
    case "FORBIDDEN":
      return say("This device may not do that.");
    case "NOT_FOUND":
      return say("It is not there any more.");
    case "STALE":
    case "INVALID_TRANSITION":
      return say("Somebody else was faster. Look again.");
    case "RATE_LIMITED":
      return say("Too fast. Wait a moment.");
    case "STORAGE_FULL":
    case "STORAGE_ERROR":
      return say("The hub can't write at the moment. Nothing was changed.");
    default:
      // It names the field that was wrong, which is more than any sentence of this page could.
      return error.message;
  }
}
