/**
 * Why orders wait for a station: what it makes, for how long, and who sees it nowhere.
 *
 * @module
 */

import { callNumber, data, ltr, span } from "../parts.js";
import { cameAt, rank } from "../replica.js";
import { html, nothing } from "../vendor/lit.js";
import { say, sayMany } from "../words.js";
import { loadOf, stepOf } from "./rows.js";
import { stationTitle } from "./titles.js";

/** @typedef {import("./rows.js").Row} Row */
/** @typedef {import("./rows.js").Share} Share */

const MOST_DISHES = 6;

/**
 * Why an order waits for one of its stations, a sentence each.
 *
 * @param {Row} row
 * @param {Share} share
 * @param {any} all
 */
export function whyItWaits(row, share, { live, unseen, soldOut, rows }) {
  if (!share.left.length) return [];
  const now = live.now.value;
  const seen = unseen.value.get(row.order.id);
  const load = loadOf(rows.value, share.station);
  const others = load.open - share.left.reduce((sum, item) => sum + item.quantity, 0);
  /** @type {unknown[]} */
  const found = [];
  if (seen?.not_on_screen.includes(share.station)) {
    found.push(html`<b class="flag">${say("No screen there shows this order. Call it out.")}</b>`);
  } else if (seen?.only_chip.includes(share.station)) {
    found.push(say("There it is only a small number below the tickets: too much is open."));
  }
  for (const item of share.left) {
    const dish = item.kitchen_name || item.name;
    const began = item.at?.find((each) => each.station === share.station)?.started_at ?? item.started_at;
    const begun = rank(stepOf(item, share.station)) > 0;
    const from = begun && began ? Date.parse(began) : cameAt(row.order, item);
    const values = { count: item.quantity, dish, time: span(now - from) };
    found.push(begun ? say("{count} {dish}: begun {time} ago", values) : say("{count} {dish}: not begun, waits for {time}", values));
    if (item.flags?.includes("sold_out") || (item.menu_item_id && soldOut.value.has(item.menu_item_id))) {
      found.push(html`<b class="flag">${say("{dish} is sold out", { dish })}</b>`);
    }
  }
  if (others > 0) {
    found.push(sayMany("{count} more dish is open there", "{count} more dishes are open there", others));
  }
  return found;
}

/** The station for which most orders wait, and why. @param {any} all */
export function reasonsView(all) {
  const { rows, layout, stations, live, acts } = all;
  const loads = layout.value.columns.map((/** @type {string | null} */ each) => loadOf(rows.value, each));
  const [worst] = loads.filter((/** @type {any} */ each) => each.holdsUp.length)
    .sort((/** @type {any} */ one, /** @type {any} */ other) => other.holdsUp.length - one.holdsUp.length || one.since - other.since);
  const now = live.now.value;
  if (!worst) {
    return html`<aside class="reasons"><h2>${say("Nobody waits for a station")}</h2>
      <p class="faint">${say("Here you read why, once the rest of an order is done and one station is not.")}</p></aside>`;
  }
  const title = stationTitle(worst.station, stations.value);
  return html`<aside class="reasons"><h2>${sayMany("{count} order waits for {station}, because", "{count} orders wait for {station}, because", worst.holdsUp.length, { station: title })}</h2>
    <ul class="because">${worst.holdsUp.map((/** @type {Row} */ row) => {
      const share = row.shares.find((each) => each.station === worst.station);
      return html`<li><button type="button" class="link" @click=${() => acts.open(row.order)}>${data(callNumber(row.order))}</button>
        <ul>${share ? whyItWaits(row, share, { ...all, rows: { value: [row] } }).map((each) => html`<li>${each}</li>`) : nothing}</ul></li>`;
    })}</ul>
    <h3>${say("All that is open there")}</h3>
    <p class="faint">${say("oldest {time}", { time: span(now - worst.since) })}</p>
    <ul class="dishes">${worst.dishes.slice(0, MOST_DISHES).map((/** @type {any} */ each) =>
      html`<li><b>${ltr(each.count)}</b> ${data(each.name)}</li>`)}</ul></aside>`;
}
