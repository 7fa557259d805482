import { expect, test } from "vitest";
import { httpWire } from "../../../src/transports/http/wire.ts";
import { cannedHost, floodingHost } from "../../support/http-hosts.ts";

const { signal } = new AbortController();

test("get gives status, content type and text", async () => {
  await using host = await cannedHost({ status: 404, contentType: "text/html", body: "<p>über" });
  const wire = httpWire({ url: host.url, ca: undefined });
  expect(await wire.get("/web/database/manager", signal)).toEqual({
    status: 404,
    contentType: "text/html",
    body: "<p>über",
  });
  wire.close();
});

test("get takes 1 MiB at most", async () => {
  await using host = await floodingHost(50_000_000);
  const wire = httpWire({ url: host.url, ca: undefined });
  await expect(wire.get("/", signal)).rejects.toMatchObject({
    reason: "response_too_large",
    message: `${host.url}: the answer is larger than 1 MiB`,
  });
  wire.close();
});
