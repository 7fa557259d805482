import { TargetError } from "../../model/errors.ts";
import { printable, shorten } from "../../model/text.ts";
import type { HttpResponse } from "../http/exchange.ts";

/**
 * Why an HTTP answer cannot be one of Odoo's XML-RPC, before anything of it is decoded; undefined when it
 * may be. Odoo answers 200 even for faults. `endpoint` is the full URL that was asked.
 */
export function answerProblem(response: HttpResponse, endpoint: string): TargetError | undefined {
  const { status, contentType } = response;
  if (status !== 200) return statusProblem(response, endpoint);
  const media = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (media === "text/xml" || media === "application/xml") return undefined;
  const shown = media === "" ? "no content type" : printable(shorten(media, 60));
  return new TargetError(
    "malformed_response",
    `${endpoint} answered ${shown} instead of XML: is this the address of an Odoo?`,
  );
}

function statusProblem({ status, location }: HttpResponse, endpoint: string): TargetError {
  const what = `HTTP ${status} from ${endpoint}`;
  if (status >= 300 && status < 400) {
    return new TargetError("unreachable", `${what}: ${redirect(location, endpoint)}`);
  }
  if (status === 401 || status === 403) {
    return new TargetError("access_denied", `${what}: something in front of Odoo refuses us`);
  }
  if (status === 404) {
    return new TargetError(
      "unreachable",
      `${what}: not an Odoo, or (from 19 on) its module \`rpc\` is not installed`,
    );
  }
  if (status === 429) {
    return new TargetError("unreachable", `${what}: a proxy limits our requests`);
  }
  if (status >= 500) {
    const who = status === 500 ? "Odoo or a proxy before it failed" : "a proxy answered, not Odoo";
    return new TargetError("unreachable", `${what} (${who})`);
  }
  return new TargetError("malformed_response", `${what}: not an answer of Odoo's XML-RPC`);
}

/** The address to configure, when the redirect shows one: without our own path, and without a query. */
function redirect(location: string | undefined, endpoint: string): string {
  if (location === undefined || !URL.canParse(location, endpoint)) return "redirects nowhere";
  const { protocol, host, pathname } = new URL(location, endpoint);
  const base = `${protocol}//${host}${pathname.replace(/\/xmlrpc\/2\/\w+\/?$/, "")}`;
  const shown = printable(shorten(base.replace(/\/+$/, ""), 200));
  return `redirects to ${shown}: set the URL to ${shown} if that is this Odoo`;
}
