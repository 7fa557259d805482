import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { judge } from "../../src/audit/judge.ts";
import { planAudit, type PlannedCheck } from "../../src/audit/plan.ts";
import { readFrom } from "../../src/facts/collector.ts";
import type { AccessPath, Environment } from "../../src/model/environment.ts";
import { unknownReasons } from "../../src/model/outcome.ts";
import type { AuditRecord, CheckResult, Fact, StoredFact } from "../../src/model/record.ts";
import { handWrittenChecks as checks } from "../../src/probes/list.ts";
import { breakEnvironment, breakIds } from "../../src/simulator/breaks.ts";
import type { SimulatedEnvironment } from "../../src/simulator/environment.ts";
import { startSimulatedEnvironment } from "../../src/simulator/environment.ts";
import { seed } from "../../src/simulator/odoo/seed/seed.ts";
import { auditOf, clock, declare, declared, unknownsOf } from "./support.ts";

let sim: SimulatedEnvironment;
let environment: Environment;
let record: AuditRecord;
beforeAll(async () => {
  sim = await startSimulatedEnvironment(seed(17, "staging"), clock);
  environment = declare(sim);
  record = await auditOf(environment);
});
afterAll(() => sim.close());

const planned = (): readonly PlannedCheck[] => planAudit(environment, checks).checks;
const again = (stored: AuditRecord): readonly CheckResult[] =>
  judge(planned(), stored.facts, stored.context, environment);
const throughStore = (stored: AuditRecord): AuditRecord =>
  JSON.parse(JSON.stringify(stored)) as AuditRecord;

describe("judging", () => {
  it("gives the same verdicts for the same facts, over and over", () => {
    expect(unknownsOf(record)).toEqual([]);
    expect(again(record)).toEqual(record.results);
    expect(again(record)).toEqual(again(record));
  });

  it("gives the same verdicts from a stored record", () => {
    expect(again(throughStore(record))).toEqual(record.results);
  });

  it("gives the same verdicts from a stored record with findings in every control", async () => {
    let broken = sim.spec();
    const ofCopies = breakIds.filter((id) => !id.startsWith("production."));
    for (const id of ofCopies) broken = breakEnvironment(broken, id);
    const safe = sim.spec();
    sim.change(() => broken);
    const found = await auditOf(environment);
    sim.change(() => safe);
    const failing = found.results.filter(({ verdict }) => verdict.outcome === "fail");
    expect(failing.length).toBeGreaterThan(12);
    expect(again(throughStore(found))).toEqual(found.results);
  });

  it("titles what fails by its failure, and everything else by what is wanted", () => {
    const undeclared = {
      ...record.context,
      environment: { ...record.context.environment, lifecycle: { kind: "undeclared" } as const },
    };
    const results = judge(planned(), record.facts, undeclared, environment);
    const titles = results.filter((r) => r.check.startsWith("lifecycle.")).map((r) => r.title);
    expect(titles).toEqual([
      "The environment has neither an end nor a reason to stay",
      "The environment is within its time",
      "Its last day, or its review, is not near",
      "The database is younger than its tier's maximum",
      "Somebody uses the environment",
      "Every database of the server is declared",
      "Every Odoo on the host is declared",
    ]);
  });
});

/** The results with one fact replaced, by check. */
function withFact(id: string, fact: Fact<unknown>, from = environment) {
  const facts: Record<string, StoredFact> = { ...record.facts, [id]: { ...fact, source: "rpc" } };
  return new Map(judge(planned(), facts, record.context, from).map((r) => [r.check, r]));
}

describe("a fact that was not read", () => {
  const cases = checks.flatMap((check) =>
    Object.values(check.needs).map((need) => [check.id, need.id, check] as const),
  );

  it.each(cases)("%s is never a pass without %s, whatever the reason", (_, id, check) => {
    for (const reason of unknownReasons) {
      const fact = { state: "unknown", reason, detail: "not read", source: "rpc" } as const;
      const read = readFrom({ ...record.facts, [id]: fact });
      expect(check.run(read, record.context)).toEqual({
        outcome: "unknown",
        reason,
        detail: "not read",
      });
    }
  });

  it.each(cases)("%s is unknown when %s was not collected at all", (_, id, check) => {
    const { [id]: _gone, ...rest } = record.facts;
    expect(check.run(readFrom(rest), record.context)).toMatchObject({ reason: "fact_missing" });
  });

  it.each(cases)("%s does not apply when what %s is about cannot be there", (_, id, check) => {
    const fact = { state: "absent", because: "there is none", source: "rpc" } as const;
    const read = readFrom({ ...record.facts, [id]: fact });
    expect(check.run(read, record.context)).toEqual({
      outcome: "not_applicable",
      because: "there is none",
    });
  });

  it.each(cases)("%s is unknown when the stored %s is of another shape", (_, id, check) => {
    const fact = { state: "known", value: { other: "shape" }, source: "rpc" } as const;
    const verdict = check.run(readFrom({ ...record.facts, [id]: fact }), record.context);
    expect(verdict).toMatchObject({ outcome: "unknown", reason: "malformed_response" });
  });

  it("touches no other check", () => {
    const byMailServers = new Set(
      checks
        .filter(({ tiers }) => tiers.includes(environment.tier))
        .filter(({ needs }) => Object.values(needs).some(({ id }) => id === "odoo.mail-servers"))
        .map(({ id }) => id),
    );
    const fact = { state: "unknown", reason: "timeout", detail: "too late" } as const;
    const results = withFact("odoo.mail-servers", fact);
    for (const { check, verdict } of record.results) {
      const needed = byMailServers.has(check);
      if (needed) expect(results.get(check)?.verdict).toMatchObject({ reason: "timeout" });
      else expect(results.get(check)?.verdict).toEqual(verdict);
    }
  });

  it("outweighs one that cannot be there", () => {
    const unread = { state: "unknown", reason: "timeout", detail: "too late", source: "rpc" };
    const absent = { state: "absent", because: "there is none", source: "host" };
    const facts = { ...record.facts, "odoo.mail-servers": unread, "host.odoo-conf": absent };
    const results = judge(
      planned(),
      facts as Readonly<Record<string, StoredFact>>,
      record.context,
      environment,
    );
    const result = results.find((r) => r.check === "mail.fallback-server");
    expect(result?.verdict).toMatchObject({ outcome: "unknown", reason: "timeout" });
  });
});

describe("a check for some versions", () => {
  const flag = (fact: Fact<unknown>) =>
    withFact("odoo.version", fact).get("integrations.neutralized-flag")?.verdict;

  it("does not apply to the others", () => {
    expect(flag({ state: "known", value: { major: 15, serie: "15.0" } })).toEqual({
      outcome: "not_applicable",
      because: "it is about Odoo 16 and later",
    });
  });

  it("is unknown when the version is", () => {
    expect(flag({ state: "unknown", reason: "unreachable", detail: "down" })).toEqual({
      outcome: "unknown",
      reason: "unreachable",
      detail: "down",
    });
  });
});

describe("an accepted gap", () => {
  const missing = (...ids: readonly string[]): Readonly<Record<string, StoredFact>> => ({
    ...record.facts,
    ...Object.fromEntries(
      ids.map((id) => [
        id,
        { state: "unknown", reason: "transport_not_configured", detail: "", source: "none" },
      ]),
    ),
  });
  const fallback = (facts: Readonly<Record<string, StoredFact>>, gaps: readonly AccessPath[]) =>
    judge(planned(), facts, record.context, declared({ acceptedGaps: gaps })).find(
      (r) => r.check === "mail.fallback-server",
    );

  it("is said of a check that misses nothing but what was declared missing", () => {
    expect(fallback(missing("host.odoo-conf"), ["ssh"])?.acceptedGap).toBe(true);
    expect(fallback(missing("host.odoo-conf"), [])?.acceptedGap).toBe(false);
  });

  it("does not cover a second access that nobody declared missing", () => {
    const facts = missing("host.odoo-conf", "odoo.mail-servers");
    expect(fallback(facts, ["ssh"])?.acceptedGap).toBe(false);
    expect(fallback(facts, ["ssh", "api"])?.acceptedGap).toBe(true);
  });

  it("does not hide an access that failed", () => {
    const down = {
      state: "unknown",
      reason: "unreachable",
      detail: "down",
      source: "rpc",
    } as const;
    const facts = { ...missing("host.odoo-conf"), "odoo.mail-servers": down };
    expect(fallback(facts, ["ssh"])).toMatchObject({
      acceptedGap: false,
      verdict: { reason: "unreachable" },
    });
  });
});
