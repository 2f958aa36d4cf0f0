// The types of lit.js, for tsc; browsers never see them.
export * from "../../../scripts/vendor.d/lit.js";
export type { ReadonlySignal, Signal } from "@preact/signals-core";
export type { TemplateResult } from "lit-html";
