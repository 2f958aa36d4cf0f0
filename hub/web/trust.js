/**
 * Whether this browser trusts the hub's certificate, and what it can do then: begin again while the
 * hub is away.
 *
 * Browsers register a service worker only where they trust; where somebody has gone past the warning
 * they refuse. A page that was not written by the hub may say otherwise: nothing here convinces
 * anybody but this browser's owner.
 *
 * @module
 */

import { signal } from "./vendor/lit.js";

const WORKER = "/sw.js";
/** Word to a worker that waits: nobody is in the middle of something. */
const TAKE_OVER = "take over";
const TAKEN_WITHIN = 5_000;

/** Whether a newer version of all pages waits here to be taken. */
export const waitsToTakeOver = signal(false);

/**
 * Find out whether this browser trusts the hub, by registering its service worker.
 *
 * @returns {Promise<boolean>} false also where a browser has no service workers
 */
export async function findTrust() {
  if (!("serviceWorker" in navigator)) return false;
  try {
    const how = /** @type {const} */ ({ scope: "/", updateViaCache: "none" });
    watch(await navigator.serviceWorker.register(workerAddress(), how));
    return true;
  } catch {
    // With the hub away nothing can be registered; a worker that is there was trusted.
    return (await navigator.serviceWorker.getRegistration().catch(() => undefined)) !== undefined;
  }
}

/**
 * Have this page be of the newest version when it is loaded next. Only while nobody is in the middle
 * of something: what all open pages are made of changes.
 */
export async function renewShell() {
  const registered = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  if (registered === undefined) return;
  await registered.update().catch(() => undefined);
  const waiting = registered.waiting ?? (await installed(registered.installing));
  if (waiting === null) return;
  const taken = new Promise((resolve) =>
    navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }),
  );
  waiting.postMessage(TAKE_OVER);
  await Promise.race([taken, new Promise((resolve) => setTimeout(resolve, TAKEN_WITHIN))]);
}

/** @param {ServiceWorkerRegistration} registered */
function watch(registered) {
  const look = () => {
    // The first of all waits for nobody.
    waitsToTakeOver.value = registered.waiting !== null && registered.active !== null;
  };
  registered.addEventListener("updatefound", () => {
    registered.installing?.addEventListener("statechange", look);
  });
  look();
}

/** @param {ServiceWorker | null} worker @returns {Promise<ServiceWorker | null>} */
function installed(worker) {
  return new Promise((resolve) => {
    if (worker === null) resolve(null);
    worker?.addEventListener("statechange", () => {
      if (worker.state !== "installing") resolve(worker.state === "redundant" ? null : worker);
    });
  });
}

/**
 * The address of the worker, in the form that the page's policy asks for.
 *
 * @returns {string}
 */
function workerAddress() {
  const types = /** @type {any} */ (window).trustedTypes;
  if (types === undefined) return WORKER;
  policy ??= types.createPolicy("galley", { createScriptURL: () => WORKER });
  return policy.createScriptURL(WORKER);
}

/** @type {any} */
let policy;
