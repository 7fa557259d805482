import { connect } from "node:net";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { ConfigError } from "../../src/model/errors.ts";
import { startHttp } from "../../src/server/http.ts";
import type { Services } from "../../src/server/services.ts";
import { ask, servicesWith } from "./support.ts";

const here = { host: "127.0.0.1", configuration: "/etc/envaudit/envaudit.yaml" };

async function listening(over: Partial<Services> = {}) {
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const services = servicesWith(over);
  const listener = await startHttp({ ...here, port: 0, services, onError });
  onTestFinished(() => listener.close());
  return { ...listener, errors };
}

/** What comes back for bytes that are no proper request. */
function askRaw(url: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.end(text));
    let answer = "";
    socket.on("data", (chunk) => (answer += chunk.toString()));
    socket.on("end", () => resolve(answer));
    socket.on("error", reject);
  });
}

describe("the public listener", () => {
  it("says where it listens", async () => {
    const { url } = await listening();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it("names its addresses at /", async () => {
    const { status, body, headers } = await ask(await listening(), "/");
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
    for (const path of ["/metrics", "/healthz", "/readyz", "/checks"]) expect(body).toContain(path);
  });

  it("gives the page of the checks, in which nothing may run", async () => {
    const { status, body, headers } = await ask(await listening(), "/checks");
    expect([status, body]).toEqual([200, "<!doctype html>"]);
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
  });

  it("gives the metrics with the content type that Prometheus expects", async () => {
    const server = await listening({ metrics: async () => "# HELP a b\n" });
    const { status, body, headers } = await ask(server, "/metrics");
    expect([status, body]).toEqual([200, "# HELP a b\n"]);
    expect(headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
  });

  it("answers 503 without details when the metrics cannot be read, and logs them", async () => {
    const error = new Error("/var/lib/secret.db is gone");
    const server = await listening({ metrics: () => Promise.reject(error) });
    const { status, body, headers } = await ask(server, "/metrics");
    expect(status).toBe(503);
    expect(headers["content-type"]).toBe("application/problem+json; charset=utf-8");
    expect(JSON.parse(body)).toEqual({
      type: "about:blank",
      title: "Service Unavailable",
      status: 503,
      detail: "the metrics cannot be read from the store; the log says more",
    });
    expect(server.errors).toEqual([error]);
  });

  it("reads the metrics once for those who ask at the same time, and anew afterwards", async () => {
    const reads: ((page: string) => void)[] = [];
    const metrics = vi.fn<() => Promise<string>>(
      () => new Promise((resolve) => reads.push(resolve)),
    );
    const server = await listening({ metrics });
    const both = Promise.all([ask(server, "/metrics"), ask(server, "/metrics")]);
    await vi.waitFor(() => expect(reads).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 50));
    reads[0]?.("one\n");
    expect((await both).map(({ body }) => body)).toEqual(["one\n", "one\n"]);
    const next = ask(server, "/metrics");
    await vi.waitFor(() => expect(reads).toHaveLength(2));
    reads[1]?.("two\n");
    expect((await next).body).toBe("two\n");
  });

  it("is healthy while the process is, ready or not", async () => {
    const ready = async () => ({ ready: false, problems: ["the store does not answer"] });
    const server = await listening({ ready });
    expect(await ask(server, "/healthz")).toMatchObject({ status: 200, body: "ok\n" });
    const { status, body } = await ask(server, "/readyz");
    expect(status).toBe(503);
    expect(JSON.parse(body)).toEqual({ ready: false, problems: ["the store does not answer"] });
  });

  it("is ready when nothing is in the way", async () => {
    const { status, body, headers } = await ask(await listening(), "/readyz");
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(JSON.parse(body)).toEqual({ ready: true, problems: [] });
  });

  it("is not ready when that cannot be told, and does not show why", async () => {
    const server = await listening({ ready: () => Promise.reject(new Error("/var/lib is gone")) });
    const { status, body } = await ask(server, "/readyz");
    expect(status).toBe(503);
    expect(body).not.toContain("/var/lib");
    expect(server.errors).toHaveLength(1);
  });

  it("is not ready when that is not told in time", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const asked = vi.fn<Services["ready"]>(() => new Promise(() => undefined));
    const answer = ask(await listening({ ready: asked }), "/readyz");
    while (asked.mock.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(5_000);
    const { status, body } = await answer;
    expect([status, JSON.parse(body)]).toEqual([
      503,
      { ready: false, problems: ["no answer within 5 seconds"] },
    ]);
  });

  it("answers HEAD like GET, without a body", async () => {
    const server = await listening();
    expect(await ask(server, "/healthz", { method: "HEAD" })).toMatchObject({
      status: 200,
      body: "",
    });
  });

  it.each([
    ["GET", "/nowhere"],
    ["GET", "/metrics/"],
    ["POST", "/metrics"],
    ["DELETE", "/"],
  ])("%s %s is 404 with a problem", async (method, path) => {
    const { status, body, headers } = await ask(await listening(), path, { method });
    expect(status).toBe(404);
    expect(headers["content-type"]).toBe("application/problem+json; charset=utf-8");
    expect(JSON.parse(body)).toMatchObject({ title: "Not Found", status: 404 });
  });

  it("refuses an address that cannot be decoded", async () => {
    const { status, body } = await ask(await listening(), "/%zz");
    expect([status, JSON.parse(body)]).toMatchObject([400, { title: "Bad Request" }]);
  });

  it("does not read a body that is too large", async () => {
    const server = await listening();
    const body = JSON.stringify("x".repeat(2_000));
    const answer = await ask(server, "/", { method: "POST", body });
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([
      413,
      { title: "Payload Too Large" },
    ]);
  });

  it("survives bytes that are no HTTP", async () => {
    const server = await listening();
    expect(await askRaw(server.url, "\u0016\u0003\u0001 hello\r\n\r\n")).toContain("400");
    expect(
      await askRaw(server.url, `GET / HTTP/1.1\r\nX: ${"x".repeat(20_000)}\r\n\r\n`),
    ).toContain("431");
    expect(await ask(server, "/healthz")).toMatchObject({ status: 200 });
  });

  it("sends security headers with every answer, and none that names the server", async () => {
    const server = await listening();
    for (const path of ["/", "/metrics", "/readyz", "/nowhere"]) {
      const { headers } = await ask(server, path);
      expect(headers).toMatchObject({
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
      });
      expect(headers).not.toHaveProperty("server");
      expect(headers).not.toHaveProperty("x-powered-by");
    }
  });

  it("closes although a connection is held open", async () => {
    const server = await listening();
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    const closed = new Promise((resolve) => socket.on("close", resolve));
    socket.on("error", () => undefined);
    await new Promise((resolve) => socket.on("connect", resolve));
    await server.close();
    await closed;
  });

  const parts = { ...here, services: servicesWith({}), onError: () => undefined };

  it("says in one line that the address is taken, where that stands and what to do", async () => {
    const { url } = await listening();
    const port = Number(new URL(url).port);
    const second = startHttp({ ...parts, port });
    await expect(second).rejects.toThrow(ConfigError);
    await expect(second).rejects.toMatchObject({
      problems: [
        {
          file: "/etc/envaudit/envaudit.yaml",
          path: "server.listen",
          message: `cannot listen on 127.0.0.1:${port}: another process listens there; stop it, or name another port`,
        },
      ],
    });
  });

  it("takes a free port instead where it may", async () => {
    const { url } = await listening();
    const port = Number(new URL(url).port);
    const second = await startHttp({ ...parts, port, orFreePort: true });
    onTestFinished(() => second.close());
    expect(second.url).not.toBe(url);
    expect((await ask(second, "/healthz")).body).toBe("ok\n");
  });

  it("says in one line that the machine has no such address", async () => {
    const elsewhere = { ...parts, host: "192.0.2.1", port: 9480, orFreePort: true };
    await expect(startHttp(elsewhere)).rejects.toMatchObject({
      problems: [
        {
          message:
            "cannot listen on 192.0.2.1:9480: this machine has no such address; name one that it has, such as 127.0.0.1",
        },
      ],
    });
  });
});
