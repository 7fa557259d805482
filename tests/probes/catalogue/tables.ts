import { tableOf, type Assets } from "../../../src/model/assets.ts";
import { assetsOf } from "../../../src/simulator/catalogue.ts";
import type { SimField, SimValue } from "../../../src/simulator/odoo/database.ts";
import type { EnvironmentSpec } from "../../../src/simulator/spec.ts";
import { quoteIdent, quoteLiteral } from "../../../src/transports/sql/literal.ts";

/** Role that the audit reads as; it may read every table and nothing else. */
export const role = "auditor";

/** SQL that makes the database of `spec` from nothing: the tables that assets are about, and the modules. */
export function tablesOf({ database }: EnvironmentSpec, assets: Assets): string {
  const tables = new Map([["ir.module.module", "ir_module_module"]]);
  for (const [, asset] of assetsOf(assets, database.major)) tables.set(asset.model, tableOf(asset));
  const statements = [...tables].flatMap(([model, table]) => {
    const found = database.models[model];
    const columns = Object.entries(found?.fields ?? {}).filter(([, field]) => isColumn(field));
    const defined = columns.map(
      ([name, field]) => `${quoteIdent(name)} ${columnType(model, name, field, database.major)}`,
    );
    return [
      `create table ${quoteIdent(table)} (${defined.join(", ")});`,
      ...(found?.rows ?? []).map((row) => {
        const values = columns.map(([name, field]) =>
          literal(row[name] ?? null, columnType(model, name, field, database.major)),
        );
        return `insert into ${quoteIdent(table)} values (${values.join(", ")});`;
      }),
    ];
  });
  return [
    "drop schema public cascade;",
    "create schema public;",
    ...statements,
    `grant usage on schema public to ${role};`,
    `grant select on all tables in schema public to ${role};`,
    "",
  ].join("\n");
}

const isColumn = ({ type, store, sameAs, related, inverse }: SimField): boolean =>
  type !== "many2many" &&
  type !== "one2many" &&
  store !== false &&
  sameAs === undefined &&
  related === undefined &&
  inverse === undefined;

type ColumnType = "boolean" | "integer" | "timestamp" | "double precision" | "text" | "jsonb";

/** As Odoo makes them; a translated name is a JSON object by language from 16 on. */
function columnType(model: string, name: string, field: SimField, major: number): ColumnType {
  if (name === "name" && model === "payment.provider" && major >= 16) return "jsonb";
  switch (field.type) {
    case "boolean":
      return "boolean";
    case "integer":
    case "many2one":
    case "many2one_reference":
      return "integer";
    case "float":
      return "double precision";
    case "datetime":
      return "timestamp";
    case "binary":
    case "char":
    case "html":
    case "many2many":
    case "one2many":
    case "selection":
    case "text":
      return "text";
  }
}

function literal(value: SimValue, type: ColumnType): string {
  if (value === null) return "null";
  if (type === "jsonb") return ` ${quoteLiteral(JSON.stringify({ en_US: value, fr_FR: "autre" }))}`;
  return typeof value === "string" ? ` ${quoteLiteral(value)}` : String(value);
}
