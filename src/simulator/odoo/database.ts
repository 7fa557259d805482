/** Odoo majors that can be simulated. */
export const simulatedMajors = [14, 15, 16, 17, 18, 19] as const;
export type SimMajor = (typeof simulatedMajors)[number];

export type FieldType =
  | "binary"
  | "boolean"
  | "char"
  | "datetime"
  | "float"
  | "html"
  | "integer"
  | "many2many"
  | "many2one"
  | "many2one_reference"
  | "one2many"
  | "selection"
  | "text";

/** A field as `fields_get` states it, and where its value comes from when the row does not hold it. */
export type SimField = {
  readonly type: FieldType;
  readonly relation?: string;
  /** XML ids, comma-separated: who is in none of them does not see the field. */
  readonly groups?: string;
  /** False for what Odoo computes: `store` of `fields_get`. */
  readonly store?: false;
  /** Value of a field of the record behind a many2one: `["partner_id", "email"]`. */
  readonly related?: readonly [via: string, field: string];
  /** Another field of the same row. */
  readonly sameAs?: string;
  /** Ids of the records of another model that refer to this one: `["res.users", "groups_id"]`. */
  readonly inverse?: readonly [model: string, field: string];
  /** Brought by an asset of the catalogue: making a row safe or live may change it. */
  readonly asset?: true;
};

/** A stored value: many2one as id, x2many as ids, datetimes as `YYYY-MM-DD HH:MM:SS` in UTC. */
export type SimValue = string | number | boolean | null | readonly number[];
export type SimRow = { readonly id: number } & Readonly<Record<string, SimValue>>;

export type SimModel = {
  /** What Odoo calls a record of it in its messages. */
  readonly title: string;
  /** `_order` of the model: what a search without `order` sorts by. */
  readonly order: string;
  /** XML ids of the groups that may read it. */
  readonly readers: readonly string[];
  readonly fields: Readonly<Record<string, SimField>>;
  readonly rows: readonly SimRow[];
};

/** Who can log in. XML-RPC takes the password or the API key in the same place, JSON-2 the key alone. */
export type SimCredential = {
  readonly id: number;
  readonly login: string;
  readonly password: string;
  readonly apiKey?: string;
};

/** One Odoo database. A value: change it by making another, and hand that to the server. */
export type SimDatabase = {
  readonly major: SimMajor;
  /** Version that the server states, such as `saas~18.3`; that of the major when left out. */
  readonly serie?: string;
  readonly name: string;
  readonly credentials: readonly SimCredential[];
  readonly models: Readonly<Record<string, SimModel>>;
};

/** `database` with the rows of one model replaced; a database without the model stays as it is. */
export function mapRows(
  database: SimDatabase,
  model: string,
  change: (rows: readonly SimRow[]) => readonly SimRow[],
): SimDatabase {
  const found = database.models[model];
  if (found === undefined) return database;
  return {
    ...database,
    models: { ...database.models, [model]: { ...found, rows: change(found.rows) } },
  };
}

export const rowsOf = (database: SimDatabase, model: string): readonly SimRow[] =>
  database.models[model]?.rows ?? [];

// Rows are never changed in place, so an index stays right for as long as its array lives.
const indexes = new WeakMap<readonly SimRow[], ReadonlyMap<number, SimRow>>();

/** The row with an id, or undefined. */
export function rowById(database: SimDatabase, model: string, id: number): SimRow | undefined {
  const rows = rowsOf(database, model);
  let index = indexes.get(rows);
  if (index === undefined) {
    index = new Map(rows.map((row) => [row.id, row]));
    indexes.set(rows, index);
  }
  return index.get(id);
}

/** Id of the record behind an XML id such as `base.group_system`. */
export function xmlIdTarget(database: SimDatabase, xmlId: string): number | undefined {
  const [module, name] = xmlId.split(".");
  const row = rowsOf(database, "ir.model.data").find(
    (r) => r["module"] === module && r["name"] === name,
  );
  const id = row?.["res_id"];
  return typeof id === "number" ? id : undefined;
}

/** Field of `res.users` with every group of the user, implied ones too. */
export const groupsField = (major: SimMajor): "groups_id" | "all_group_ids" =>
  major >= 19 ? "all_group_ids" : "groups_id";
