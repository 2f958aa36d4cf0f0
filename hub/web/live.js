/**
 * The way to the hub, one for all pages: what is open there, as it happens, and what is pressed here.
 *
 * What a page shows is a copy (`replica.js`). It says how far it can be believed: stale after 3 s
 * without a word of the hub, not to be worked from after 10 s. What is pressed is kept in the
 * browser's database first, sent in its order, and counts as under way until the hub's own event
 * shows what came of it. Of several pages of a device that are open one sends.
 *
 * @module
 */

import { RefusedError, read, shownToken } from "./api.js";
import { agreed, judge, settle } from "./in_flight.js";
import { LONGEST, Outbox, REFUSED, SHORTEST } from "./outbox.js";
import { EMPTY, fromSnapshot, isOld, withEvent } from "./replica.js";
import { batch, computed, signal } from "./vendor/lit.js";

/** @typedef {import("./in_flight.js").InFlight} InFlight */
/** @typedef {import("./replica.js").Replica} Replica */
/** @typedef {import("./replica.js").RoomEvent} RoomEvent */
/** @typedef {import("./store.js").Press} Press */
/** @typedef {import("./api-types.js").Order} Order */

const PING_EVERY = 1_000;
/** Silence after which a line is given up and made anew, in ms. */
const SILENT_AFTER = 4_000;
/** A snapshot is asked for now and then, although nothing seems to be missing. */
const CHECK_EVERY = 30_000;
const TICK = 250;
const UNAUTHORIZED = 4401;
/** The most orders that one report of what is painted names, so that it fits into a message. */
const MOST_NAMED = 1_400;

/**
 * @typedef {object} LiveOptions
 * @property {"kitchen" | "branch" | "session"} room whose news are heard
 * @property {string | null} [station] whose own steps lines have that several stations make
 * @property {string} [session] of a guest's table, where the room is one
 * @property {string} page names what is pressed here
 * @property {(event: RoomEvent) => void} [onEvent] hears every event, once it has been taken in
 * @property {(press: Press, said: any) => boolean | void} [onAnswer] hears what the hub did; true
 *   keeps the press with its answer until `dismiss`
 * @property {(press: Press, error: RefusedError) => boolean | void} [onRefused] hears what the hub
 *   did not do; true keeps the press with its refusal until `dismiss`
 * @property {(held: readonly Press[]) => void} [onRevoked] hears that this device was sent away, and
 *   what waits for the hub; nothing is taken or sent any more
 */

export class Live {
  /** @param {LiveOptions} options */
  constructor(options) {
    this.options = options;
    /** The open orders. @type {import("./vendor/lit.js").Signal<Replica>} */
    this.replica = signal(EMPTY);
    /** Whether there is a line on which news come. */
    this.connected = signal(false);
    /** Monotonic ms at which the hub was last heard; null before the first time. */
    this.heard = signal(/** @type {number | null} */ (null));
    /** How far what is shown can be believed; "waiting" before the first snapshot. */
    this.trust = signal(/** @type {"waiting" | "fresh" | "stale" | "dead"} */ ("waiting"));
    this._outbox = new Outbox({
      page: options.page,
      onHeard: () => this._noteHeard(),
      onAnswer: (press, refused, said) => this._settleAnswer(press, refused, said),
      onRevoked: () => this._leave(),
    });
    /** Presses that the hub has not answered, oldest first: those of all pages of this device. */
    this.waiting = this._outbox.waiting;
    /** Presses that are kept although the hub has answered: somebody has to see how. */
    this.kept = this._outbox.kept;
    /** Presses of this page whose outcome is not shown yet. */
    this.flights = signal(/** @type {readonly InFlight[]} */ ([]));
    /** What is wrong with the hub. */
    this.alarms = signal(/** @type {{code: string, message: string, station?: string, count?: number}[]} */ ([]));
    /** Orders that wait for their time. */
    this.upcoming = signal(/** @type {{id: string, due_at: string | null, stations: string[], type: string}[]} */ ([]));
    /** Orders of other stations that are shown here. */
    this.standIns = signal(/** @type {{station: string, backup: string, orders: number[]}[]} */ ([]));
    /** Courses that are words, in the house's order. */
    this.courses = signal(/** @type {string[]} */ ([]));
    /** The hub's own drill, while it runs. */
    this.drill = signal(/** @type {{id: string, until: number} | null} */ (null));
    /** Whether the hub has other pages than this one by now: it was updated. */
    this.outdated = signal(false);
    /** The hub's time by this device's, in ms since 1970. Moves a step at a time. */
    this.now = signal(Date.now());
    /** The open orders as a list, oldest first. */
    this.orders = computed(() => [...this.replica.value.orders.values()]);
    /** @type {Set<string>} ids of orders that this page is done with */
    this.done = new Set();

    this._ahead = Date.now() - performance.now();
    this._began = performance.now();
    /** @type {WebSocket | null} */
    this._socket = null;
    this._room = "";
    /** @type {string[]} */
    this._hears = [];
    this._failures = 0;
    this._lastFrame = 0;
    this._lastSnapshot = 0;
    /** @type {number | undefined} */
    this._retry = undefined;
    /** @type {number[]} */
    this._timers = [];
    /** @type {{seq: number, tickets: number[], chips: number[]} | null} */
    this._painted = null;
    this._reported = "";
    /** @type {(() => void) | undefined} */
    this._comeBack = undefined;
    this._stopped = false;
    /** @type {string | null} */
    this._version = null;
  }

  /** Begin. Returns once what an earlier run of the page left is known. */
  async start() {
    await this._outbox.start();
    const own = this.waiting.value.filter((each) => each.page === this.options.page);
    this.flights.value = own.map((each) => ({
      id: each.id,
      order: each.about.order ?? null,
      version: null,
      answered: null,
    }));
    this._timers.push(setInterval(() => this._tick(), TICK));
    this._timers.push(setInterval(() => this._ping(), PING_EVERY));
    this._comeBack = () => {
      if (document.visibilityState === "visible") this._ping();
      this._connectNow();
    };
    document.addEventListener("visibilitychange", this._comeBack);
    addEventListener("online", this._comeBack);
    addEventListener("pageshow", this._comeBack);
    this._connect();
  }

  /** End it: the page goes, or the device was sent away. */
  stop() {
    this._stopped = true;
    for (const each of this._timers) clearInterval(each);
    clearTimeout(this._retry);
    if (this._comeBack) {
      document.removeEventListener("visibilitychange", this._comeBack);
      removeEventListener("online", this._comeBack);
      removeEventListener("pageshow", this._comeBack);
    }
    this._socket?.close();
    this._outbox.stop();
  }

  _leave() {
    this.stop();
    this.options.onRevoked?.(this.waiting.value);
  }

  /** What time it is at the hub, in ms since 1970. */
  hubNow() {
    return performance.now() + this._ahead;
  }

  /** The time of the hub as the wire has it. */
  hubTime() {
    return new Date(this.hubNow()).toISOString();
  }

  /** Ms for which the hub has not been heard. */
  silence() {
    return Math.max(0, performance.now() - (this.heard.value ?? this._began));
  }

  /**
   * Have something done: kept at once, sent as soon as the hub is there, once and in its order.
   *
   * @param {object} wanted
   * @param {string} wanted.method of HTTP
   * @param {string} wanted.path
   * @param {unknown} [wanted.body]
   * @param {{order?: string, [name: string]: any}} [wanted.about] what the page wants to know of it
   *   later; `order` has it count as under way until that order has changed
   * @returns {Promise<Press>} once it is kept; after the end nothing is
   */
  async press({ method, path, body = {}, about = {} }) {
    /** @type {Press} */
    const press = {
      id: crypto.randomUUID(),
      page: this.options.page,
      method,
      path,
      body,
      takenAt: this.hubTime(),
      about,
    };
    if (this._stopped) return press;
    const order = about.order ?? null;
    const version = this.replica.value.orders.get(order ?? "")?.version ?? null;
    this.flights.value = [...this.flights.value, { id: press.id, order, version, answered: null }];
    await this._outbox.add(press);
    return press;
  }

  /**
   * Whether a press about an order is under way.
   *
   * @param {string} order its id
   */
  isUnderWay(order) {
    return this.flights.value.some((each) => each.order === order);
  }

  /**
   * Take back what has not been sent yet; false where it is too late.
   *
   * @param {Press} press
   */
  async withdraw(press) {
    const done = await this._outbox.withdraw(press);
    if (done) this._drop(press.id);
    return done;
  }

  /**
   * Forget a press that was kept so that somebody sees its answer.
   *
   * @param {Press} press
   */
  async dismiss(press) {
    await this._outbox.dismiss(press);
  }

  /**
   * Tell the hub what stands on this page, as a kitchen screen does; of several only the last counts.
   *
   * @param {number[]} tickets numbers of the orders that stand there whole
   * @param {number[]} chips numbers of those that stand there only by their number
   */
  painted(tickets, chips) {
    const named = tickets.slice(0, MOST_NAMED);
    this._painted = {
      seq: this.replica.value.seq,
      tickets: named,
      chips: chips.slice(0, MOST_NAMED - named.length),
    };
    this._reportPainted();
  }

  /** Ask for everything anew. */
  askSnapshot() {
    if (!this._room) return;
    this._lastSnapshot = performance.now();
    this._say({ type: "join", room: this._room, snapshot: true });
    if (this.options.station) {
      this._say({ type: "join", room: this._room, station: this.options.station });
    }
  }

  // --- the line

  _connect() {
    if (this._stopped || this._socket !== null) return;
    const token = shownToken();
    if (token === null) return;
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/ws`);
    this._socket = socket;
    this._room = "";
    this._lastFrame = performance.now();
    socket.onopen = () => socket.send(JSON.stringify({ type: "auth", token }));
    socket.onmessage = ({ data }) => {
      if (socket === this._socket) this._hear(data);
    };
    socket.onclose = ({ code }) => {
      if (socket === this._socket) this._lose(code === UNAUTHORIZED);
    };
  }

  _connectNow() {
    if (this._socket !== null || this._stopped) return;
    clearTimeout(this._retry);
    this._connect();
  }

  /** @param {boolean} refused */
  _lose(refused) {
    const socket = this._socket;
    this._socket = null;
    this._room = "";
    this._reported = "";
    if (socket !== null) {
      socket.onmessage = socket.onclose = null;
      socket.close();
    }
    this.connected.value = false;
    if (this._stopped) return;
    if (refused) {
      void this._checkToken();
      this._retry = setTimeout(() => this._connect(), REFUSED);
      return;
    }
    this._failures += 1;
    const most = Math.min(LONGEST, SHORTEST * 2 ** this._failures);
    const wait = SHORTEST + Math.random() * (most - SHORTEST);
    this._retry = setTimeout(() => this._connect(), wait);
  }

  /** A socket that was closed may have met a hub that starts; only an answer says who is revoked. */
  async _checkToken() {
    try {
      await read("/api/auth/me");
    } catch (error) {
      if (error instanceof RefusedError && error.status === 401) this._leave();
    }
  }

  _ping() {
    if (this._socket?.readyState === WebSocket.OPEN && this._room) this._say({ type: "ping" });
  }

  /** @param {object} message */
  _say(message) {
    if (this._socket?.readyState === WebSocket.OPEN) this._socket.send(JSON.stringify(message));
  }

  /** @param {string} text */
  _hear(text) {
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    this._lastFrame = performance.now();
    batch(() => {
      this.heard.value = this._lastFrame;
      this._judge();
      if (typeof frame.seq === "number" && frame.payload !== undefined) this._takeEvent(frame);
      else this._takeReply(frame);
    });
  }

  /** @param {any} frame */
  _takeReply(frame) {
    switch (frame.type) {
      case "auth:success":
        this._hears = frame.hears ?? [];
        this._keepTime(frame.timestamp);
        this._room = this._roomOf(frame.branchId);
        this.askSnapshot();
        void this._checkVersion();
        break;
      case "joined":
        this._takeJoined(frame);
        break;
      case "pong":
        this._keepTime(frame.timestamp);
        break;
      case "alarms":
        this.alarms.value = frame.alarms;
        break;
      case "stand_ins":
        this.standIns.value = frame.stand_ins;
        break;
      case "drill:open":
        this.drill.value = {
          id: frame.id,
          until: performance.now() + frame.expires_in * 1000,
        };
        break;
      case "drill:closed":
        this.drill.value = null;
        break;
      default:
        // What a newer hub says besides is none of this page's.
        break;
    }
  }

  /** @param {string} branch */
  _roomOf(branch) {
    const { room, session } = this.options;
    if (room === "session") return `session:${session}`;
    return room === "kitchen" ? `branch:${branch}:kitchen` : `branch:${branch}`;
  }

  /** @param {any} joined */
  _takeJoined(joined) {
    if (joined.alarms !== undefined) this.alarms.value = joined.alarms;
    if (joined.stand_ins !== undefined) this.standIns.value = joined.stand_ins;
    if (joined.courses !== undefined) this.courses.value = joined.courses;
    // Joining for a station brings only what that station shares; the snapshot came before it.
    if (joined.upcoming === undefined && this.options.room !== "session") return;
    this._keepTime(joined.timestamp);
    this.upcoming.value = joined.upcoming ?? [];
    this._failures = 0;
    const before = this.replica.value;
    if (isOld(before, joined)) {
      // An answer that an event has overtaken. Should the hub insist, the next one is taken.
      this.replica.value = { ...before, lost: true };
      this.askSnapshot();
      return;
    }
    this.replica.value = fromSnapshot(before, joined, this.options.station ?? null, this.done);
    this.connected.value = true;
    this._conclude();
    this._outbox.nudge();
    this._reportPainted();
  }

  /** @param {RoomEvent} event */
  _takeEvent(event) {
    const before = this.replica.value;
    const whole = this.options.room !== "session";
    const after = withEvent(before, event, this.options.station ?? null, whole);
    if (after === before) return;
    this.replica.value = after;
    if (after.lost) {
      this.askSnapshot();
      return;
    }
    this._noteUpcoming(event);
    this._conclude();
    this.options.onEvent?.(event);
  }

  /** @param {RoomEvent} event */
  _noteUpcoming({ payload }) {
    const order = payload?.order;
    if (!order) return;
    const others = this.upcoming.value.filter((each) => each.id !== order.id);
    const waits = order.release_at && order.status !== "cancelled";
    if (!waits && others.length === this.upcoming.value.length) return;
    const stations = order.items.map((/** @type {any} */ item) => item.station).filter(Boolean);
    this.upcoming.value = waits
      ? [...others, { id: order.id, due_at: order.due_at ?? null, stations, type: order.type }]
      : others;
  }

  _conclude() {
    this.flights.value = settle(this.flights.value, this.replica.value, performance.now());
  }

  /** @param {number} timestamp */
  _keepTime(timestamp) {
    this._ahead = timestamp - performance.now();
  }

  _tick() {
    const now = performance.now();
    batch(() => {
      this._judge();
      this._conclude();
      const second = Math.floor(this.hubNow() / 1000) * 1000;
      if (second !== this.now.value) this.now.value = second;
      const drill = this.drill.value;
      if (drill !== null && now >= drill.until) this.drill.value = null;
    });
    if (this._socket !== null && now - this._lastFrame >= SILENT_AFTER) this._lose(false);
    else if (this.connected.value && now - this._lastSnapshot >= CHECK_EVERY) this.askSnapshot();
  }

  _judge() {
    const trust = judge(this.silence());
    this.trust.value = trust === "fresh" && this.replica.value.epoch === null ? "waiting" : trust;
  }

  _reportPainted() {
    if (this._painted === null || !this.connected.value) return;
    const { seq, tickets, chips } = this._painted;
    const named = this._hears.includes("tickets");
    const report = named ? { type: "painted", seq, tickets, chips } : { type: "painted", seq };
    const text = JSON.stringify(report);
    if (text === this._reported) return;
    this._reported = text;
    this._say(report);
  }

  /** Whether the hub has other pages by now: those that are open should not stay for days. */
  async _checkVersion() {
    try {
      const answer = await fetch(location.pathname, { method: "HEAD", cache: "no-store" });
      const version = answer.ok ? answer.headers.get("ETag") : null;
      if (version === null) return;
      this._version ??= version;
      this.outdated.value = this._version !== version;
    } catch {
      // The hub has just gone; it is asked again with the next line.
    }
  }

  // --- what is pressed

  /** An answer of any kind proves the path. */
  _noteHeard() {
    this.heard.value = performance.now();
    this._judge();
  }

  /**
   * @param {Press} press
   * @param {import("./store.js").Refusal | null} refused
   * @param {any} said
   * @returns {boolean} whether the page wants it kept
   */
  _settleAnswer(press, refused, said) {
    if (refused) {
      this._drop(press.id);
      const error = new RefusedError(400, refused, null);
      return this.options.onRefused?.(press, error) === true;
    }
    this.flights.value = agreed(this.flights.value, press.id, performance.now());
    this._conclude();
    return this.options.onAnswer?.(press, said) === true;
  }

  /** @param {string} id */
  _drop(id) {
    this.flights.value = this.flights.value.filter((each) => each.id !== id);
  }
}
