import { z } from "zod";
import { TargetError } from "../model/errors.ts";
import { collector } from "./collector.ts";
import { fromHttp } from "./source.ts";
import type { HttpAnswer } from "../transports/wires.ts";

// The page is 200 in every state, and the disabled one holds the warning too, in its hidden forms: the
// sentence that it is disabled is looked for first.
export const disabledManager = "The database manager has been disabled by the administrator";
const insecure = "your Odoo database manager is not protected";
const form = "/web/database/";

type State = "blocked" | "disabled" | "enabled" | "insecure";
function stateOf(answers: readonly HttpAnswer[]): State {
  const [manager, login] = answers;
  if (manager === undefined || login === undefined) {
    throw new TargetError("malformed_response", "a page of the web address is missing");
  }
  const { status, body } = manager;
  if ([401, 403, 404].includes(status)) {
    // A wrong address answers so too: only beside a page that is Odoo's does it mean "closed".
    if (isOdoo(login)) return "blocked";
    throw new TargetError(
      "unreachable",
      `no Odoo answers there (/web/login: HTTP ${login.status})`,
    );
  }
  if (status !== 200) {
    throw new TargetError("unreachable", `/web/database/manager answered HTTP ${status}`);
  }
  if (body.includes(disabledManager)) return "disabled";
  if (body.includes(insecure)) return "insecure";
  if (body.includes(form)) return "enabled";
  throw new TargetError("malformed_response", "/web/database/manager is not Odoo's page");
}

/** The login page, or Odoo's redirect from it to another page of its own. */
export const isOdoo = ({ status, body }: HttpAnswer): boolean =>
  [200, 302, 303].includes(status) && /\/web(?:\/|\?)/.test(body);

/**
 * State of the database manager as a stranger sees it: `blocked` by a proxy, `disabled` by `list_db`,
 * `enabled`, or `insecure` (Odoo itself says that the master password is the default: none was tried).
 */
export const httpDatabaseManager = collector({
  id: "http.database-manager",
  title: "Database manager",
  schema: z.enum(["blocked", "disabled", "enabled", "insecure"]),
  anyVersion: true,
  sources: fromHttp(() => ({ paths: ["/web/database/manager", "/web/login"] }), stateOf),
});
