import { expect, test } from "vitest";
import { connectionError } from "../../../src/transports/http/failure.ts";

// What no listener on loopback can bring about: the errors as Node gives them.
test.each([
  ["ENOTFOUND", false, "unreachable: o: the host name is not known to DNS"],
  ["EAI_AGAIN", false, "unreachable: o: the host name could not be looked up: DNS does not answer"],
  ["EHOSTUNREACH", false, "unreachable: o: no route to the host"],
  ["ENETUNREACH", false, "unreachable: o: no route to the network"],
  ["ETIMEDOUT", false, "timeout: o: the connection attempt timed out"],
  ["EACCES", false, "unreachable: o: the connection failed (EACCES)"],
  ["EPROTO", false, "unreachable: o: the TLS handshake failed (EPROTO)"],
  ["CERT_REVOKED", true, "tls_untrusted: o: the certificate was revoked: replace it"],
  ["CERT_REJECTED", true, "tls_untrusted: o: the certificate was refused (CERT_REJECTED)"],
])("%s", (code, untrusted, line) => {
  const cause = Object.assign(new Error("words of the system"), { code });
  const error = connectionError(cause, "o", untrusted);
  expect(`${error.reason}: ${error.message}`).toBe(line);
  expect(error.cause).toBe(cause);
});

test("an error without a code", () => {
  expect(connectionError(new Error("?"), "o", false).message).toBe("o: the connection failed");
});
