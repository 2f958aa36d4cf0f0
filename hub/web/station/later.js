/**
 * What a board needs once it stands, in one file: less to load before that.
 *
 * @module
 */

export { inCourses } from "./courses.js";
export { Drill } from "./drill.js";
export { listenToKeys } from "./keys.js";
export { openAllDay, openMore, openRecall, openSoldOut, openTicket } from "./panels.js";
