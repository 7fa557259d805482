import { describe, expect, it, onTestFinished } from "vitest";
import { forecast, wayTo } from "../../src/audit/forecast.ts";
import { planAudit } from "../../src/audit/plan.ts";
import { hostOdooConf } from "../../src/facts/host-odoo-conf.ts";
import { odooMailServers } from "../../src/facts/odoo-mail-servers.ts";
import { sqlDatabases } from "../../src/facts/sql-databases.ts";
import type { AccessPath, Environment } from "../../src/model/environment.ts";
import { handWrittenChecks as checks } from "../../src/probes/list.ts";
import { startSimulatedEnvironment } from "../../src/simulator/environment.ts";
import { seed } from "../../src/simulator/odoo/seed/seed.ts";
import { auditOf, clock, declare, declared, policy } from "./support.ts";

const whatOf = (environment: Environment) =>
  new Map(
    forecast(planAudit(environment, checks), environment).map((each) => [
      each.check.id,
      each.forecast,
    ]),
  );

describe("the forecast of a plan", () => {
  it("says which sections of the configuration a fact wants", () => {
    expect(wayTo(odooMailServers, declared())).toBe("odoo, or ssh and sql");
    expect(wayTo(hostOdooConf, declared())).toBe("ssh");
    expect(wayTo(sqlDatabases, declared())).toBe("ssh and sql");
  });

  it("is blind without an access, and says what is missing", () => {
    const what = whatOf(declared({ acceptedGaps: [] }));
    expect(what.get("mail.outgoing-servers")).toMatchObject({ does: "blind" });
    expect(what.get("access.odoo-conf-permissions")).toMatchObject({
      does: "blind",
      missing: [
        { id: "host.odoo-conf-mode" },
        { id: "host.odoo-conf-readers" },
        { id: "host.odoo-processes" },
      ],
    });
    expect(what.get("lifecycle.declared")).toMatchObject({ does: "run", missing: [] });
  });

  it("is a gap where every way in is declared missing", () => {
    const what = (gaps: readonly AccessPath[]) =>
      whatOf(declared({ acceptedGaps: gaps })).get("mail.outgoing-servers")?.does;
    expect(what(["api"])).toBe("blind");
    expect(what(["api", "ssh"])).toBe("gap");
  });

  it("skips an active proof that is off, by whatever access", () => {
    const off = declared({ policy: { ...policy, access: { tryDefaultCredentials: false } } });
    expect(whatOf(off).get("mail.canary")).toEqual({
      does: "skip",
      because: "sending a message is off (policy.mail.canary)",
    });
    expect(whatOf(off).get("access.default-credentials")?.does).toBe("blind");
  });
});

describe("the forecast agrees with the audit", () => {
  const ways: readonly (readonly ("odoo" | "ssh")[])[] = [[], ["odoo"], ["ssh"], ["odoo", "ssh"]];
  const gaps: readonly (readonly AccessPath[])[] = [[], ["sql"], ["api", "ssh", "sql", "http"]];
  it.each(ways.flatMap((way) => gaps.map((gap) => [way, gap] as const)))(
    "by %j with the gaps %j",
    async (way, acceptedGaps) => {
      const spec = seed(17, "staging", { name: "staging", now: clock.now() });
      const sim = await startSimulatedEnvironment(spec, clock);
      onTestFinished(() => sim.close());
      const full = declare(sim, { acceptedGaps });
      const environment = {
        ...full,
        odoo: way.includes("odoo") ? full.odoo : undefined,
        ssh: way.includes("ssh") ? full.ssh : undefined,
      };
      const what = whatOf(environment);
      for (const { check, verdict, acceptedGap } of (await auditOf(environment)).results) {
        const said = what.get(check);
        const isBlind =
          verdict.outcome === "unknown" && verdict.reason === "transport_not_configured";
        if (said?.does === "run" && said.missing.length > 0) continue; // it says itself what it can do
        expect([check, isBlind ? (acceptedGap ? "gap" : "blind") : "other"]).toEqual([
          check,
          said?.does === "gap" || said?.does === "blind" ? said.does : "other",
        ]);
        if (said?.does === "skip")
          expect(verdict).toEqual({ outcome: "not_applicable", because: said.because });
      }
    },
  );
});
