import { S3ServiceException } from "@aws-sdk/client-s3";
import type { UnknownReason } from "../model/outcome.ts";
import { printable, shorten } from "../model/text.ts";

const byName: Readonly<Record<string, UnknownReason>> = {
  AccessDenied: "access_denied",
  InvalidAccessKeyId: "auth_failed",
  SignatureDoesNotMatch: "auth_failed",
  ExpiredToken: "auth_failed",
  InvalidToken: "auth_failed",
  CredentialsProviderError: "auth_failed",
  TimeoutError: "timeout",
};

/** What Node says of a certificate that it does not trust. */
const untrusted = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_)/;

/** Why a bucket could not be used. */
export function s3Reason(error: unknown): UnknownReason {
  if (!(error instanceof Error)) return "unreachable";
  const known = Object.hasOwn(byName, error.name) ? byName[error.name] : undefined;
  if (known !== undefined) return known;
  if (untrusted.test(codeOf(error) ?? "")) return "tls_untrusted";
  // A body that is no answer of S3, or a HEAD, which has none: the status alone tells.
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  return status === 403 ? "access_denied" : "unreachable";
}

/** The error in a few words that may be shown: the server's code, the system's, or the name of the error. */
export function s3Words(error: unknown): string {
  if (!(error instanceof Error)) return "unknown error";
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  const words = codeOf(error) ?? error.name;
  return shorten(printable(status === undefined ? words : `${words}, status ${status}`), 120);
}

function codeOf(error: Error): string | undefined {
  return "code" in error && typeof error.code === "string" ? error.code : undefined;
}
