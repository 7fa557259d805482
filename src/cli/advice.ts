import type { UnknownReason } from "../model/outcome.ts";

/** What to do about something that could not be looked at, by its reason; a clause without a full stop. */
export const advice: Readonly<Record<UnknownReason, string>> = {
  unreachable:
    "check the address and port, that the service runs, and that a firewall lets us through",
  timeout: "the service took too long: check its load and the network between",
  tls_untrusted: "give the issuing certificate authority as `ca`, or renew the certificate",
  host_key_mismatch: "compare the fingerprint on the host itself before you pin the new key",
  auth_failed: "check the login, the secret and the database name",
  access_denied: "grant the account what the line names",
  transport_not_configured: "configure the access, or declare it under accepted_gaps",
  unsupported_version: "upgrade envaudit, or judge this version by hand",
  malformed_response: "something other than Odoo may answer there: check the address and the proxy",
  response_too_large: "check what answers there; a table may have to be read by SQL",
  fact_missing: "check the path or program that the line names",
  deadline_exceeded: "raise the environment's deadline",
  internal_error: "report it, with what ENVAUDIT_TRACE=1 prints",
};
