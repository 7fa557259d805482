import { describe, expect, it } from "vitest";
import { rowsOf } from "../../src/simulator/odoo/database.ts";
import { execute, rpc, runningStaging, valueOf } from "./support.ts";

type Environment = Awaited<ReturnType<typeof runningStaging>>;

const login = (
  { odoo }: Environment,
  name: string,
  password: string,
  agent: object = {},
): ReturnType<typeof rpc> =>
  rpc(odoo.url, "common", "authenticate", [odoo.database, name, password, agent]);

const parameter = (environment: Environment, key: string): unknown =>
  rowsOf(environment.spec().database, "ir.config_parameter").find((row) => row["key"] === key)?.[
    "value"
  ];

describe("logging in", () => {
  it("gives the user's id and moves its login date", async () => {
    await using environment = await runningStaging(17);
    expect(await login(environment, "envaudit", environment.odoo.password)).toEqual({ value: 8 });
    expect(await valueOf(environment, "res.users", "read", [[8], ["login_date"]])).toEqual([
      { id: 8, login_date: "2026-11-24 12:00:00" },
    ]);
  });

  it("gives false for a wrong password and for a login that there is not", async () => {
    await using environment = await runningStaging(17);
    expect(await login(environment, "admin", "admin")).toEqual({ value: false });
    expect(await login(environment, "nobody", "x")).toEqual({ value: false });
  });

  it("overwrites web.base.url for an administrator who names a base_location, as Odoo does", async () => {
    await using environment = await runningStaging(17);
    const agent = { base_location: "https://elsewhere.example" };
    const before = parameter(environment, "web.base.url");
    await login(environment, "sales-desk", "simulated-sales-desk-password", agent);
    expect(parameter(environment, "web.base.url")).toBe(before);
    await login(environment, "envaudit", environment.odoo.password, agent);
    expect(parameter(environment, "web.base.url")).toBe("https://elsewhere.example");
  });
});

describe("the log of calls", () => {
  it("holds what was asked, and no password", async () => {
    await using environment = await runningStaging(17);
    await execute(environment, "res.users", "search_count", [[["share", "=", true]]], {
      context: { active_test: false },
    });
    await login(environment, "admin", "wrong-secret");
    expect(environment.calls).toMatchObject([
      { service: "common", method: "authenticate", login: "envaudit", accepted: true },
      {
        service: "object",
        model: "res.users",
        method: "search_count",
        args: [[["share", "=", true]]],
        kwargs: { context: { active_test: false } },
      },
      { service: "common", method: "authenticate", login: "admin", accepted: false },
    ]);
    const text = JSON.stringify(environment.calls);
    expect(text).not.toContain(environment.odoo.password);
    expect(text).not.toContain("wrong-secret");
  });
});
