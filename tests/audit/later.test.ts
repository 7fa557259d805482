import { z } from "zod";
import { describe, expect, it } from "vitest";
import { collect } from "../../src/audit/collect.ts";
import { inLayers } from "../../src/audit/later.ts";
import { planAudit } from "../../src/audit/plan.ts";
import { collector, known, type AnyCollector } from "../../src/facts/collector.ts";
import { odooVersion } from "../../src/facts/odoo-version.ts";
import { fromHost, fromQueries } from "../../src/facts/source.ts";
import { TargetError } from "../../src/model/errors.ts";
import type { StoredFact } from "../../src/model/record.ts";
import { check } from "../../src/probes/check.ts";
import type { HostCommand } from "../../src/transports/ssh/commands.ts";
import type { SqlAnswer, Wires } from "../../src/transports/wires.ts";
import { declared, digester } from "./support.ts";

const first = collector({
  id: "host.first",
  title: "First",
  schema: z.string(),
  anyVersion: true,
  sources: fromHost(
    () => [{ name: "whoami" }],
    ([result]) => {
      if (result?.code !== 0) throw new TargetError("access_denied", "the first is closed");
      return result.stdout;
    },
  ),
});
const second = collector({
  id: "host.second",
  title: "Second",
  schema: z.string(),
  after: [first],
  sources: fromHost(
    (context) =>
      known(context, first) === "nothing\n"
        ? { absent: "the first says so" }
        : [{ name: "stat-odoo-conf", path: `/${known(context, first).trim()}` }],
    ([result]) => result?.stdout,
  ),
});
const third = collector({
  id: "sql.third",
  title: "Third",
  schema: z.array(z.unknown()),
  after: [second, first],
  sources: fromQueries(
    (context) =>
      Promise.resolve({
        queries: [
          { id: "a", sql: `select '${known(context, second)}'` },
          { id: "b", sql: "select 2" },
        ],
        about: "two questions",
      }),
    ({ answers, about }) => [about, answers.get("a"), answers.get("b")],
  ),
});

const asked: string[] = [];
const wires = (said: string, code = 0): Wires => ({
  rpc: undefined,
  http: undefined,
  host: {
    run(command: HostCommand) {
      asked.push(command.name);
      const stdout = command.name === "stat-odoo-conf" ? command.path : said;
      return Promise.resolve({ stdout, stderr: "", code });
    },
    close: () => undefined,
  },
  sql: {
    query(queries) {
      const rows: readonly [string, SqlAnswer][] = queries.map(({ id, sql }) =>
        sql === "select 2"
          ? [id, { ok: false, sqlstate: "42501", message: "permission denied" }]
          : [id, { ok: true, rows: [{ sql, version: "17.0", latest_version: "17.0.1.3" }] }],
      );
      return Promise.resolve(new Map(rows));
    },
    close: () => undefined,
  },
  records: { identities: () => Promise.resolve([]) },
});

const facts = async (said: string, code = 0): Promise<Readonly<Record<string, StoredFact>>> => {
  asked.length = 0;
  const via = (one: AnyCollector) => ({
    collector: one,
    via: one.id.startsWith("host") ? ("host" as const) : ("sql" as const),
  });
  // In the wrong order on purpose.
  const planned = [third, second, first, odooVersion].map(via);
  const signal = new AbortController().signal;
  return collect(planned, { environment: declared(), wires: wires(said, code), digester, signal });
};

describe("facts that depend on others", () => {
  it("are read after them, layer by layer, and see them", async () => {
    const stored = await facts("ada\n");
    expect(stored["host.second"]).toEqual({ state: "known", value: "/ada", source: "host" });
    expect(stored["sql.third"]).toEqual({
      state: "known",
      value: [
        "two questions",
        { rows: [expect.objectContaining({ sql: "select '/ada'" })] },
        { reason: "access_denied", detail: "SQL 42501: permission denied" },
      ],
      source: "sql",
    });
    expect(asked).toEqual(["whoami", "stat-odoo-conf"]);
  });

  it("are unknown like them, and not read", async () => {
    const stored = await facts("", 1);
    const unknown = { state: "unknown", reason: "access_denied", detail: "the first is closed" };
    expect(stored["host.second"]).toEqual({ ...unknown, source: "host" });
    expect(stored["sql.third"]).toEqual({ ...unknown, source: "sql" });
    expect(asked).toEqual(["whoami"]);
  });

  it("are absent like them", async () => {
    const stored = await facts("nothing\n");
    const absent = { state: "absent", because: "the first says so" };
    expect(stored["host.second"]).toMatchObject(absent);
    expect(stored["sql.third"]).toMatchObject(absent);
  });

  it("come with those that they depend on into the plan", () => {
    const needing = check({
      id: "x.y",
      control: "lifecycle",
      severity: "low",
      tiers: ["staging"],
      owner: "sre",
      expertise: "odoo.platform.environment_governance",
      passTitle: "P",
      failTitle: "F",
      why: "W.",
      remedy: "R.",
      references: [],
      needs: { third },
      judge: () => ({ outcome: "pass", proof: "" }),
    });
    const ids = planAudit(declared(), [needing], { checks: ["x.y"] }).facts.map(
      ({ collector: one }) => one.id,
    );
    expect(ids).toEqual(["host.first", "host.second", "sql.third", "odoo.version"]);
  });

  it("that wait for each other are our own mistake", () => {
    const a: AnyCollector = { ...first, id: "a", after: [{ ...first, id: "b" }] };
    const b: AnyCollector = { ...first, id: "b", after: [a] };
    const planned = [a, b].map((one) => ({ collector: one, via: "host" as const }));
    expect(() => inLayers(planned)).toThrow("facts wait for each other");
  });
});
