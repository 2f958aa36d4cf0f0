/**
 * What is open at the hub, as it happens, and what is pressed here; one for all pages that work.
 *
 * What a page shows is a copy (`replica.js`) that a socket, or asking, keeps true (`line.js`). It says
 * how far it can be believed: stale after 3 s without a word of the hub, not to be worked from after
 * 10 s. What is pressed is kept in the browser's database first, sent in its order, and counts as
 * under way until the hub's own event shows what came of it. Of several pages of a device that are
 * open one sends.
 *
 * @module
 */

import { RefusedError, ask, shownToken } from "./api.js";
import { Flights } from "./flights.js";
import { Line } from "./line.js";
import { Outbox } from "./outbox.js";
import { PaintedReport } from "./painted.js";
import { EMPTY, withEvent, withSnapshot } from "./replica.js";
import { judge } from "./truth.js";
import { batch, computed, effect, signal } from "./vendor/lit.js";

/** @typedef {import("./replica.js").Replica} Replica */
/** @typedef {import("./replica.js").RoomEvent} RoomEvent */
/** @typedef {import("./store.js").Press} Press */

/** A snapshot is asked for now and then, although nothing seems to be missing. */
const CHECK_EVERY = 30_000;
const TICK = 250;

/**
 * @typedef {object} LiveOptions
 * @property {"kitchen" | "branch"} room whose news are heard
 * @property {string | null} [station] whose own steps lines have that several stations make
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
    /** How often all was read anew: with each socket, and whenever asking has brought something. What
     * a page knows besides is to be read anew as well. */
    this.renewed = signal(0);
    /** How far what is shown can be believed; "waiting" before the first snapshot. */
    this.trust = signal(/** @type {"waiting" | "fresh" | "stale" | "dead"} */ ("waiting"));
    this._outbox = new Outbox({
      page: options.page,
      onHeard: () => this._line.noteHeard(),
      onSettled: (id, refused) => this._flights.answer(id, refused),
      onAnswer: (press, refused, said) => this._tell(press, refused, said),
      onRevoked: (held) => this._leave(held),
    });
    /** Presses that the hub has not answered, oldest first: those of all pages of this device. */
    this.waiting = this._outbox.waiting;
    /** Presses that are kept although the hub has answered: somebody has to see how. */
    this.kept = this._outbox.kept;
    this._flights = new Flights(options.page, () => this.replica.peek());
    /** Presses of this page whose outcome is not shown yet. */
    this.flights = this._flights.list;
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

    this._line = new Line({
      token: shownToken,
      onFrame: (frame) => this._hear(frame),
      poll: () => this._ask(),
      onHeard: () => this._judge(),
      onLost: () => this._lose(),
      onRefused: () => this._outbox.leave(),
    });
    /** Whether there is a socket on which news come. */
    this.connected = this._line.connected;
    this._room = "";
    this._isJoined = false;
    /** @type {string[]} */
    this._hears = [];
    this._lastSnapshot = 0;
    this._timer = 0;
    this._unfollow = () => {};
    this._painted = new PaintedReport((message) => this._line.say(message));
    this._stopped = false;
    /** @type {string | null} */
    this._version = null;
  }

  /** Begin. Returns once what an earlier run of the page left is known. */
  async start() {
    await this._outbox.start();
    this._unfollow = effect(() => this._flights.follow(this.waiting.value));
    this._timer = setInterval(() => this._tick(), TICK);
    this._line.start();
  }

  /** End it: the page goes, or the device was sent away. */
  stop() {
    this._stopped = true;
    clearInterval(this._timer);
    this._unfollow();
    this._line.stop();
    this._outbox.stop();
  }

  /** @param {readonly Press[]} held */
  _leave(held) {
    this.stop();
    this.options.onRevoked?.(held);
  }

  /** What time it is at the hub, in ms since 1970. */
  hubNow() {
    return this._line.hubNow();
  }

  /** The time of the hub as the wire has it. */
  hubTime() {
    return new Date(this.hubNow()).toISOString();
  }

  /** Ms for which the hub has not been heard. */
  silence() {
    return this._line.silentFor();
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
    this._flights.add(press.id, about.order);
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
    if (done) this._flights.drop(press.id);
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
    this._painted.note(this.replica.value.seq, tickets, chips);
    if (this.connected.value) this._painted.send();
  }

  /** Report something else; a hub that is too old to understand it is not told.
   * @param {{type: string, [name: string]: unknown}} report */
  report(report) {
    if (this._hears.includes(report.type)) this._line.say(report);
  }

  /** Ask for everything anew. */
  askSnapshot() {
    if (!this._room) return;
    this._lastSnapshot = performance.now();
    this._line.say({ type: "join", room: this._room, snapshot: true });
    if (this.options.station) {
      this._line.say({ type: "join", room: this._room, station: this.options.station });
    }
  }

  // --- what comes

  _lose() {
    // Who has begun a drill can't end it any more.
    this.drill.value = null;
    this._room = "";
    this._isJoined = false;
  }

  /** @param {any} frame */
  _hear(frame) {
    if (typeof frame.seq === "number" && frame.payload !== undefined) this._takeEvent(frame);
    else this._takeReply(frame);
  }

  /** Ask over HTTP for what a socket would bring. */
  async _ask() {
    const { epoch } = (await ask("GET", "/healthz")).data;
    const found = await ask("GET", "/api/kitchen/orders");
    const take = () => batch(() => {
      if (this._takeSnapshot({ ...found, epoch, orders: found.data })) this.renewed.value += 1;
    });
    return { at: found.at, take };
  }

  /** @param {any} frame */
  _takeReply(frame) {
    switch (frame.type) {
      case "auth:success":
        this._hears = frame.hears ?? [];
        this._painted.begin(this._hears);
        this._room = `branch:${frame.branchId}${this.options.room === "kitchen" ? ":kitchen" : ""}`;
        this.askSnapshot();
        void this._checkVersion();
        break;
      case "joined":
        this._takeJoined(frame);
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

  /** @param {any} joined */
  _takeJoined(joined) {
    if (joined.alarms !== undefined) this.alarms.value = joined.alarms;
    if (joined.stand_ins !== undefined) this.standIns.value = joined.stand_ins;
    if (joined.courses !== undefined) this.courses.value = joined.courses;
    // Joining for a station brings only what that station shares; the snapshot came before it.
    if (joined.upcoming === undefined) return;
    this._takeSnapshot(joined);
    if (!this._isJoined) this.renewed.value += 1;
    this._isJoined = true;
    this._painted.send();
  }

  /** @param {import("./replica.js").Snapshot & {upcoming?: any[]}} snapshot
   * @returns {boolean} whether it shows something else than before */
  _takeSnapshot(snapshot) {
    this.upcoming.value = snapshot.upcoming ?? [];
    const before = this.replica.value;
    const after = withSnapshot(before, snapshot, this.options.station ?? null);
    this.replica.value = after;
    if (after.lost) {
      this.askSnapshot();
      return false;
    }
    this._judge();
    this._flights.conclude();
    this._outbox.nudge();
    return before.epoch !== after.epoch || before.seq !== after.seq;
  }

  /** @param {RoomEvent} event */
  _takeEvent(event) {
    const before = this.replica.value;
    const after = withEvent(before, event, this.options.station ?? null);
    if (after === before) return;
    this.replica.value = after;
    if (after.lost) {
      this.askSnapshot();
      return;
    }
    this._noteUpcoming(event);
    this._flights.conclude();
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

  _tick() {
    const now = performance.now();
    batch(() => {
      this._judge();
      this._flights.conclude();
      const second = Math.floor(this.hubNow() / 1000) * 1000;
      if (second !== this.now.value) this.now.value = second;
      const drill = this.drill.value;
      if (drill !== null && now >= drill.until) this.drill.value = null;
    });
    if (this.connected.value && now - this._lastSnapshot >= CHECK_EVERY) this.askSnapshot();
  }

  _judge() {
    const trust = judge(this.silence());
    this.trust.value = trust === "fresh" && this.replica.value.epoch === null ? "waiting" : trust;
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

  /**
   * @param {Press} press
   * @param {import("./store.js").Refusal | null} refused
   * @param {any} said
   * @returns {boolean} whether the page wants it kept
   */
  _tell(press, refused, said) {
    if (!refused) return this.options.onAnswer?.(press, said) === true;
    return this.options.onRefused?.(press, new RefusedError(400, refused, null)) === true;
  }
}
