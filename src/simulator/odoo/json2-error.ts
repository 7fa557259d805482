import type { OdooFault } from "./fault.ts";
import type { Page } from "./pages.ts";

/** An error of JSON-2 as Odoo sends it: the exception by its class, with the HTTP status that it stands for. */
export class Json2Error extends Error {
  override readonly name = "Json2Error";
  readonly status: number;
  /** Class with its module, `werkzeug.exceptions.NotFound`. */
  readonly exception: string;
  constructor(status: number, exception: string, text: string) {
    super(text);
    this.status = status;
    this.exception = exception;
  }
}

const http = (status: number, name: string, text: string): Json2Error =>
  new Json2Error(status, `werkzeug.exceptions.${name}`, text);

export const noKey = (): Json2Error =>
  http(
    401,
    "Unauthorized",
    "User not authenticated, use an API Key with a Bearer Authorization header.",
  );
export const wrongKey = (): Json2Error => http(401, "Unauthorized", "Invalid apikey");
export const notFoundError = (text: string): Json2Error => http(404, "NotFound", text);
export const badRequest = (text: string): Json2Error => http(400, "BadRequest", text);
export const unprocessable = (text: string): Json2Error => http(422, "UnprocessableEntity", text);

/** What a fault of a method is in JSON-2. */
export function fromFault(fault: OdooFault): Json2Error {
  switch (fault.code) {
    case 4:
      return new Json2Error(403, "odoo.exceptions.AccessError", fault.message);
    case 3:
      return new Json2Error(403, "odoo.exceptions.AccessDenied", fault.message);
    case 2:
      return fault.message.startsWith("Record does not exist")
        ? new Json2Error(404, "odoo.exceptions.MissingError", fault.message)
        : new Json2Error(422, "odoo.exceptions.UserError", fault.message);
    case 1:
      return fromTraceback(fault.message);
  }
}

function fromTraceback(text: string): Json2Error {
  const last = text.split("\n").find((line) => /^[\w.]+: /.test(line)) ?? "Exception: ";
  const colon = last.indexOf(": ");
  const name = last.slice(0, colon);
  const exception = name.includes(".") ? name : `builtins.${name}`;
  return new Json2Error(500, exception, last.slice(colon + 2));
}

export function errorPage({ status, exception, message }: Json2Error): Page {
  const isHttp = exception.startsWith("werkzeug.");
  const debug = `Traceback (most recent call last):\n  File "/srv/odoo/odoo/http.py", line 2298, in _serve_db\n${exception}: ${message}\n`;
  const body = {
    name: exception,
    message,
    arguments: isHttp ? [message, status] : [message],
    context: {},
    debug,
  };
  return jsonPage(body, status);
}

export const jsonPage = (value: unknown, status = 200): Page => ({
  status,
  contentType: "application/json; charset=utf-8",
  body: JSON.stringify(value),
});
