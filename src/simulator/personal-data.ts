import {
  personalAreas,
  type PersonalArea,
  type PersonalData,
  type PersonalKind,
} from "../model/personal-data.ts";
import { inRange } from "../model/versions.ts";
import type { FieldType, SimDatabase, SimField, SimModel, SimRow } from "./odoo/database.ts";
import { mapRows, rowsOf } from "./odoo/database.ts";
import { settings } from "./odoo/schema/define.ts";
import type { EnvironmentSpec } from "./spec.ts";

/** Rows of a model that the simulator itself knows nothing of. */
const rowsOfNew = [1, 2, 3, 4, 5];

const types: Partial<Readonly<Record<PersonalKind, FieldType>>> = {
  html: "html",
  free_text: "text",
  log: "text",
  image: "binary",
  binary: "binary",
};

type Placed = {
  readonly model: string;
  readonly area: PersonalArea;
  readonly columns: readonly {
    readonly name: string;
    readonly kind: PersonalKind;
    readonly area: PersonalArea;
  }[];
};

/** What of the catalogue a version has. Logins and secrets are left out: who gets in depends on them. */
function placed({ models }: PersonalData, major: number): readonly Placed[] {
  const version = { major, serie: `${major}.0` };
  return Object.entries(models)
    .filter(([model, { versions }]) => isFree(model) && inRange(version, versions ?? {}))
    .map(([model, { area, columns }]) => ({
      model,
      area,
      columns: Object.entries(columns)
        .filter(([, { kind }]) => kind !== "login" && kind !== "secret")
        .filter(([, { versions: own }]) => inRange(version, own ?? {}))
        .map(([name, { kind, area: own = area }]) => ({ name, kind, area: own })),
    }));
}

// Mail and parameters have rows of their own, which the checks of mail and integrations judge.
const isFree = (model: string): boolean =>
  !["ir.config_parameter", "mail.mail", "sms.sms"].includes(model);

/**
 * `spec` with every model and column of the catalogue and some rows in each: with the values of the original,
 * or with those that its masking put in their place.
 */
export function withPersonalData(
  spec: EnvironmentSpec,
  data: PersonalData,
  values: "original" | "masked",
): EnvironmentSpec {
  const { major } = spec.database;
  let database = withModules(
    spec.database,
    Object.values(data.models).map(({ module }) => module),
  );
  for (const one of placed(data, major)) {
    database = withModel(database, one);
    database = mapRows(database, one.model, (rows) =>
      (rows.length === 0 && one.model !== apiKeys
        ? rowsOfNew.map((id): SimRow => ({ id }))
        : rows
      ).map((row) => filled(row, one, values)),
    );
  }
  return { ...spec, database };
}

/** Whose they are and how old they are is judged: none is made up, and they keep their age. */
const apiKeys = "res.users.apikeys";

/** A row with a value in every column: nobody's, and of this row alone. */
function filled(row: SimRow, { model, columns }: Placed, values: "original" | "masked"): SimRow {
  const full: Record<string, SimRow[string]> = {
    ...row,
    // A copy keeps when its rows were made.
    ...(model !== apiKeys && {
      create_date: `2026-01-05 08:00:${String(row.id % 60).padStart(2, "0")}`,
    }),
    ...(model === "ir.attachment" && { res_model: "res.partner", res_field: null }),
  };
  for (const { name, kind } of columns) full[name] = valueOf(model, name, kind, row.id, values);
  return { ...full, id: row.id };
}

function valueOf(
  model: string,
  column: string,
  kind: PersonalKind,
  id: number,
  values: "original" | "masked",
): string {
  const isMasked = values === "masked";
  if (kind === "email") {
    return isMasked ? `masked${id}@example.com` : `${column}${id}@harbour-goods.com`;
  }
  if (kind === "phone") {
    // 211 is a service code, never an area; 555 01xx is reserved for fiction.
    return isMasked
      ? `+1 202-555-01${String(id % 100).padStart(2, "0")}`
      : `+1 211-691-${String(1000 + (id % 9000))}`;
  }
  return `${isMasked ? "Masked" : "Simulated"} ${model} ${column} ${id}`;
}

function withModules(database: SimDatabase, names: readonly string[]): SimDatabase {
  return mapRows(database, "ir.module.module", (rows) => {
    const there = new Set(rows.map((row) => row["name"]));
    const [like] = rows;
    const fresh = [...new Set(names)].filter((name) => !there.has(name));
    return [
      ...rows,
      ...fresh.map((name, index) => ({ ...like, id: 7000 + index, name, state: "installed" })),
    ];
  });
}

/** The model with the columns, which Odoo's list of fields has too. */
function withModel(database: SimDatabase, { model, columns }: Placed): SimDatabase {
  const found: SimModel = database.models[model] ?? {
    title: model,
    order: "id",
    readers: [settings],
    fields: { id: { type: "integer" }, create_date: { type: "datetime" } },
    rows: [],
  };
  const added: Record<string, SimField> = {};
  for (const { name, kind } of columns) {
    if (found.fields[name] === undefined) added[name] = { type: types[kind] ?? "char" };
  }
  if (found.fields["create_date"] === undefined) added["create_date"] = { type: "datetime" };
  if (model === "ir.attachment") {
    added["res_model"] = { type: "char" };
    added["res_field"] = { type: "char" };
  }
  const fields = { ...found.fields, ...added };
  const known = rowsOf(database, "ir.model.fields");
  const id = known.find((row) => row["model"] === model)?.["model_id"] ?? 1000;
  const rows = Object.entries(added).map(([name, { type }], index) => ({
    id: 50_000 + known.length + index,
    model,
    model_id: id,
    name,
    ttype: type,
    relation: null,
    store: true,
  }));
  const models = { ...database.models, [model]: { ...found, fields } };
  return mapRows({ ...database, models }, "ir.model.fields", (all) => [...all, ...rows]);
}

/** `spec` (made by `withPersonalData`) with the original's values left in one column of each area. */
export function withLeaks(spec: EnvironmentSpec, data: PersonalData): EnvironmentSpec {
  const all = placed(data, spec.database.major);
  let { database } = spec;
  for (const area of personalAreas) {
    const columns = all.flatMap(({ model, columns: of }) => of.map((one) => ({ ...one, model })));
    const leak = columns.find(
      (one) =>
        one.area === area &&
        !leftAlone.has(`${one.model},${one.name}`) &&
        !["image", "binary"].includes(one.kind),
    );
    if (leak === undefined) continue;
    const { model, name, kind } = leak;
    database = mapRows(database, model, (rows) =>
      rows.map((row) => ({ ...row, [name]: valueOf(model, name, kind, row.id, "original") })),
    );
  }
  return { ...spec, database };
}

// Other checks have breaks of their own in it.
const leftAlone: ReadonlySet<string> = new Set([
  "res.partner,email",
  "res.partner,phone",
  "res.partner,email_normalized",
  "res.users,signature",
  "hr.employee,work_phone",
  "crm.lead,name",
  "res.partner.bank,acc_number",
  "mail.message,body",
  "mail.tracking.value,old_value_char",
  "ir.attachment,index_content",
  "sale.order,note",
  "ir.logging,message",
]);
