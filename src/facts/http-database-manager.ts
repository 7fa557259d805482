import { z } from "zod";
import { TargetError } from "../model/errors.ts";
import { collector } from "./collector.ts";
import { fromHttp } from "./source.ts";
import type { HttpAnswer } from "../transports/wires.ts";

// The page is 200 in every state, and the disabled one holds the warning too, in its hidden forms: the
// sentence that it is disabled is looked for first.
const disabled = "The database manager has been disabled by the administrator";
const insecure = "your Odoo database manager is not protected";
const form = "/web/database/";

type State = "blocked" | "disabled" | "enabled" | "insecure";
function stateOf({ status, body }: HttpAnswer): State {
  if ([401, 403, 404].includes(status)) return "blocked";
  if (status !== 200)
    throw new TargetError("unreachable", `/web/database/manager answered HTTP ${status}`);
  if (body.includes(disabled)) return "disabled";
  if (body.includes(insecure)) return "insecure";
  if (body.includes(form)) return "enabled";
  throw new TargetError("malformed_response", "/web/database/manager is not Odoo's page");
}

/**
 * State of the database manager as a stranger sees it: `blocked` by a proxy, `disabled` by `list_db`,
 * `enabled`, or `insecure` (Odoo itself says that the master password is the default: none was tried).
 */
export const httpDatabaseManager = collector({
  id: "http.database-manager",
  title: "Database manager",
  schema: z.enum(["blocked", "disabled", "enabled", "insecure"]),
  anyVersion: true,
  sources: fromHttp(() => ({ path: "/web/database/manager" }), stateOf),
});
