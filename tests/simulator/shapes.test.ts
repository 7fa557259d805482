import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { SimMajor } from "../../src/simulator/odoo/database.ts";
import { seed } from "../../src/simulator/odoo/seed/seed.ts";
import { post, rpc, running, runningStaging, valueOf } from "./support.ts";

type Description = {
  readonly type: string;
  readonly relation?: string;
  readonly store: boolean;
  readonly groups?: string;
};
type Recorded = Record<string, Record<string, Record<string, string>>>;

const fixtures = new URL("../fixtures/", import.meta.url);
const recorded = JSON.parse(
  await readFile(new URL("simulator/fields.json", fixtures), "utf8"),
) as Recorded;
const recordedMajors = [16, 17, 18, 19] as const;

function words({ type, relation, store, groups }: Description): string {
  const only = groups === undefined ? undefined : `only ${groups}`;
  return [type, relation, store ? undefined : "computed", only].filter((w) => w).join(" ");
}

async function fieldsOf(major: SimMajor, model: string): Promise<Record<string, string>> {
  await using environment = await runningStaging(major);
  const attributes = ["type", "relation", "store", "groups"];
  const fields = (await valueOf(environment, model, "fields_get", [], { attributes })) as Record<
    string,
    Description
  >;
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, words(field)]));
}

describe("fields are those of the recorded servers", () => {
  for (const major of recordedMajors) {
    for (const [model, fields] of Object.entries(recorded[String(major)] ?? {})) {
      it(`${major} ${model}`, async () => {
        expect(Object.keys(fields).length).toBeGreaterThan(7);
        expect(await fieldsOf(major, model)).toEqual(fields);
      });
    }
  }
});

describe("models that have another name or place in 14 and 15", () => {
  for (const major of [14, 15] as const) {
    it(`${major}: payment.acquirer has provider, and no code`, async () => {
      const fields = await fieldsOf(major, "payment.acquirer");
      expect(fields).toMatchObject({ provider: "selection", state: "selection" });
      expect(fields).not.toHaveProperty("code");
    });

    it(`${major}: users have groups_id, and no group_ids`, async () => {
      const fields = await fieldsOf(major, "res.users");
      expect(fields).toMatchObject({ groups_id: "many2many res.groups" });
      expect(fields).not.toHaveProperty("group_ids");
    });
  }

  it("15: incoming servers are gone with module fetchmail", async () => {
    await using environment = await running(seed(15, "staging", { without: ["fetchmail"] }));
    await expect(valueOf(environment, "fetchmail.server", "search_count", [[]])).rejects.toThrow(
      "fault 2: Object fetchmail.server doesn't exist",
    );
  });

  it("16: incoming servers come with module mail", async () => {
    await using environment = await runningStaging(16);
    expect(
      await valueOf(environment, "fetchmail.server", "search_count", [[]], {
        context: { active_test: false },
      }),
    ).toBe(1);
  });
});

describe("answers are the recorded bytes", () => {
  const read = (major: number, name: string): Promise<string> =>
    readFile(new URL(`odoo/${major}.0/${name}.xml`, fixtures), "utf8");

  for (const major of recordedMajors) {
    it(`${major}: a wrong password, an unknown model, a refused login`, async () => {
      await using environment = await runningStaging(major);
      const { url, database, password } = environment.odoo;
      const call = (secret: string, model: string): Promise<string> =>
        post(url, "object", "execute_kw", [database, 8, secret, model, "search_count", [[]]]);
      expect(await call("wrong", "res.users")).toBe(await read(major, "object-wrong-password"));
      expect(await call(password, "no.such.model")).toBe(await read(major, "missing-model"));
      expect(await post(url, "common", "authenticate", [database, "admin", "wrong", {}])).toBe(
        await read(major, "authenticate-wrong-password"),
      );
    });

    it(`${major}: lists and structures of a search_read`, async () => {
      await using environment = await runningStaging(major);
      const { url, database, password } = environment.odoo;
      const rows: Record<string, unknown>[] = [];
      const body = await read(major, "search_read.delivery.carrier");
      for (const [, id, name, type] of body.matchAll(
        /<int>(\d+)<\/int>[\s\S]*?<string>([^<]*)<\/string>[\s\S]*?<string>([^<]*)<\/string>/g,
      )) {
        rows.push({
          id: Number(id),
          name,
          delivery_type: type,
          active: true,
          sequence: Number(id),
        });
      }
      environment.change((spec) => {
        const model = spec.database.models["delivery.carrier"];
        if (model === undefined) throw new Error("no such model");
        const carriers = { ...model, rows: rows as { id: number }[] };
        const models = { ...spec.database.models, "delivery.carrier": carriers };
        return { ...spec, database: { ...spec.database, models } };
      });
      const fields = ["name", "delivery_type", "prod_environment", "active"];
      expect(
        await post(url, "object", "execute_kw", [
          database,
          8,
          password,
          "delivery.carrier",
          "search_read",
          [[]],
          { fields },
        ]),
      ).toBe(body);
    });
  }

  // The recorded 17 and 18 are nightly builds, whose versions have a date.
  for (const major of [16, 19] as const) {
    it(`${major}: version`, async () => {
      await using environment = await runningStaging(major);
      expect(await post(environment.odoo.url, "common", "version", [])).toBe(
        await read(major, "version"),
      );
    });
  }

  it("14: version says 14.0", async () => {
    await using environment = await runningStaging(14);
    expect(await rpc(environment.odoo.url, "common", "version", [])).toEqual({
      value: {
        server_version: "14.0",
        server_version_info: [14, 0, 0, "final", 0, ""],
        server_serie: "14.0",
        protocol_version: 1,
      },
    });
  });
});
