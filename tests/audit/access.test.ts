import { describe, expect, it } from "vitest";
import { seed } from "../../src/simulator/odoo/seed/seed.ts";
import { odooConfPath, type EnvironmentSpec } from "../../src/simulator/spec.ts";
import { running } from "../simulator/support.ts";
import { auditOf, declare, findingsOf, unknownsOf, verdictOf } from "./support.ts";

const staging = seed(17, "staging");
const filter = { checks: ["access.database-manager", "access.odoo-conf-permissions"] };

async function audited(spec: EnvironmentSpec) {
  await using sim = await running(spec);
  return await auditOf(declare(sim), { filter });
}

/** The host with other text in one of its files. */
const withFile = (path: string, content: string, owner = "root"): EnvironmentSpec => {
  const file = { content, mode: path === odooConfPath ? "640" : "644", owner, readable: true };
  const files = { ...staging.host.files, [path]: { ...file, group: "odoo" } };
  return { ...staging, host: { ...staging.host, files } };
};

describe("what a stranger may reach", () => {
  it("is nothing of a safe copy", async () => {
    const record = await audited(staging);
    expect([findingsOf(record), unknownsOf(record)]).toEqual([[], []]);
  });

  it("is the selector, which a proxy that closes the manager alone leaves open", async () => {
    const record = await audited({ ...staging, manager: "manager blocked" });
    expect(findingsOf(record)).toEqual(["access.database-manager /web/database/selector"]);
    expect(unknownsOf(record)).toEqual([]);
  });

  it("is odoo.conf, for an account in its group or one that owns it", async () => {
    const inGroup = await audited(withFile("/etc/group", "odoo:x:104:envaudit,ada\n"));
    expect(findingsOf(inGroup)).toEqual([
      `access.odoo-conf-permissions ${odooConfPath},readable by its group`,
    ]);
    const owned = await audited(withFile(odooConfPath, "[options]\n", "ada"));
    expect(findingsOf(owned)).toEqual([
      `access.odoo-conf-permissions ${odooConfPath},owned by another account`,
    ]);
  });

  it("is unknown where the group is not the host's own", async () => {
    const record = await audited(withFile("/etc/group", "root:x:0:\n"));
    expect(verdictOf(record, "access.odoo-conf-permissions")).toEqual({
      outcome: "unknown",
      reason: "fact_missing",
      detail: `nobody sees who is in the group odoo that reads ${odooConfPath}: group odoo is not in the host's /etc/group`,
    });
  });
});
