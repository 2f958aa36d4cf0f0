/**
 * The pass: every open order by stations, what holds it up, and what is ready to go out.
 *
 * @module
 */

import { startPage } from "./page.js";
import { PASS_ROLES, startPass } from "./pass/board.js";

void startPage({
  name: "pass",
  roles: PASS_ROLES,
  begin: startPass,
});
