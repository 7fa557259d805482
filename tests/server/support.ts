import { mkdtempSync, rmSync } from "node:fs";
import { request as httpRequest } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { AuditEvent } from "../../src/model/events.ts";
import type { AuditRecord } from "../../src/model/record.ts";
import type { AuditRequest, Services } from "../../src/server/services.ts";

export type Answer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** One request over its own connection; the body as text. */
export function ask(
  to: { readonly url: string } | { readonly socketPath: string },
  path: string,
  { method = "GET", body = "", type = "application/json" } = {},
): Promise<Answer> {
  const at = "url" in to ? { port: new URL(to.url).port, host: "127.0.0.1" } : to;
  const headers = body === "" ? {} : { "content-type": type };
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ ...at, path, method, headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "envaudit-server-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function recordOf(environment: string): AuditRecord {
  return {
    id: `audit of ${environment}`,
    environment,
    tier: "staging",
    trigger: "api",
    startedAt: "2026-03-02T04:00:00.000Z",
    finishedAt: "2026-03-02T04:00:12.250Z",
    complete: true,
    odooVersion: "17.0",
    context: {} as never,
    facts: {},
    results: [],
    transportErrors: [],
  };
}

const emptyDiff = { checks: {}, findings: { new: [], worse: [], unchanged: [], fixed: [] } };
export const finished = (environment: string): AuditEvent => ({
  type: "finished",
  environment,
  record: recordOf(environment),
  diff: emptyDiff,
});

type Audits = (
  request: AuditRequest,
  onEvent: (event: AuditEvent) => void,
  signal: AbortSignal,
) => Promise<void>;

export function servicesWith(over: Partial<Services> & { readonly startAudit?: Audits }): Services {
  return {
    metrics: async () => "",
    checksPage: () => "<!doctype html>",
    ready: async () => ({ ready: true, problems: [] }),
    info: async () => ({ version: "0.1.0", startedAt: "2026-03-02T04:00:00Z", environments: [] }),
    startAudit: async () => undefined,
    ...over,
  };
}
