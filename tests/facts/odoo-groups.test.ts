import { describe, expect, it } from "vitest";
import { odooGroups, withImplied } from "../../src/facts/odoo-groups.ts";
import type { Environment } from "../../src/model/environment.ts";
import { declared } from "../audit/support.ts";

const environment: Environment = declared();
const group = (id: number, ...implied: readonly number[]) => ({
  id,
  name: `group ${id}`,
  implied: [...implied],
});

describe("groups that imply each other", () => {
  it("are followed to the end, round in circles too", () => {
    const groups = [group(1, 2), group(2, 3), group(3, 1), group(4, 1)];
    expect(withImplied(groups, [1])).toEqual(new Set([1, 2, 3]));
    expect(withImplied(groups, [4])).toEqual(new Set([1, 2, 3, 4]));
    expect(withImplied(groups, [])).toEqual(new Set());
    // An id that no row has implies nothing.
    expect(withImplied(groups, [9])).toEqual(new Set([9]));
  });
});

describe("groups by SQL", () => {
  const shape = (name: unknown) =>
    odooGroups.sources.sql?.shape([{ id: 1, name, implied: [] }], {
      version: { major: 16, serie: "16.0" },
      environment,
    });

  it("have their English name, whether it is a text or one of many", () => {
    expect(shape("Sales")).toEqual([{ id: 1, name: "Sales", implied: [] }]);
    expect(shape({ en_US: "Sales", fr_BE: "Ventes" })).toEqual([
      { id: 1, name: "Sales", implied: [] },
    ]);
  });
});
