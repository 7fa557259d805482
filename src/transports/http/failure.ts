import type { UnknownReason } from "../../model/outcome.ts";
import { TargetError } from "../../model/errors.ts";

type Failure = readonly [reason: UnknownReason, text: string];

const connection: ReadonlyMap<string, Failure> = new Map<string, Failure>([
  ["ECONNREFUSED", ["unreachable", "connection refused"]],
  ["ECONNRESET", ["unreachable", "the connection was closed before the answer was complete"]],
  ["EPIPE", ["unreachable", "the connection was closed before the request was sent"]],
  ["ENOTFOUND", ["unreachable", "the host name is not known to DNS"]],
  ["EAI_AGAIN", ["unreachable", "the host name could not be looked up: DNS does not answer"]],
  ["EHOSTUNREACH", ["unreachable", "no route to the host"]],
  ["ENETUNREACH", ["unreachable", "no route to the network"]],
  ["ETIMEDOUT", ["timeout", "the connection attempt timed out"]],
  ["HPE_HEADER_OVERFLOW", ["response_too_large", "the answer's headers are too large"]],
]);

// OpenSSL's own words, since its errors come as `ERR_SSL_…` or as `EPROTO` depending on the moment
const notTls = /wrong version number|packet length too long|http request/i;
const oldTls = /protocol version|unsupported protocol/i;

const authority =
  "the certificate's issuer is not trusted here: " +
  "set `ca` to the PEM file of the authority that issued it";

/** What to do, for the certificate errors that happen in practice; the others are named by their code. */
const certificate: ReadonlyMap<string, string> = new Map([
  ["DEPTH_ZERO_SELF_SIGNED_CERT", authority],
  ["SELF_SIGNED_CERT_IN_CHAIN", authority],
  ["UNABLE_TO_GET_ISSUER_CERT", authority],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", authority],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", authority],
  ["CERT_HAS_EXPIRED", "the certificate has expired: renew it"],
  ["CERT_NOT_YET_VALID", "the certificate is not valid yet: is the clock right here and there?"],
  ["CERT_REVOKED", "the certificate was revoked: replace it"],
  [
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "the certificate is for another host name: use a name in the URL that it is for",
  ],
]);

/**
 * A failed exchange as the operator may see it. `untrusted`: TLS verification refused the certificate,
 * whatever its code.
 */
export function connectionError(
  error: NodeJS.ErrnoException,
  origin: string,
  untrusted: boolean,
): TargetError {
  const [reason, text] = failureOf(error, untrusted);
  return new TargetError(reason, `${origin}: ${text}`, { cause: error });
}

function failureOf({ code = "", message }: NodeJS.ErrnoException, untrusted: boolean): Failure {
  if (untrusted) {
    return ["tls_untrusted", certificate.get(code) ?? `the certificate was refused (${code})`];
  }
  const known = connection.get(code);
  if (known !== undefined) return known;
  if (code.startsWith("HPE_")) return ["malformed_response", "the port does not speak HTTP"];
  if (code === "EPROTO" || code.startsWith("ERR_SSL_")) return handshakeFailure(code, message);
  return ["unreachable", code === "" ? "the connection failed" : `the connection failed (${code})`];
}

function handshakeFailure(code: string, message: string): Failure {
  if (notTls.test(message)) return ["unreachable", "the port does not speak TLS: is it http://?"];
  if (oldTls.test(message)) return ["tls_untrusted", "no TLS of version 1.2 or later is offered"];
  return ["unreachable", `the TLS handshake failed (${code})`];
}
