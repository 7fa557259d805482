import { describe, expect, it } from "vitest";
import {
  groupsField,
  rowById,
  rowsOf,
  simulatedMajors,
  xmlIdTarget,
} from "../../src/simulator/odoo/database.ts";
import { seed } from "../../src/simulator/odoo/seed/seed.ts";

const kinds = ["staging", "production"] as const;

for (const major of simulatedMajors) {
  for (const kind of kinds) {
    describe(`${major} ${kind}`, () => {
      const { database, auditor } = seed(major, kind);
      const models = Object.entries(database.models);

      it("has rows with the fields of its models and no others, each id once", () => {
        for (const [name, { rows, fields }] of models) {
          // A copy pushes to nobody, and no message of it is scheduled.
          const none =
            (kind === "staging" && /push|device/.test(name)) ||
            // Keys that could not expire are not what a safe environment has.
            (major < 18 && name === "res.users.apikeys");
          if (name !== "mail.message.schedule") expect(rows.length > 0, name).toBe(!none);
          expect(new Set(rows.map((row) => row.id)).size, name).toBe(rows.length);
          for (const row of rows) {
            const foreign = Object.keys(row).filter((key) => fields[key] === undefined);
            expect(foreign, name).toEqual([]);
          }
        }
      });

      it("refers to records that are there", () => {
        for (const [name, { rows, fields }] of models) {
          for (const [field, { type, relation = "" }] of Object.entries(fields)) {
            if (type !== "many2one" || database.models[relation] === undefined) continue;
            const ids = rows
              .map((row) => row[field] ?? null)
              .filter((id) => typeof id === "number");
            const lost = ids.filter((id) => rowById(database, relation, id) === undefined);
            expect(lost, `${name}.${field}`).toEqual([]);
          }
        }
      });

      it("has XML ids that lead somewhere", () => {
        for (const row of rowsOf(database, "ir.model.data")) {
          const found = rowById(database, String(row["model"]), Number(row["res_id"]));
          expect(found, String(row["complete_name"])).toBeDefined();
        }
      });

      it("lets the auditor into every company and both administrative groups", () => {
        const user = rowsOf(database, "res.users").find((row) => row["login"] === auditor.login);
        expect(user?.["company_ids"]).toEqual(rowsOf(database, "res.company").map((c) => c.id));
        expect(user?.[groupsField(major)]).toEqual(
          expect.arrayContaining([
            xmlIdTarget(database, "base.group_system"),
            xmlIdTarget(database, "base.group_erp_manager"),
          ]),
        );
      });

      it("is the same every time", () => {
        expect(seed(major, kind)).toEqual(seed(major, kind));
      });
    });
  }
}

describe("options", () => {
  it("a module that is left out has no model, no groups and no row as installed", () => {
    const { database } = seed(17, "staging", { without: ["stock", "delivery"] });
    expect(database.models).not.toHaveProperty("delivery.carrier");
    expect(xmlIdTarget(database, "stock.group_stock_user")).toBeUndefined();
    const names = rowsOf(database, "ir.module.module").map((row) => row["name"]);
    expect(names).not.toContain("delivery");
  });

  it("as many contacts as asked for", () => {
    const { database } = seed(17, "staging", { contacts: 5000 });
    const customers = rowsOf(database, "res.partner").filter(
      (row) => row["partner_share"] === true,
    );
    expect(customers).toHaveLength(5000);
  });

  it("names give databases, with an identity of their own", () => {
    const one = seed(17, "staging", { name: "one" });
    const other = seed(17, "staging", { name: "other" });
    expect(one.database.name).toBe("one");
    const values = (spec: typeof one): readonly unknown[] =>
      rowsOf(spec.database, "ir.config_parameter")
        .filter((row) => ["database.uuid", "database.secret"].includes(String(row["key"])))
        .map((row) => row["value"]);
    expect(new Set([...values(one), ...values(other)]).size).toBe(4);
  });

  it("dates are relative to the time given", () => {
    const { database } = seed(17, "staging", { now: new Date("2030-03-10T00:00:00Z"), ageDays: 9 });
    const created = rowsOf(database, "ir.config_parameter").find(
      (row) => row["key"] === "database.create_date",
    );
    expect(created?.["value"]).toBe("2030-03-01 00:00:00");
  });
});
