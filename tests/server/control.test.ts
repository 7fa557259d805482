import { existsSync, linkSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import { connect, createServer as createSocketServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { InternalError, RecordError, UsageError } from "../../src/model/errors.ts";
import type { AuditEvent } from "../../src/model/events.ts";
import { requestAudits } from "../../src/server/control-client.ts";
import { startControl } from "../../src/server/control.ts";
import type { AuditRequest, Services } from "../../src/server/services.ts";
import { ask, finished, servicesWith, temporaryDirectory } from "./support.ts";

const never = new AbortController().signal;
const ignore = () => undefined;

async function running(startAudit: Services["startAudit"]) {
  const path = join(temporaryDirectory(), "control.sock");
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const control = await startControl({ path, services: servicesWith({ startAudit }), onError });
  onTestFinished(() => control.close());
  return { ...control, path, errors };
}

async function heard(path: string, request: AuditRequest = {}, signal = never) {
  const events: AuditEvent[] = [];
  await requestAudits(path, request, (event) => void events.push(event), signal);
  return events;
}

/** A daemon of another making behind a socket. */
async function pretending(answer: RequestListener): Promise<string> {
  const path = join(temporaryDirectory(), "control.sock");
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return path;
}

describe("asking a daemon for audits", () => {
  it("hands over the request, and hears every event in order", async () => {
    const told: AuditEvent[] = [
      { type: "planned", environment: "staging" },
      { type: "planned", environment: "uat" },
      { type: "started", environment: "staging" },
      finished("staging"),
      { type: "failed", environment: "uat", error: "the disk is full" },
    ];
    const requests: AuditRequest[] = [];
    const { path } = await running(async (request, onEvent) => {
      requests.push(request);
      for (const event of told) {
        onEvent(event);
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
    const request = {
      environments: ["staging", "uat"],
      controls: ["lifecycle"],
      checks: ["a.b"],
    } as const;
    expect(await heard(path, request)).toEqual(told);
    expect(requests).toEqual([request]);
  });

  it("carries records of megabytes, and letters cut by the network's pieces", async () => {
    const big = finished("staging");
    const title = "é€😀".repeat(400_000);
    const { path } = await running(async (_, onEvent) =>
      onEvent(Object.assign({}, big, { title })),
    );
    expect(await heard(path)).toEqual([{ ...big, title }]);
  });

  it.each([
    new UsageError("no environment `stagging` is configured"),
    new RecordError("the disk is full"),
  ])("throws the daemon's own error: %s", async (error) => {
    const { path } = await running(async () => {
      throw error;
    });
    await expect(heard(path)).rejects.toThrow(error);
  });

  it("keeps the details of the daemon's mistakes in its log", async () => {
    const error = new TypeError("undefined is not a function");
    const { path, errors } = await running(() => Promise.reject(error));
    await expect(heard(path)).rejects.toThrow(
      new InternalError("the daemon made a mistake; its log says more"),
    );
    expect(errors).toEqual([error]);
  });

  it("aborts what was asked for when the one who asked goes away, and nothing else", async () => {
    const signals: AbortSignal[] = [];
    const { path, errors } = await running((_, onEvent, signal) => {
      signals.push(signal);
      onEvent({ type: "started", environment: "staging" });
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as Error));
      });
    });
    const [mine, other] = [new AbortController(), new AbortController()];
    const asked = heard(path, {}, mine.signal);
    const theirs = heard(path, {}, other.signal);
    await vi.waitFor(() => expect(signals).toHaveLength(2));
    mine.abort(new Error("interrupted"));
    await expect(asked).rejects.toThrow("interrupted");
    await vi.waitFor(() => expect(signals.filter(({ aborted }) => aborted)).toHaveLength(1));
    expect(errors).toEqual([]);
    other.abort(new Error("interrupted"));
    await expect(theirs).rejects.toThrow("interrupted");
  });

  it("is an error when the daemon ends in the middle", async () => {
    const control = await running((_, onEvent) => {
      onEvent({ type: "started", environment: "staging" });
      return new Promise(() => undefined);
    });
    const events: AuditEvent[] = [];
    const asked = requestAudits(control.path, {}, (event) => void events.push(event), never);
    const outcome = expect(asked).rejects.toThrow(
      new RecordError("the daemon ended before its audits did: what it had not said is not known"),
    );
    await vi.waitFor(() => expect(events).toHaveLength(1));
    await control.close();
    await outcome;
  });

  it("is an error when the answer ends politely without its last line", async () => {
    const path = await pretending((_, response) => {
      response.end('{"type":"started","environment":"staging"}\n{"type":"do');
    });
    await expect(heard(path)).rejects.toThrow(/^the daemon ended before its audits did/);
  });

  it("is an error when the answer is no event", async () => {
    const path = await pretending((_, response) => void response.end('{"type":"surprise"}\n'));
    await expect(heard(path)).rejects.toThrow("the daemon answered something that is no event");
  });

  it("is an error when nobody listens, and when there is no socket", async () => {
    const path = join(temporaryDirectory(), "control.sock");
    await expect(heard(path)).rejects.toThrow(
      new RecordError(`the daemon does not answer on ${path} (ENOENT)`),
    );
    await staleSocket(path);
    await expect(heard(path)).rejects.toThrow(
      new RecordError(`the daemon does not answer on ${path} (ECONNREFUSED)`),
    );
  });

  it("does not ask when the signal is aborted already", async () => {
    const start = vi.fn<Services["startAudit"]>(async () => undefined);
    const { path } = await running(start);
    await expect(heard(path, {}, AbortSignal.abort(new Error("before")))).rejects.toThrow("before");
    expect(start).toHaveBeenCalledTimes(0);
  });
});

describe("the control listener", () => {
  it.each([
    [{ environment: ["staging"] }, "environment"],
    [{ controls: ["mail"] }, "controls"],
    [{ environments: "staging" }, "environments"],
    [{ checks: [""] }, "checks"],
    [[], "expected object"],
  ])("refuses the request %j", async (body, named) => {
    const start = vi.fn<Services["startAudit"]>(async () => undefined);
    const { path } = await running(start);
    const asked = heard(path, body as unknown as AuditRequest);
    await expect(asked).rejects.toThrow(UsageError);
    await expect(asked).rejects.toThrow(named);
    expect(start).toHaveBeenCalledTimes(0);
  });

  it("refuses a body that is no JSON with a problem", async () => {
    const { path } = await running(async () => undefined);
    const answer = await ask({ socketPath: path }, "/audits", { method: "POST", body: "{" });
    expect(answer.status).toBe(400);
    expect(answer.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
  });

  it("answers with one JSON a line, the last of which is done", async () => {
    const { path } = await running(async (_, onEvent) => {
      onEvent({ type: "planned", environment: "staging" });
    });
    const answer = await ask({ socketPath: path }, "/audits", { method: "POST", body: "{}" });
    expect(answer.headers["content-type"]).toBe("application/x-ndjson; charset=utf-8");
    expect(answer.body).toBe('{"type":"planned","environment":"staging"}\n{"type":"done"}\n');
  });

  it("says how it stands", async () => {
    const { path } = await running(async () => undefined);
    const { status, body } = await ask({ socketPath: path }, "/status");
    expect([status, JSON.parse(body)]).toEqual([
      200,
      { version: "0.1.0", startedAt: "2026-03-02T04:00:00Z", environments: [] },
    ]);
  });

  it("makes a socket for its owner alone, and takes it away", async () => {
    const control = await running(async () => undefined);
    const { path } = control;
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(path, ".."))).toEqual(["control.sock"]);
    await control.close();
    expect(existsSync(path)).toBe(false);
  });

  it("takes the place of a socket on which nobody listens", async () => {
    const path = join(temporaryDirectory(), "control.sock");
    await staleSocket(path);
    const services = servicesWith({});
    const control = await startControl({ path, services, onError: ignore });
    onTestFinished(() => control.close());
    expect(await ask({ socketPath: path }, "/status")).toMatchObject({ status: 200 });
  });

  it("leaves the socket of a daemon that listens alone", async () => {
    const { path } = await running(async () => undefined);
    const second = startControl({ path, services: servicesWith({}), onError: ignore });
    await expect(second).rejects.toMatchObject({
      problems: [{ file: path, message: "is in use by another daemon" }],
    });
    expect(await ask({ socketPath: path }, "/status")).toMatchObject({ status: 200 });
  });

  it("leaves a file that is no socket alone", async () => {
    const path = join(temporaryDirectory(), "control.sock");
    writeFileSync(path, "mine");
    await expect(
      startControl({ path, services: servicesWith({}), onError: ignore }),
    ).rejects.toMatchObject({
      problems: [{ file: path, message: "is something else than a socket, which is left alone" }],
    });
    expect(statSync(path).size).toBe(4);
  });

  it("refuses a path that no socket can have", async () => {
    const path = join(temporaryDirectory(), "x".repeat(120));
    await expect(
      startControl({ path, services: servicesWith({}), onError: ignore }),
    ).rejects.toMatchObject({
      problems: [{ message: "is too long a path for a socket" }],
    });
  });

  it("refuses a directory that is not there", async () => {
    const path = join(temporaryDirectory(), "missing", "control.sock");
    await expect(
      startControl({ path, services: servicesWith({}), onError: ignore }),
    ).rejects.toMatchObject({
      problems: [{ message: "cannot be made: its directory is missing or cannot be written" }],
    });
  });

  it("does not take away the socket of a successor", async () => {
    const first = await running(async () => undefined);
    rmSync(first.path);
    const second = await startControl({
      path: first.path,
      services: servicesWith({}),
      onError: ignore,
    });
    onTestFinished(() => second.close());
    await first.close();
    expect(existsSync(first.path)).toBe(true);
  });
});

/** A socket as a killed daemon leaves it. */
async function staleSocket(path: string): Promise<void> {
  const server = createSocketServer();
  await new Promise<void>((resolve) => server.listen(`${path}.made`, resolve));
  linkSync(`${path}.made`, path);
  await new Promise((resolve) => server.close(resolve));
  await new Promise<void>((resolve) => {
    connect(path).on("error", () => resolve());
  });
}
