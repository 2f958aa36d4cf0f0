/**
 * The board of a station, as kitchen screens show it.
 *
 * @module
 */

import { Live } from "./live.js";
import { followUpdates, showRevoked, startPage } from "./page.js";
import { callNumber, data, statusSign } from "./parts.js";
import { html } from "./vendor/lit.js";
import { sayMany } from "./words.js";

startPage({
  name: "station",
  roles: ["kitchen", "manager"],
  begin: async (device) => {
    const live = new Live({
      room: "kitchen",
      page: "station",
      station: device.station ?? null,
      onRevoked: () => void showRevoked(),
    });
    await live.start();
    followUpdates(live);
    return () => html`<h1>${sayMany("{count} open", "{count} open", live.orders.value.length)}</h1>
      ${live.orders.value.map(
        (order) => html`<article><h2>${callNumber(order)}</h2><ul>${order.items.map(
          (item) => html`<li>${statusSign(item.status)} ${item.quantity} ${data(item.name)}</li>`,
        )}</ul></article>`,
      )}`;
  },
});
