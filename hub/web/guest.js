/**
 * What a table has ordered, for its guests to look at on their own telephone. Nothing can be ordered or
 * changed here.
 *
 * @module
 */

import { RefusedError, ask, showToken } from "./api.js";
import { forgetCode, guestToken } from "./guest/code.js";
import { Line } from "./line.js";
import { draw, dress } from "./page.js";
import { clockTime, data, statusSign } from "./parts.js";
import { html, nothing, signal } from "./vendor/lit.js";
import { say } from "./words.js";

/** @typedef {import("./api-types.js").GuestSession} GuestSession */
/** @typedef {GuestSession["orders"][number]} GuestOrder */
/** @typedef {GuestOrder["items"][number]} GuestLine */

const STALE_AFTER = 10_000;
const LOOK_AGAIN = 2_000;
/** An event seldom comes alone. */
const GATHER = 150;
const OVER = new Set(["served", "completed", "cancelled"]);

const shown = signal(/** @type {GuestSession | null} */ (null));
const isOver = signal(false);
/** @type {Line | null} */
let line = null;
let asking = false;
let again = false;

void begin();

async function begin() {
  const root = /** @type {HTMLElement} */ (document.getElementById("page"));
  await dress({ theme: "light" });
  const token = guestToken();
  isOver.value = token === null;
  draw(root, view);
  if (token === null) return;
  showToken(token);
  while (shown.value === null && !isOver.value) {
    await refresh();
    if (shown.value === null) await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
  }
  const session = shown.value?.session.id;
  if (session === undefined) return;
  line = new Line({
    token: () => token,
    room: `session:${session}`,
    onFrame: ({ type }) => {
      if (type !== "pong" && type !== "auth:success") later();
    },
    poll: readTable,
    onRefused: () => leave(),
  });
  line.start();
  draw(root, view);
}

/** Ask for all of it; once more where something has happened meanwhile. */
async function refresh() {
  const { take } = await readTable().catch(() => ({ take: () => undefined }));
  take();
}

async function readTable() {
  try {
    const { at, data } = await ask("GET", "/api/guest");
    return { at, take: () => (shown.value = data) };
  } catch (error) {
    if (error instanceof RefusedError && (error.status === 401 || error.status === 404)) leave();
    throw error;
  }
}

function later() {
  again = true;
  if (asking) return;
  asking = true;
  setTimeout(async () => {
    while (again) {
      again = false;
      await refresh();
    }
    asking = false;
  }, GATHER);
}

function leave() {
  line?.stop();
  forgetCode();
  shown.value = null;
  isOver.value = true;
}

function view() {
  if (isOver.value) return overView();
  if (shown.value === null) {
    return html`<div class="guest"><p role="status">${say("Looking for the hub at {address} ...", { address: location.host })}</p></div>`;
  }
  const { session, orders } = shown.value;
  const stale = line !== null && line.silence.value > STALE_AFTER;
  const open = orders.filter((each) => !OVER.has(each.status));
  const before = orders.filter((each) => OVER.has(each.status));
  return html`<div class="guest">
    <h1>${say("Table {table}", { table: session.table_number })}</h1>
    ${stale
      ? html`<p class="band" role="alert">${say("No news from the kitchen since {time}. Please ask us.", { time: clockTime(line?.heardAt.value ?? Date.now()) })}</p>`
      : nothing}
    <div class=${stale ? "hatched orders" : "orders"}>
      ${orders.length ? nothing : html`<p>${say("Nothing has been ordered yet.")}</p>`}
      ${open.map((order) => orderView(order, say("Being cooked")))}
      ${before.map((order) => orderView(order, say("Before that")))}</div>
    <p class="meta faint">${say("Dishes change here by themselves. Anything wrong? Please tell us: this page can't order or cancel.")}</p></div>`;
}

function overView() {
  return html`<div class="guest"><h1>${say("This link shows nothing any more")}</h1>
    <p>${say("Links are for one visit. Please ask us for a new one.")}</p></div>`;
}

/** @param {GuestOrder} order @param {string} title */
function orderView(order, title) {
  return html`<section class="card"><h2>${title}</h2>
    <p class="meta faint">${say("Received {time}", { time: clockTime(Date.parse(order.created_at)) })}</p>
    <ul>${order.items.map((item) => lineView(item))}</ul>
    ${order.allergies?.length ? allergyView(order) : nothing}</section>`;
}

/** @param {GuestLine} item */
function lineView(item) {
  const more = [item.variant, ...(item.modifiers ?? [])].filter((each) => each !== undefined);
  return html`<li class="line">${statusSign(item.status)}
    <span><b>${item.quantity}</b> ${data(item.name)}${more.map((each) => html`<br><small>${data(each)}</small>`)}</span>
    <span class="faint">${words(item.status)}</span></li>`;
}

/** @param {GuestOrder} order */
function allergyView({ allergies, allergy_known: known }) {
  const what = (allergies ?? []).join(", ");
  return html`<p class="quiet">${known
    ? say("No {allergens}: the kitchen knows", { allergens: what })
    : say("No {allergens}: the kitchen is told", { allergens: what })}</p>`;
}

/** @param {string} status */
function words(status) {
  switch (status) {
    case "preparing":
      return say("being cooked");
    case "ready":
      return say("on its way");
    case "served":
      return say("served");
    case "cancelled":
      return say("cancelled");
    case "held":
      return say("later");
    default:
      return say("received");
  }
}
