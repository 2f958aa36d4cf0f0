// What pages use of other people's code; scripts/vendor makes hub/web/vendor/lit.js of it.
// lit-html stays at 3.3.0: from 3.3.1 to 3.3.3 `repeat` leaves a comment in the page for each item that goes.
export { html, svg, render, nothing } from "lit-html";
export { ref } from "lit-html/directives/ref.js";
export { guard } from "lit-html/directives/guard.js";
export { live } from "lit-html/directives/live.js";
export { repeat } from "lit-html/directives/repeat.js";
export { batch, computed, effect, signal } from "@preact/signals-core";
