import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { mapRows } from "../../src/simulator/odoo/database.ts";
import { execute, rpc, running, runningStaging, type Answer } from "./support.ts";
import { seed } from "../../src/simulator/odoo/seed/seed.ts";

const password = (login: string): string => `simulated-${login}-password`;
const salesDesk = { login: "sales-desk", password: password("sales-desk") };

/** Code, and last line of the text: what stands above it is a traceback. */
function lastLine(answer: Answer): readonly [number, string] {
  if (!("code" in answer)) throw new Error(`no fault: ${JSON.stringify(answer.value)}`);
  return [answer.code, answer.text.trimEnd().split("\n").at(-1) ?? ""];
}

async function recordedLine(major: number, name: string): Promise<string> {
  const file = new URL(`../fixtures/odoo/${major}.0/${name}.xml`, import.meta.url);
  const text = /<string>([\s\S]*)<\/string>/.exec(await readFile(file, "utf8"))?.[1] ?? "";
  return text.trimEnd().split("\n").at(-1) ?? "";
}

describe("application errors end as recorded", () => {
  for (const major of [16, 17, 18, 19] as const) {
    it(`${major}: an unknown field`, async () => {
      await using environment = await runningStaging(major);
      const answer = await execute(environment, "res.users", "search_read", [[]], {
        fields: ["no_such_field"],
      });
      expect(lastLine(answer)).toEqual([1, await recordedLine(major, "missing-field")]);
    });

    it(`${major}: an unknown method`, async () => {
      await using environment = await runningStaging(major);
      const answer = await execute(environment, "res.users", "no_such_method", [[]]);
      expect(lastLine(answer)).toEqual([1, await recordedLine(major, "missing-method")]);
    });

    it(`${major}: an unknown method of an endpoint`, async () => {
      await using environment = await runningStaging(major);
      const answer = await rpc(environment.odoo.url, "common", "no_such_method", []);
      expect(lastLine(answer)).toEqual([1, await recordedLine(major, "unknown-endpoint-method")]);
    });

    it(`${major}: an unknown database`, async () => {
      await using environment = await runningStaging(major);
      const answer = await rpc(environment.odoo.url, "common", "authenticate", [
        "no_such_db",
        "admin",
        "admin",
        {},
      ]);
      // Only the port of the recorded server's own PostgreSQL differs.
      const recorded = await recordedLine(major, "authenticate-unknown-database");
      expect(lastLine(answer)).toEqual([1, recorded.replace("5433", "5432")]);
      expect("text" in answer && answer.text).toContain("Traceback (most recent call last):");
    });
  }
});

describe("other faults", () => {
  it("an unknown user id is a missing record", async () => {
    await using environment = await runningStaging(17);
    const { url, database } = environment.odoo;
    const params = [database, 999, "x", "res.users", "search_count", [[]]];
    expect(await rpc(url, "object", "execute_kw", params)).toMatchObject({ code: 2 });
  });

  it("an archived user is denied", async () => {
    await using environment = await runningStaging(17);
    environment.change((spec) => ({
      ...spec,
      database: mapRows(spec.database, "res.users", (rows) =>
        rows.map((row) => (row.id === 8 ? { ...row, active: false } : row)),
      ),
    }));
    const { url, database, login, password: secret } = environment.odoo;
    expect(await rpc(url, "common", "authenticate", [database, login, secret, {}])).toEqual({
      value: false,
    });
    const params = [database, 8, secret, "res.users", "search_count", [[]]];
    expect(await rpc(url, "object", "execute_kw", params)).toEqual({
      code: 3,
      text: "Access Denied",
    });
  });

  it("a missing record", async () => {
    await using environment = await runningStaging(17);
    const answer = await execute(environment, "res.partner", "read", [[9999], ["name"]]);
    expect(answer).toMatchObject({ code: 2, text: expect.stringContaining("does not exist") });
  });

  it("a private method", async () => {
    await using environment = await runningStaging(17);
    const answer = await execute(environment, "res.users", "_login", [[]]);
    expect(answer).toMatchObject({ code: 4, text: expect.stringContaining("Private methods") });
  });

  for (const method of ["create", "write", "unlink"]) {
    it(`${method} does nothing and is written down`, async () => {
      await using environment = await runningStaging(17);
      const before = environment.spec().database.models["res.partner"];
      const answer = await execute(environment, "res.partner", method, [[1], { name: "x" }]);
      expect(answer).toMatchObject({ code: 1 });
      expect(environment.spec().database.models["res.partner"]).toBe(before);
      expect(environment.calls.at(-1)).toMatchObject({ model: "res.partner", method });
    });
  }

  it("an unknown field in a domain", async () => {
    await using environment = await runningStaging(17);
    const domain = [["no_such_field", "=", 1]];
    const answer = await execute(environment, "res.partner", "search_count", [domain]);
    expect(lastLine(answer)[0]).toBe(1);
    expect(lastLine(answer)[1]).toContain("Invalid field res.partner.no_such_field");
  });

  it("an unknown operator in a domain", async () => {
    await using environment = await runningStaging(17);
    const answer = await execute(environment, "res.partner", "search_count", [[["name", "~", 1]]]);
    expect(lastLine(answer)).toEqual([1, "ValueError: Invalid operator '~'"]);
  });

  it("an integer beyond 32 bits", async () => {
    await using environment = await runningStaging(17);
    environment.change((spec) => ({
      ...spec,
      database: mapRows(spec.database, "ir.mail_server", (rows) =>
        rows.map((row) => ({ ...row, smtp_port: 2 ** 31 })),
      ),
    }));
    const answer = await execute(environment, "ir.mail_server", "search_read", [[]], {
      fields: ["smtp_port"],
    });
    expect(lastLine(answer)).toEqual([1, "OverflowError: int exceeds XML-RPC limits"]);
  });

  it("a body that is no XML-RPC call is a fault with status 200", async () => {
    await using environment = await runningStaging(17);
    const response = await fetch(`${environment.odoo.url}/xmlrpc/2/common`, {
      method: "POST",
      body: "<html>",
    });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("<fault>");
  });
});

describe("what a user may not see", () => {
  it("a model of another group is refused, whatever is asked of it", async () => {
    await using environment = await runningStaging(17);
    const answer = await execute(
      environment,
      "ir.mail_server",
      "search_count",
      [[]],
      {},
      salesDesk,
    );
    expect(answer).toMatchObject({
      code: 4,
      text: expect.stringContaining("You are not allowed to access 'Mail Server' (ir.mail_server)"),
    });
  });

  it("its fields are described all the same, without those of other groups", async () => {
    await using environment = await runningStaging(16);
    const fields = await execute(environment, "ir.mail_server", "fields_get", [], {}, salesDesk);
    const names = Object.keys("value" in fields ? (fields.value as object) : {});
    // As on a recorded 16: a non-administrator is shown 18 of 27.
    expect(names).toHaveLength(18);
    expect(names).not.toContain("smtp_pass");
  });

  it("a field of another group is refused by name, and left out otherwise", async () => {
    await using environment = await running(seed(14, "staging"));
    environment.change((spec) => {
      const users = spec.database.models["res.users"];
      if (users === undefined) throw new Error("no such model");
      const fields = { ...users.fields, signature: { type: "html", groups: "base.group_system" } };
      const models = { ...spec.database.models, "res.users": { ...users, fields } };
      return { ...spec, database: { ...spec.database, models } } as typeof spec;
    });
    const read = (args: readonly unknown[]): Promise<Answer> =>
      execute(environment, "res.users", "search_read", args, {}, salesDesk);
    expect(await read([[], ["login", "signature"]])).toMatchObject({
      code: 4,
      text: expect.stringContaining('"signature" on User (res.users)'),
    });
    expect(await read([[["signature", "!=", false]], ["login"]])).toMatchObject({ code: 4 });
    const all = await read([[]]);
    expect("value" in all && (all.value as object[])[0]).not.toHaveProperty("signature");
  });

  it("every internal user reads payment keys on 14, and none the providers on 16", async () => {
    await using old = await runningStaging(14);
    await using recent = await runningStaging(16);
    const fields = ["stripe_secret_key"];
    expect(
      await execute(old, "payment.acquirer", "search_read", [[], fields], {}, salesDesk),
    ).toHaveProperty("value");
    expect(
      await execute(recent, "payment.provider", "search_read", [[], fields], {}, salesDesk),
    ).toMatchObject({ code: 4 });
  });

  it("check_access_rights says so without a fault when told", async () => {
    await using environment = await runningStaging(17);
    const ask = (...args: readonly unknown[]): Promise<Answer> =>
      execute(environment, "ir.cron", "check_access_rights", args, {}, salesDesk);
    expect(await ask("read", false)).toEqual({ value: false });
    expect(await ask("read")).toMatchObject({ code: 4 });
  });
});
