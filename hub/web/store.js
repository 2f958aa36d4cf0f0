/**
 * What a device keeps for itself, in its browser's database: its token, its settings, and what the
 * hub has not been told yet. All pages of one hub share it. A token stands nowhere else, and never in
 * an address.
 *
 * @module
 */

/**
 * @typedef {object} Press what is to be done, kept until the hub has answered
 * @property {string} id names it; the hub takes what has the same name for the same
 * @property {string} page that it comes from
 * @property {string} method of HTTP
 * @property {string} path below the hub's address
 * @property {unknown} body as JSON
 * @property {string} takenAt when it was made, by the hub's clock as far as this device knows it
 * @property {{[name: string]: any}} about what the page wants to know of it later
 * @property {string} [tab] names the page, of those that are open, that it was made on
 * @property {Refusal} [refused] why the hub said no
 * @property {unknown} [answer] what the hub said
 * @property {boolean} [told] whether the page knows that, and wants it kept until somebody has seen it
 * @property {string | null} [proof] of who stood at the device, where several share it
 * @property {number} [at] its place in the row; given when it is kept
 */
/** @typedef {{code: string, message: string, details: {[name: string]: any}}} Refusal */

const DATABASE = "galley";
const SETTINGS = "settings";
const PRESSES = "presses";

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

/**
 * Read something that was kept.
 *
 * @param {string} name
 * @returns {Promise<any>} undefined where nothing was
 */
export async function recall(name) {
  const store = await storeOf(SETTINGS, "readonly");
  return done(store.get(name));
}

/**
 * Keep something.
 *
 * @param {string} name
 * @param {unknown} value undefined forgets it
 */
export async function keep(name, value) {
  const store = await storeOf(SETTINGS, "readwrite");
  if (value === undefined) await done(store.delete(name));
  else await done(store.put(value, name));
}

/**
 * Put something at the end of the row of what the hub is to be told.
 *
 * @param {Press} press
 */
export async function addPress(press) {
  const store = await storeOf(PRESSES, "readwrite");
  press.at = /** @type {number} */ (await done(store.add(press)));
}

/**
 * Keep what has become of a press.
 *
 * @param {Press} press that was kept before
 */
export async function changePress(press) {
  const store = await storeOf(PRESSES, "readwrite");
  await done(store.put(press));
}

/**
 * Forget a press.
 *
 * @param {Press} press that was kept before
 */
export async function removePress(press) {
  const store = await storeOf(PRESSES, "readwrite");
  await done(store.delete(/** @type {number} */ (press.at)));
}

/**
 * List what was kept, in the order in which it was made.
 *
 * @returns {Promise<Press[]>}
 */
export async function listPresses() {
  const store = await storeOf(PRESSES, "readonly");
  return done(store.getAll());
}

/**
 * Forget everything: this device was sent away.
 *
 * @param {(presses: Press[]) => void} show shows what was kept for the hub, before it is forgotten
 */
export async function forgetAll(show) {
  const database = await open();
  // One transaction: what is being kept at this moment comes before it, and is shown as well.
  const all = database.transaction([SETTINGS, PRESSES], "readwrite");
  const presses = all.objectStore(PRESSES);
  show(await done(presses.getAll()));
  await Promise.all([done(all.objectStore(SETTINGS).clear()), done(presses.clear())]);
}

/** @param {string} name @param {IDBTransactionMode} mode */
async function storeOf(name, mode) {
  const database = await open();
  return database.transaction(name, mode, { durability: "strict" }).objectStore(name);
}

/** @returns {Promise<IDBDatabase>} */
function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(SETTINGS);
      asked.result.createObjectStore(PRESSES, { keyPath: "at", autoIncrement: true });
    };
    asked.onsuccess = () => {
      // Another page wants to change it: a page that is open must not be in the way.
      asked.result.onversionchange = () => {
        asked.result.close();
        opened = null;
      };
      resolve(asked.result);
    };
    asked.onerror = () => {
      opened = null;
      reject(asked.error);
    };
  });
  return opened;
}

/**
 * @template T
 * @param {IDBRequest<T>} asked
 * @returns {Promise<T>}
 */
function done(asked) {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}
