import { TargetError } from "../../model/errors.ts";
import { printable, shorten } from "../../model/text.ts";
import type { Hop } from "./hop.ts";

/** What `ssh2` and the socket put on their errors: system codes are text, SSH's reasons are numbers. */
type Coded = Error & {
  readonly code?: unknown;
  readonly level?: unknown;
  readonly reason?: unknown;
};

/** RFC 4254, section 5.1. */
const administrativelyProhibited = 1;

const bySystemCode: Readonly<Record<string, string>> = {
  ENOTFOUND: "the name is not known",
  EAI_AGAIN: "the name could not be resolved",
  ECONNREFUSED: "connection refused",
  ECONNRESET: "the connection was reset",
  EPIPE: "the connection was closed",
  EHOSTUNREACH: "no route to the host",
  ENETUNREACH: "no route to the network",
  ETIMEDOUT: "the network timed out",
};

/** A failure before the connection stood, as one line that names the hop. */
export function connectError(hop: Hop, keyFingerprint: string, error: Error): TargetError {
  if (error instanceof TargetError) return error;
  const { code, level } = error as Coded;
  const fail = (reason: TargetError["reason"], text: string): TargetError =>
    new TargetError(reason, `${hop.label}: ${text}`, { cause: error });
  if (typeof code === "string") {
    return fail("unreachable", bySystemCode[code] ?? `the connection failed (${code})`);
  }
  // sshd with a low MaxAuthTries disconnects instead of saying that the key failed
  if (level === "client-authentication" || /authentication failures/i.test(error.message)) {
    return fail(
      "auth_failed",
      `user ${hop.endpoint.user} was refused with key ${keyFingerprint}; add that public key to the account's authorized_keys`,
    );
  }
  if (/no matching host key format/.test(error.message)) {
    return fail(
      "host_key_mismatch",
      "the host has no key of the pinned type any more; check its keys on its console and pin the right one",
    );
  }
  const said = shorten(printable(error.message), 200);
  if (/no matching/.test(error.message)) {
    return fail(
      "unsupported_version",
      `no common modern algorithm (${said}); update its SSH server`,
    );
  }
  if (/Connection lost before handshake/.test(error.message)) {
    return fail("unreachable", "the connection was closed before the login was done");
  }
  if (level === "handshake" || level === "protocol" || level === undefined) {
    return typeof code === "number"
      ? fail("unreachable", `the server disconnected: ${said}`)
      : fail("malformed_response", `the server does not speak SSH as it should: ${said}`);
  }
  return fail("unreachable", said);
}

/** The jump host would not open the way to the host behind it. */
export function forwardError(jump: Hop, host: Hop, error: Error): TargetError {
  const target = `${host.endpoint.host}:${host.endpoint.port}`;
  const said = shorten(printable(error.message.replace("(SSH) Channel open failure: ", "")), 200);
  return (error as Coded).reason === administrativelyProhibited
    ? new TargetError(
        "access_denied",
        `${jump.label}: forwarding to ${target} is not allowed; allow it with permitopen or AllowTcpForwarding`,
        { cause: error },
      )
    : new TargetError("unreachable", `${jump.label}: could not reach ${target}: ${said}`, {
        cause: error,
      });
}

/** A command's channel could not be opened on a connection that stands. */
export function channelError(label: string, error: Error): TargetError {
  const said = shorten(printable(error.message.replace("(SSH) Channel open failure: ", "")), 200);
  if ((error as Coded).reason === administrativelyProhibited) {
    return new TargetError(
      "access_denied",
      `${label}: the server does not let this account run commands: ${said}`,
      { cause: error },
    );
  }
  if (error.message === "Unable to exec") {
    return new TargetError("access_denied", `${label}: the server refused to run the command`, {
      cause: error,
    });
  }
  return new TargetError("unreachable", `${label}: no channel for a command: ${said}`, {
    cause: error,
  });
}
