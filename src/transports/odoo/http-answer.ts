import { TargetError } from "../../model/errors.ts";
import { printable, shorten } from "../../model/text.ts";
import type { HttpResponse } from "../http/exchange.ts";

/** What was expected to answer, for the messages. */
export type Protocol = {
  /** As in "HTTP 418 …: not an answer of …". */
  readonly name: string;
  /** As in "answered text/html instead of …". */
  readonly format: string;
  /** What a 404 may mean. */
  readonly notFound: string;
};

/** The media type of an answer, in small letters and without parameters; empty when there is none. */
export function mediaOf({ contentType }: HttpResponse): string {
  return contentType.split(";")[0]?.trim().toLowerCase() ?? "";
}

/**
 * Why an HTTP answer cannot be one of Odoo's API, before anything of it is decoded: it is no 200, or in
 * another format. `endpoint` is the full URL that was asked.
 */
export function notAnAnswer(
  response: HttpResponse,
  endpoint: string,
  protocol: Protocol,
): TargetError {
  if (response.status !== 200) return statusProblem(response, endpoint, protocol);
  const media = mediaOf(response);
  const shown = media === "" ? "no content type" : printable(shorten(media, 60));
  return new TargetError(
    "malformed_response",
    `${endpoint} answered ${shown} instead of ${protocol.format}: is this the address of an Odoo?`,
  );
}

function statusProblem(
  { status, location }: HttpResponse,
  endpoint: string,
  protocol: Protocol,
): TargetError {
  const what = `HTTP ${status} from ${endpoint}`;
  if (status >= 300 && status < 400) {
    return new TargetError("unreachable", `${what}: ${redirect(location, endpoint)}`);
  }
  if (status === 401 || status === 403) {
    return new TargetError("access_denied", `${what}: something in front of Odoo refuses us`);
  }
  if (status === 404) return new TargetError("unreachable", `${what}: ${protocol.notFound}`);
  if (status === 429) {
    return new TargetError("unreachable", `${what}: a proxy limits our requests`);
  }
  if (status >= 500) {
    const who = status === 500 ? "Odoo or a proxy before it failed" : "a proxy answered, not Odoo";
    return new TargetError("unreachable", `${what} (${who})`);
  }
  return new TargetError("malformed_response", `${what}: not an answer of Odoo's ${protocol.name}`);
}

/** The address to configure, when the redirect shows one: without our own path, and without a query. */
function redirect(location: string | undefined, endpoint: string): string {
  if (location === undefined || !URL.canParse(location, endpoint)) return "redirects nowhere";
  const { protocol, host, pathname } = new URL(location, endpoint);
  const base = `${protocol}//${host}${pathname.replace(ownPath, "")}`;
  const shown = printable(shorten(base.replace(/\/+$/, ""), 200));
  return `redirects to ${shown}: set the URL to ${shown} if that is this Odoo`;
}

const ownPath = /\/(?:xmlrpc\/2\/\w+|json\/version|json\/2\/[\w.]+\/\w+)\/?$/;

/** The URL without a user, password or query that it might have. */
export function shownUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname.replace(/\/+$/, "");
}
