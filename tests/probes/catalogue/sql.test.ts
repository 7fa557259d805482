import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AuditRecord } from "../../../src/model/record.ts";
import { assetsOf, breakAssets, withAssets } from "../../../src/simulator/catalogue.ts";
import {
  startSimulatedEnvironment,
  type SimulatedEnvironment,
} from "../../../src/simulator/environment.ts";
import { simulatedMajors } from "../../../src/simulator/odoo/database.ts";
import { seed } from "../../../src/simulator/odoo/seed/seed.ts";
import type { EnvironmentSpec } from "../../../src/simulator/spec.ts";
import { accessTo, startSshHost, type SshHost } from "../../support/ssh-hosts.ts";
import { postgresBin, startPostgres, type Postgres } from "../../transports/sql/postgres.ts";
import { auditOf, checksWith, clock, declared, findingsOf } from "../../audit/support.ts";
import { assets, auditOverApi, catalogue } from "./support.ts";
import { role, tablesOf } from "./tables.ts";

const bin = postgresBin();
if (bin === undefined) console.log("skipped: the catalogue by SQL (no PostgreSQL found)");

describe.skipIf(bin === undefined)("by SQL on a real PostgreSQL, and over the API", () => {
  let postgres: Postgres;
  let host: SshHost;
  let simulated: SimulatedEnvironment;
  beforeAll(async () => {
    postgres = await startPostgres(bin ?? "");
    postgres.run(`create role ${role} login;`);
    host = await startSshHost();
    simulated = await startSimulatedEnvironment(seed(17, "staging"), clock);
  }, 60_000);
  afterAll(async () => {
    await host[Symbol.asyncDispose]();
    await postgres.stop();
    await simulated.close();
  });

  /** The same environment as SQL sees it: one with no API, judged from its database alone. */
  async function bySql(spec: EnvironmentSpec): Promise<AuditRecord> {
    postgres.run(tablesOf(spec, assets));
    const wrapper = ["env", `PATH=${postgres.bin}:${process.env["PATH"]}`];
    const environment = declared({
      ssh: { ...accessTo(host.endpoint, { wrapper }), odooConf: "/etc/odoo/odoo.conf" },
      sql: { database: "staging", user: role, host: postgres.host, port: 5432 },
      prefer: "sql",
    });
    return auditOf(environment, { checks: catalogue });
  }

  async function overApi(spec: EnvironmentSpec): Promise<AuditRecord> {
    simulated.change(() => spec);
    return auditOverApi(simulated);
  }

  const titlesOf = ({ results }: AuditRecord): readonly unknown[] =>
    results.map(({ check, verdict }) => [check, verdict]);

  describe.each(simulatedMajors)("Odoo %i", (major) => {
    const safe = withAssets(seed(major, "staging"), assets);
    const ids = assetsOf(assets, major).map(([id]) => id);

    it("finds nothing where every asset is safe", async () => {
      const judged = await bySql(safe);
      expect(findingsOf(judged)).toEqual([]);
      expect(checksWith(judged, "unknown")).toEqual([]);
    });

    it("finds every asset that is live, and says the same as over the API, to the letter", async () => {
      const broken = breakAssets(safe, assets, ids);
      const judged = await bySql(broken);
      const expected = new Set(ids.map((id) => assets[id]?.check ?? ""));
      expect(checksWith(judged, "fail")).toEqual([...expected].toSorted());
      expect(titlesOf(judged)).toEqual(titlesOf(await overApi(broken)));
    });

    it.each([0, 1])("tells every second one from the others, from %i on", async (rest) => {
      const every = ids.filter((_, index) => index % 2 === rest);
      const broken = breakAssets(safe, assets, every);
      expect(titlesOf(await bySql(broken))).toEqual(titlesOf(await overApi(broken)));
    });
  });

  it("asks for every asset in one run of psql", async () => {
    const before = host.lines.length;
    await bySql(withAssets(seed(18, "staging"), assets));
    // Beside it the version, the database's oid and the list of modules.
    expect(host.lines.length - before).toBe(4);
  });

  it("makes an asset alone unknown whose column is missing", async () => {
    const { database, ...rest } = withAssets(seed(18, "staging"), assets);
    const company = database.models["res.company"];
    if (company === undefined) throw new Error("there are companies");
    const { gelato_api_key: _gone, ...fields } = company.fields;
    const models = { ...database.models, "res.company": { ...company, fields } };
    const judged = await bySql({ ...rest, database: { ...database, models } });
    expect(checksWith(judged, "unknown")).toEqual(["integrations.gelato"]);
    expect(judged.facts["asset.services.gelato"]).toMatchObject({
      state: "unknown",
      reason: "unsupported_version",
      detail: "SQL 42703: column t.gelato_api_key does not exist",
    });
  });
});
