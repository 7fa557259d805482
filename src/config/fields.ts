import { X509Certificate } from "node:crypto";
import { validate as isCron } from "node-cron";
import { z } from "zod";
import { expectedFound } from "../documents/issues.ts";
import { nearest } from "../documents/nearest.ts";
import { printable, shorten } from "../model/text.ts";
import {
  baseUrlProblem,
  catcherUrlProblem,
  isHost,
  isHostWithOptionalPort,
  pageUrlProblem,
  parseHostPort,
} from "./addresses.ts";
import { isUtcDay } from "../model/days.ts";
import { parseDuration } from "./durations.ts";
import { fingerprintProblem, hostKeyProblem, unpinnedHostKey, withoutComment } from "./ssh-keys.ts";

// Values that are no secrets may be quoted, on one line and not endlessly.
const quote = (text: string) => `\`${shorten(printable(text), 60)}\``;

/** Text that `problem` finds nothing wrong with. */
export function checked(problem: (text: string) => string | undefined, onMissing?: string) {
  const error = (issue: { readonly input?: unknown }) =>
    issue.input === undefined ? onMissing : undefined;
  return z.string({ error }).check((context) => {
    const message = problem(context.value);
    if (message === undefined) return;
    context.issues.push({ code: "custom", message, input: context.value });
  });
}

/** Text that `parse` makes something of. */
function parsed<T>(parse: (text: string) => T | undefined, expected: string) {
  const error = (issue: { readonly input?: unknown }) => expectedFound(expected, issue.input);
  return z.string({ error }).transform((text, context): T => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.addIssue({ code: "custom", message: `expected ${expected}, found ${quote(text)}` });
    return z.NEVER;
  });
}

const isOneLine = (text: string) => printable(text) === text && text.trim() === text;

/** A name or a sentence: not empty, one line. */
export const line = () =>
  z
    .string()
    .min(1)
    .check((context) => {
      if (isOneLine(context.value)) return;
      const message = "expected one line without blanks at its ends and without control characters";
      context.issues.push({ code: "custom", message, input: context.value });
    });

export const day = () =>
  checked((text) =>
    isUtcDay(text) ? undefined : `expected a day that exists, as YYYY-MM-DD, found ${quote(text)}`,
  );

export const duration = () =>
  parsed(parseDuration, "a duration such as 90s, 5m or 2h, at most a day");

export const listen = () => parsed(parseHostPort, "host:port such as 127.0.0.1:9480");

export const host = () =>
  checked((text) =>
    isHost(text) ? undefined : "expected a host name or an IP address without a port",
  );

export const port = () => z.number().int().min(1).max(65_535);

export const hostAndPort = () =>
  checked((text) =>
    isHostWithOptionalPort(text) ? undefined : `expected host or host:port, found ${quote(text)}`,
  );

export const baseUrl = () => checked(baseUrlProblem).transform((text) => new URL(text).origin);

export const pageUrl = () => checked(pageUrlProblem);

export const catcherUrl = () => checked(catcherUrlProblem);

export const hostKey = () => checked(hostKeyProblem, unpinnedHostKey).transform(withoutComment);

export const sshFingerprint = () => checked(fingerprintProblem);

export const cron = () =>
  checked((text) => {
    const fields = text.trim().split(/\s+/).length;
    if ((fields === 5 || fields === 6) && isCron(text)) return undefined;
    return `expected a cron expression of 5 or 6 fields such as "0 */6 * * *", found ${quote(text)}`;
  });

export const timezone = () =>
  checked((text) => {
    if (isTimezone(text)) return undefined;
    const near = nearest(text, ["UTC", ...Intl.supportedValuesOf("timeZone")]);
    const suggestion = near === undefined ? "" : `; did you mean \`${near}\`?`;
    return `expected a time zone such as Europe/Brussels, found ${quote(text)}${suggestion}`;
  });

function isTimezone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** What is wrong with the text of a certificate authority; undefined when nothing is. */
export function certificateProblem(pem: string): string | undefined {
  try {
    return new X509Certificate(pem).raw.length > 0 ? undefined : "the certificate is empty";
  } catch {
    return "not a certificate in PEM form";
  }
}

/** A name that is used in other people's tools too: small letters, digits and hyphens. */
export const environmentName = () =>
  z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9-]{0,62}$/,
      "expected a name of 1 to 63 small letters, digits and hyphens, not beginning with a hyphen",
    );

export const absolutePath = () =>
  checked((text) =>
    text.startsWith("/") && isOneLine(text) ? undefined : "expected an absolute path on the host",
  );

/** A name for psql, which takes `=` and `://` as a connection string with options of its own. */
export const postgresName = () =>
  checked((text) =>
    /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(text)
      ? undefined
      : "expected a plain name of letters, digits, `_`, `.` and `-`, not a connection string",
  );

/** A socket folder or a host of PostgreSQL, as psql's `-h` takes it. */
export const postgresHost = () =>
  checked((text) =>
    isHost(text) || (text.startsWith("/") && isOneLine(text))
      ? undefined
      : "expected a host name, an IP address or the absolute path of a socket folder",
  );
