import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Verdict } from "../../src/model/outcome.ts";
import { environment, host, resetStaging, sql, startAuditor, type Auditor } from "./lab.ts";

const folder = "/opt/harbour-goods/addons/envaudit_lab";
const file = `${folder}/data/neutralize.sql`;

let auditor: Auditor;
beforeAll(async () => {
  auditor = await startAuditor();
});
afterAll(async () => {
  await auditor.close();
  resetStaging();
});

async function judged(check: string): Promise<Verdict> {
  const { results } = await auditor.audit(environment("staging"), { checks: [check] });
  const verdict = results.find((result) => result.check === check)?.verdict;
  if (verdict === undefined) throw new Error(`${check} was not judged`);
  return verdict;
}
const drift = () => judged("integrations.neutralisation-drift");
const uncovered = () => judged("integrations.uncovered-modules");

const subjects = (verdict: Verdict): readonly string[] =>
  verdict.outcome === "fail" ? verdict.findings.map(({ subject }) => subject) : [verdict.outcome];
const titles = (verdict: Verdict): readonly string[] =>
  verdict.outcome === "fail" ? verdict.findings.map(({ title }) => title) : [verdict.outcome];

/** Runs the module's own script, as Odoo 16 would. */
const neutralise = (): void => void sql("staging", host("cat", file));

/** Writes another script for the time of `work`. */
async function withScript(text: string, work: () => Promise<void>): Promise<void> {
  const encoded = Buffer.from(text).toString("base64");
  host("cp", "-p", file, `${folder}/kept`);
  try {
    host("sh", "-c", `echo ${encoded} | base64 -d >${file}`);
    await work();
  } finally {
    host("mv", "-f", `${folder}/kept`, file);
  }
}

const pass = {
  outcome: "pass",
  proof: "12 statements of 1 module would change nothing",
} as const;

describe("a staging copy of the real Odoo", () => {
  it("has no drift where the script was run, once or again", async () => {
    expect(await drift()).toEqual(pass);
    neutralise();
    expect(await drift()).toEqual(pass);
    neutralise();
    expect(await drift()).toEqual(pass);
  });

  const broken: readonly (readonly [string, string, string])[] = [
    [
      "a link is live again",
      "update envaudit_lab_link set active = true where name = 'Bank'",
      "envaudit_lab_link,update",
    ],
    [
      "a link has its token back",
      "update envaudit_lab_link set token = 'live' where name = 'Courier'",
      "envaudit_lab_link,update",
    ],
    [
      "a token is whole again",
      "update envaudit_lab_link set token = 'live' where name = 'Bank'",
      "envaudit_lab_link,update",
    ],
    [
      "settings are filled in",
      "update envaudit_lab_link set settings = '{}' where name = 'Bank'",
      "envaudit_lab_link,update",
    ],
    [
      "the harmless link is gone",
      "delete from envaudit_lab_link where name = 'neutralised'",
      "envaudit_lab_link,insert",
    ],
    [
      "a device was seen",
      "update envaudit_lab_device set last_seen = now()",
      "envaudit_lab_device,update",
    ],
    [
      "a device is back",
      "insert into envaudit_lab_device (key, link_id) select 'x', id from envaudit_lab_link where port = 443",
      "envaudit_lab_device,delete",
    ],
    [
      "a message waits",
      "insert into envaudit_lab_push (body) values ('x')",
      "envaudit_lab_push,delete",
    ],
    [
      "a credential is back",
      "insert into ir_config_parameter (key, value) values ('envaudit_lab.client_key', 'x')",
      "ir_config_parameter,delete",
    ],
    [
      "a parameter is live",
      "update ir_config_parameter set value = 'live' where key = 'envaudit_lab.mode'",
      "ir_config_parameter,insert",
    ],
    [
      "a mark is gone",
      "delete from ir_config_parameter where key = 'envaudit_lab.is_neutralised'",
      "ir_config_parameter,insert",
    ],
  ];

  it.each(broken)("drifts when %s, and not after the repair", async (_, text, subject) => {
    sql("staging", text);
    expect(subjects(await drift())).toEqual([`neutralize.sql,envaudit_lab,${subject}`]);
    neutralise();
    expect(await drift()).toEqual(pass);
  });

  it("names how many and which rows", async () => {
    sql(
      "staging",
      "insert into envaudit_lab_push (body) select 'x' from generate_series(1, 10000)",
    );
    expect(titles(await drift())).toEqual([
      expect.stringMatching(
        /^Module envaudit_lab: 10000 rows of envaudit_lab_push that its neutralisation removes are there \(id \d+, \d+, \d+, \d+, \d+, …\)$/,
      ),
    ]);
    neutralise();
  });

  it.each([
    [
      "COPY envaudit_lab_link TO PROGRAM 'id';",
      "COPY is not judged: COPY envaudit_lab_link TO PROGRAM 'id'",
    ],
    [
      "UPDATE envaudit_lab_link SET url = pg_read_file('/etc/passwd');",
      "the function pg_read_file is not judged: UPDATE envaudit_lab_link SET url = pg_read_file('/etc/passwd')",
    ],
    ["SELECT dblink_exec('x', 'y');", "SELECT is not judged: SELECT dblink_exec('x', 'y')"],
    ["UPDATE envaudit_lab_link;", 'PostgreSQL refuses it: syntax error at or near ";", line 1'],
    [
      "UPDATE res_users SET password = CAST(login AS integer)::text;",
      "SQL 22P02: PostgreSQL error 22P02: UPDATE res_users SET password = CAST(login AS integer)::text",
    ],
  ])("does not judge %s, and says so", async (text, why) => {
    await withScript(text, async () => {
      expect(await drift()).toEqual({
        outcome: "unknown",
        reason: "malformed_response",
        detail: `module envaudit_lab: ${why}`,
      });
    });
  });

  it("finds a script that breaks Odoo's own neutralisation", async () => {
    await withScript("UPDATE envaudit_lab_link SET gone_column = NULL;", async () => {
      expect(titles(await drift())).toEqual([
        "Module envaudit_lab: its neutralize.sql names what does not exist (column gone_column of envaudit_lab_link), so Odoo can neutralise nothing at all",
      ]);
    });
  });

  it.each([
    [`chmod 600 ${file}`, "the account may not read its neutralize.sql"],
    [`chmod 700 ${folder}/data`, "the account may not look into its folder"],
    [`chmod 700 ${folder}`, "the account may not look into its folder"],
  ])("is unknown after %s", async (command, why) => {
    host("sh", "-c", command);
    try {
      expect(await drift()).toEqual({
        outcome: "unknown",
        reason: "access_denied",
        detail: `module envaudit_lab: ${why}`,
      });
    } finally {
      host("chmod", "-R", "u=rwX,go=rX", folder);
    }
  });

  it("is unknown where the add-on path is closed, never without a file", async () => {
    host("chmod", "700", "/opt/harbour-goods/addons");
    try {
      const denied = {
        outcome: "unknown",
        reason: "access_denied",
        detail: "the account may not look into the add-on path /opt/harbour-goods/addons",
      };
      expect([await drift(), await uncovered()]).toEqual([denied, denied]);
    } finally {
      host("chmod", "755", "/opt/harbour-goods/addons");
    }
  });

  it("has a module that is not covered once it calls out without a script", async () => {
    expect(await uncovered()).toMatchObject({ outcome: "pass" });
    host("cp", "-p", file, `${folder}/kept`);
    host("rm", file);
    host("sh", "-c", `echo 'import requests' >${folder}/models/courier.py`);
    try {
      expect(titles(await uncovered())).toEqual([
        "Module envaudit_lab is not covered: models/courier.py calls out",
      ]);
      expect(await drift()).toEqual({
        outcome: "not_applicable",
        because: "no installed module has a data/neutralize.sql",
      });
    } finally {
      host("mv", "-f", `${folder}/kept`, file);
      host("rm", `${folder}/models/courier.py`);
    }
  });
});
