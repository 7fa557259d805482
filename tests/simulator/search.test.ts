import { describe, expect, it } from "vitest";
import { mapRows, type SimRow } from "../../src/simulator/odoo/database.ts";
import { fitRow } from "../../src/simulator/odoo/seed/context.ts";
import { newUser } from "../../src/simulator/odoo/seed/people.ts";
import { seed } from "../../src/simulator/odoo/seed/seed.ts";
import type { EnvironmentSpec } from "../../src/simulator/spec.ts";
import { execute, running, runningStaging, valueOf } from "./support.ts";

type Environment = Awaited<ReturnType<typeof running>>;

async function ids(
  environment: Environment,
  model: string,
  domain: readonly unknown[],
  kwargs: Readonly<Record<string, unknown>> = {},
): Promise<readonly number[]> {
  const rows = (await valueOf(environment, model, "search_read", [domain], {
    fields: ["id"],
    order: "id",
    ...kwargs,
  })) as { readonly id: number }[];
  return rows.map((row) => row.id);
}

const changed = (
  spec: EnvironmentSpec,
  model: string,
  change: (row: SimRow) => SimRow,
): EnvironmentSpec => ({
  ...spec,
  database: mapRows(spec.database, model, (rows) => rows.map(change)),
});

describe("archived records", () => {
  it("are hidden unless active_test is off or the domain asks for them", async () => {
    await using environment = await runningStaging(17);
    const all = { context: { active_test: false } };
    expect(await ids(environment, "ir.mail_server", [])).toEqual([2]);
    expect(await ids(environment, "ir.mail_server", [], all)).toEqual([1, 2]);
    expect(await ids(environment, "ir.mail_server", [["active", "=", false]])).toEqual([1]);
    expect(await ids(environment, "ir.mail_server", [["active", "in", [true, false]]])).toEqual([
      1, 2,
    ]);
  });

  it("are left out of x2many fields too", async () => {
    await using environment = await runningStaging(17);
    const read = (context: object): Promise<unknown> =>
      valueOf(environment, "res.groups", "read", [[4], ["users"]], { context });
    expect(await read({})).toEqual([{ id: 4, users: [2, 6, 8] }]);
    expect(await read({ active_test: false })).toEqual([{ id: 4, users: [1, 2, 6, 8] }]);
  });

  it("do not exist in a model without an active field", async () => {
    await using environment = await runningStaging(17);
    expect(await ids(environment, "payment.provider", [])).toEqual([1, 2, 3]);
  });
});

describe("how values are shown", () => {
  it("many2one as id and name, empty as false, text empty as false, numbers empty as 0", async () => {
    await using environment = await runningStaging(17);
    const [user] = (await valueOf(environment, "res.users", "read", [
      [7],
      ["company_id", "login", "signature", "name", "email", "share"],
    ])) as object[];
    expect(user).toEqual({
      id: 7,
      company_id: [1, "Harbour Goods"],
      login: "sales-desk",
      signature: false,
      name: "sales-desk",
      email: "sales-desk@example.com",
      share: false,
    });
    expect(
      await valueOf(environment, "ir.mail_server", "read", [[2], ["sequence", "smtp_user"]]),
    ).toEqual([{ id: 2, sequence: 0, smtp_user: false }]);
    expect(await valueOf(environment, "res.partner", "read", [[1], ["parent_id"]])).toEqual([
      { id: 1, parent_id: false },
    ]);
  });

  it("datetimes as text in UTC", async () => {
    await using environment = await runningStaging(17);
    const rows = await valueOf(environment, "ir.cron", "read", [[1], ["lastcall"]]);
    expect(rows).toEqual([{ id: 1, lastcall: "2026-11-23 06:00:00" }]);
  });

  it("every field that may be seen when none is named", async () => {
    await using environment = await runningStaging(17);
    const fields = (await valueOf(environment, "res.groups", "fields_get", [])) as object;
    const rows = (await valueOf(environment, "res.groups", "search_read", [[]])) as object[];
    expect(Object.keys(rows[0] ?? {}).toSorted()).toEqual(Object.keys(fields).toSorted());
  });

  it("from 19 on, explicit groups apart from all", async () => {
    await using environment = await runningStaging(19);
    expect(
      await valueOf(environment, "res.users", "read", [[8], ["group_ids", "all_group_ids"]]),
    ).toEqual([{ id: 8, group_ids: [1, 4, 30, 31, 32], all_group_ids: [1, 2, 4, 30, 31, 32] }]);
  });
});

describe("domains", () => {
  it("through many2one and x2many fields, by id and by name", async () => {
    await using environment = await runningStaging(17);
    expect(await ids(environment, "res.users", [["groups_id", "in", [4]]])).toEqual([2, 6, 8]);
    expect(await ids(environment, "res.users", [["partner_id.name", "=", "admin"]])).toEqual([2]);
    expect(await ids(environment, "payment.provider", [["company_id", "=", 2]])).toEqual([3]);
    expect(
      await ids(environment, "payment.provider", [["company_id", "ilike", "logistics"]]),
    ).toEqual([3]);
    expect(
      await ids(environment, "res.users", [["company_ids.name", "like", "Logistics"]]),
    ).toEqual([2, 6, 8]);
  });

  it("as the auditor writes them: not any of several endings, paged by id", async () => {
    await using environment = await running(seed(17, "production"));
    const later = ["id", ">", 100];
    const endings = ["%@example.com", "%.test"].map((like) => ["email", "=ilike", like]);
    const domain = ["&", later, "&", ["email", "!=", false], "!", "|", ...endings];
    expect(await ids(environment, "res.partner", domain, { limit: 3 })).toEqual([101, 102, 103]);
  });

  it("limit, offset and order", async () => {
    await using environment = await runningStaging(17);
    const page = (kwargs: object): Promise<readonly number[]> =>
      ids(environment, "res.partner", [["partner_share", "=", true]], { ...kwargs });
    expect(await page({ limit: 2 })).toEqual([100, 101]);
    expect(await page({ limit: 2, offset: 10 })).toEqual([110, 111]);
    expect(await page({ limit: 2, order: "id desc" })).toEqual([111, 110]);
    // By name, as text: "Customer 10" stands before "Customer 2".
    expect(await page({ limit: 3, order: false })).toEqual([100, 109, 110]);
  });

  it("search_count counts what search_read would give", async () => {
    await using environment = await runningStaging(17);
    expect(await valueOf(environment, "res.partner", "search_count", [[]])).toBe(19);
    expect(await valueOf(environment, "res.users", "search_count", [[]])).toBe(5);
  });
});

describe("record rules", () => {
  /** An administrator of the main company alone, and one who is not in Access Rights either. */
  function withLimited(spec: EnvironmentSpec, groups: readonly string[]): EnvironmentSpec {
    const { user, partner } = newUser(17, 50, "limited", groups);
    const add = (database: EnvironmentSpec["database"], model: string, row: typeof user) =>
      mapRows(database, model, (rows) => [
        ...rows,
        fitRow(row, Object.keys(database.models[model]?.fields ?? {}), "2026-11-01 08:00:00"),
      ]);
    let { database } = spec;
    database = add(database, "res.partner", partner);
    database = add(database, "res.users", { ...user, company_ids: [1] });
    const credentials = [...database.credentials, { id: 50, login: "limited", password: "x" }];
    return { ...spec, database: { ...database, credentials } };
  }
  const limited = { login: "limited", password: "x" };

  it("hide rows of companies that the user is not in", async () => {
    await using environment = await running(
      withLimited(seed(17, "staging"), ["base.group_user", "base.group_system"]),
    );
    const count = (model: string): ReturnType<typeof execute> =>
      execute(environment, model, "search_count", [[]], {}, limited);
    expect(await count("payment.provider")).toEqual({ value: 2 });
    expect(await count("res.company")).toEqual({ value: 2 });
    expect(
      await execute(environment, "payment.provider", "read", [[3], ["name"]], {}, limited),
    ).toMatchObject({ code: 4 });
  });

  it("hide companies themselves from a user outside Access Rights", async () => {
    await using environment = await running(withLimited(seed(17, "staging"), ["base.group_user"]));
    expect(
      await execute(environment, "res.company", "search_read", [[], ["name"]], {}, limited),
    ).toEqual({ value: [{ id: 1, name: "Harbour Goods" }] });
  });

  it("follow the companies that a call chooses", async () => {
    await using environment = await runningStaging(17);
    const chosen = (companies: readonly number[]): ReturnType<typeof execute> =>
      execute(environment, "payment.provider", "search_count", [[]], {
        context: { allowed_company_ids: companies },
      });
    expect(await chosen([2])).toEqual({ value: 1 });
    expect(await chosen([7])).toMatchObject({ code: 4 });
  });
});

describe("read_group", () => {
  it("counts by a field, with the domain of each group", async () => {
    await using environment = await runningStaging(17);
    expect(
      await valueOf(environment, "payment.provider", "read_group", [
        [],
        ["sequence:max"],
        ["company_id"],
      ]),
    ).toEqual([
      {
        company_id: [1, "Harbour Goods"],
        company_id_count: 2,
        sequence: 2,
        __domain: [["company_id", "=", 1]],
      },
      {
        company_id: [2, "Harbour Goods Logistics"],
        company_id_count: 1,
        sequence: 3,
        __domain: [["company_id", "=", 2]],
      },
    ]);
  });
});

describe("text that XML cannot carry", () => {
  for (const [major, shown] of [
    [16, "a b<c>&\"' d"],
    [17, "ab<c>&\"' d"],
  ] as const) {
    it(`${major}: control characters go, markup stays`, async () => {
      const text = "a\u0001b<c>&\"' d";
      await using environment = await running(
        changed(seed(major, "staging"), "res.company", (row) => ({ ...row, name: text })),
      );
      expect(await valueOf(environment, "res.company", "read", [[1], ["name"]])).toEqual([
        { id: 1, name: shown },
      ]);
    });
  }
});
