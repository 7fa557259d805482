import { describe, expect, it } from "vitest";
import { emptyCatalogue, type Asset, type Catalogue } from "../../src/model/assets.ts";
import { coveredModules } from "../../src/probes/integrations/covered-modules.ts";
import { neutralisationDrift } from "../../src/probes/integrations/neutralisation-drift.ts";
import { uncoveredModules } from "../../src/probes/integrations/uncovered-modules.ts";
import type { FactsOf } from "../../src/probes/check.ts";
import { handWrittenChecks } from "../../src/probes/list.ts";
import { registryDirectory } from "../../src/registry/directory.ts";
import { loadRegistry } from "../../src/registry/load.ts";
import { contextOf, told } from "./support.ts";

type Script = FactsOf<(typeof neutralisationDrift)["needs"]>["script"];
type Statement = Script["statements"][number];

const statement = (change: Partial<Statement> = {}): Statement => ({
  module: "base",
  text: "UPDATE ir_cron SET active = false",
  table: "ir_cron",
  kind: "update",
  result: { is: "drift", count: 0, ids: [] },
  ...change,
});
const drift = (count: number, ...ids: readonly number[]): Statement["result"] => ({
  is: "drift",
  count,
  ids: [...ids],
});
const judged = (statements: readonly Statement[], unread: Script["unread"] = []) =>
  told(neutralisationDrift.judge({ script: { statements: [...statements], unread } }, contextOf()));

const registry = loadRegistry(registryDirectory());

describe("integrations.neutralisation-drift", () => {
  it("passes when no statement would change anything", () => {
    expect(judged([statement(), statement(), statement({ module: "mail" })])).toBe(
      "pass: 3 statements of 2 modules would change nothing",
    );
  });

  it("names module, table, count and ids, once for what a module does to a table", () => {
    expect(
      judged([
        statement({ result: drift(1, 7) }),
        statement({ result: drift(2, 7, 9) }),
        statement({ kind: "delete", table: "mail_push", result: drift(10_000, 1, 2, 3, 4, 5) }),
        statement({ kind: "insert", table: "ir_mail_server", result: drift(1) }),
        statement({ kind: "insert", table: "x_rel", module: "own", result: drift(2) }),
        statement({ kind: "delete", table: "y", module: "own", result: drift(1, 3) }),
      ]),
    ).toEqual([
      "neutralize.sql,base,ir_cron,update: Module base: 2 rows of ir_cron have not what its neutralisation sets (id 7, 9)",
      "neutralize.sql,base,mail_push,delete: Module base: 10000 rows of mail_push that its neutralisation removes are there (id 1, 2, 3, 4, 5, …)",
      "neutralize.sql,base,ir_mail_server,insert: Module base: 1 row of ir_mail_server that its neutralisation sets is not there as it sets it",
      "neutralize.sql,own,x_rel,insert: Module own: 2 rows of x_rel that its neutralisation sets are not there as it sets them",
      "neutralize.sql,own,y,delete: Module own: 1 row of y that its neutralisation removes is there (id 3)",
    ]);
  });

  it("counts a row once that several statements find, as far as that can be told", () => {
    const titles = (...results: readonly Statement["result"][]) =>
      judged(results.map((result) => statement({ result })));
    expect(titles(drift(4, 1, 2, 3, 4), drift(4, 3, 4, 5, 6))).toEqual([
      expect.stringContaining(
        ": 6 rows of ir_cron have not what its neutralisation sets (id 1, 2, 3, 4, 5, …)",
      ),
    ]);
    expect(titles(drift(70, 1, 2, 3, 4, 5), drift(2, 80, 81))).toEqual([
      expect.stringContaining(": at least 70 rows of ir_cron have not"),
    ]);
    expect(titles(drift(70, 1, 2, 3, 4, 5), drift(0))).toEqual([
      expect.stringContaining(": 70 rows of ir_cron have not"),
    ]);
  });

  it("tells apart a file that makes Odoo's neutralisation fail", () => {
    const missing = (what: string) => statement({ module: "own", result: { is: "missing", what } });
    expect(judged([missing("column a of b"), missing("table c"), statement()])).toEqual([
      "neutralize.sql,own,breaks: Module own: its neutralize.sql names what does not exist (column a of b, table c), so Odoo can neutralise nothing at all",
    ]);
  });

  const open = statement({
    module: "own",
    text: "DO $$ … $$",
    result: { is: "unknown", reason: "malformed_response", why: "DO, a program is not judged" },
  });
  const denied = {
    module: "shut",
    reason: "access_denied",
    why: "the account may not look into its folder",
  } as const;

  it("is unknown with the text of what is not judged", () => {
    expect(judged([statement(), open])).toBe(
      "unknown: malformed_response: module own: DO, a program is not judged: DO $$ … $$",
    );
  });

  it("says first what can be granted, and how many more there are", () => {
    expect(judged([open, open], [denied])).toBe(
      "unknown: access_denied: module shut: the account may not look into its folder (and 2 more)",
    );
  });

  it("does not hide in a failure that something is not judged", () => {
    expect(judged([statement({ result: drift(1, 7) }), open], [denied])).toEqual([
      expect.stringContaining("neutralize.sql,base,ir_cron,update: "),
      "neutralize.sql,not-judged: Not judged in the neutralisation script: 2, the first of module shut: the account may not look into its folder",
    ]);
  });

  it("shows no name that could act on a terminal", () => {
    const text = JSON.stringify(
      judged([
        statement({ module: "a\u001b[2J", table: "b\u202e", result: drift(1, 1) }),
        statement({ module: "c\u0007", result: { is: "missing", what: "column d\u009b of e" } }),
      ]),
    );
    for (const sign of ["\u001b", "\u0007", "\u009b", "\u202e"]) expect(text).not.toContain(sign);
  });
});

describe("integrations.uncovered-modules", () => {
  const check = handWrittenChecks.find(({ id }) => id === "integrations.uncovered-modules");
  const modules = { calling: [], looked: 3, denied: [], missing: [] };
  type Modules = {
    calling: { module: string; file: string | null }[];
    looked: number;
    denied: string[];
    missing: string[];
  };
  const verdict = (change: Partial<Modules>, covered: ReadonlySet<string> = new Set(["mail"])) =>
    told(
      uncoveredModules(covered).run(
        () => ({ state: "known", value: { ...modules, ...change } }) as never,
        contextOf(),
      ),
    );

  it("is medium and in the list", () => {
    expect(check?.severity).toBe("medium");
  });

  it("passes what is covered", () => {
    expect(verdict({ calling: [{ module: "mail", file: "a.py" }] })).toBe(
      "pass: 3 modules looked through, 1 of them call out, all covered",
    );
  });

  it("names each module that is not, and how it calls out", () => {
    const calling = [
      { module: "mail", file: "a.py" },
      { module: "courier", file: "models/api.py" },
      { module: "credits", file: null },
      { module: "e\u001b[0m", file: "x\u0007.py" },
    ];
    expect(verdict({ calling })).toEqual([
      "ir.module.module,courier: Module courier is not covered: models/api.py calls out",
      "ir.module.module,credits: Module credits is not covered: it depends on iap",
      expect.stringContaining(String.raw`Module e\u001b[0m is not covered: x\u0007.py calls out`),
    ]);
  });

  it("is unknown while a module that is not covered was not seen", () => {
    expect(verdict({ denied: ["mail", "own"], missing: ["gone"] })).toBe(
      "unknown: access_denied: the account may not look through module own",
    );
    expect(verdict({ missing: ["a", "b", "c", "d", "e", "f", "mail"] })).toBe(
      "unknown: fact_missing: modules a, b, c, d, e and 1 more: in none of the add-on paths (addons_path of odoo.conf)",
    );
    expect(verdict({ denied: ["mail"], missing: ["mail"] })).toMatch(/^pass: /);
  });

  it("takes as covered what a catalogue has an asset for, ours or the operator's", () => {
    const asset: Asset = {
      check: "x.y",
      module: "courier",
      covers: ["courier_labels"],
      model: "x",
      title: "t",
      remedy: "r",
      live: { all: [] },
    };
    const own: Catalogue = { checks: {}, assets: { "x.z": asset } };
    const covered = coveredModules([], emptyCatalogue, own);
    expect(["courier", "courier_labels"].map((name) => covered.has(name))).toEqual([true, true]);
    expect(coveredModules([], emptyCatalogue).has("courier")).toBe(false);
  });

  it("takes as covered what a check by hand has a fact of, in any version", () => {
    const covered = coveredModules(handWrittenChecks);
    const names = ["mail", "fetchmail", "payment", "delivery", "auth_oauth", "website", "sale"];
    expect(names.filter((name) => !covered.has(name))).toEqual(["sale"]);
  });

  it("covers Odoo's modules that pay by iap with the catalogue's asset of its accounts", () => {
    const covered = coveredModules(handWrittenChecks, registry.catalogue);
    const names = ["sms", "snailmail", "partner_autocomplete", "google_account", "web", "iap"];
    expect(names.filter((name) => !covered.has(name))).toEqual([]);
  });
});
