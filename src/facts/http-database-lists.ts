import { z } from "zod";
import { TargetError } from "../model/errors.ts";
import type { HttpAnswer } from "../transports/wires.ts";
import { collector } from "./collector.ts";
import { disabledManager, isOdoo } from "./http-database-manager.ts";
import { fromHttp } from "./source.ts";

const selectorPath = "/web/database/selector";
const listPath = "/web/database/list";

/**
 * The other pages that name the databases, as a stranger sees them: the selector, and the list, which takes
 * calls alone, so that of it no more is known than whether a proxy lets them through.
 */
export const httpDatabaseLists = collector({
  id: "http.database-lists",
  title: "Lists of databases",
  schema: z.strictObject({
    selector: z.enum(["blocked", "disabled", "open"]),
    list: z.enum(["blocked", "reachable"]),
  }),
  anyVersion: true,
  sources: fromHttp(
    () => ({ paths: [selectorPath, listPath, "/web/login"] }),
    ([selector, list, login]) => {
      if (selector === undefined || list === undefined || login === undefined) {
        throw new TargetError("malformed_response", "a page of the web address is missing");
      }
      if (!isOdoo(login)) {
        const detail = `no Odoo answers there (/web/login: HTTP ${login.status})`;
        throw new TargetError("unreachable", detail);
      }
      return { selector: selectorState(selector), list: listState(list) };
    },
  ),
});

const isBlocked = ({ status }: HttpAnswer): boolean => [401, 403, 404].includes(status);

function selectorState(answer: HttpAnswer): "blocked" | "disabled" | "open" {
  if (isBlocked(answer)) return "blocked";
  if (answer.status !== 200) throw answered(selectorPath, answer);
  if (answer.body.includes(disabledManager)) return "disabled";
  if (/\/web\/database\/|[?&]db=/.test(answer.body)) return "open";
  throw new TargetError("malformed_response", `${selectorPath} is not Odoo's page`);
}

/** Odoo itself refuses what is no call: with 400, or as another web server would. */
function listState(answer: HttpAnswer): "blocked" | "reachable" {
  if (isBlocked(answer)) return "blocked";
  if ([200, 400, 405, 415].includes(answer.status)) return "reachable";
  throw answered(listPath, answer);
}

const answered = (path: string, { status }: HttpAnswer): TargetError =>
  new TargetError("unreachable", `${path} answered HTTP ${status}`);
