import {
  groupsField,
  rowById,
  rowsOf,
  type SimDatabase,
  type SimField,
  type SimModel,
  type SimRow,
} from "./database.ts";
import { OdooFault, unknownModel } from "./fault.ts";
import { idsOf } from "./values.ts";

/** Who reads, and with which context: what access rights and record rules depend on. */
export type Reader = {
  readonly database: SimDatabase;
  readonly uid: number;
  /** XML ids of every group of the user, implied ones too. */
  readonly groups: ReadonlySet<string>;
  readonly companies: ReadonlySet<number>;
  readonly activeTest: boolean;
};

/** Reader for a user id and a call's context. Faults as Odoo on companies that are not the user's. */
export function readerOf(
  database: SimDatabase,
  uid: number,
  context: Readonly<Record<string, unknown>>,
): Reader {
  const user = rowById(database, "res.users", uid);
  // Whoever is in an archived company is shown nothing of it.
  const isActive = (id: number): boolean =>
    rowById(database, "res.company", id)?.["active"] !== false;
  const own = new Set(idsOf(user?.["company_ids"] ?? null).filter(isActive));
  return {
    database,
    uid,
    groups: groupNames(database, idsOf(user?.[groupsField(database.major)] ?? null)),
    companies: chosenCompanies(own, context["allowed_company_ids"]),
    activeTest: context["active_test"] !== false,
  };
}

function groupNames(database: SimDatabase, ids: readonly number[]): ReadonlySet<string> {
  const named = rowsOf(database, "ir.model.data").filter(
    (row) =>
      row["model"] === "res.groups" &&
      typeof row["res_id"] === "number" &&
      ids.includes(row["res_id"]),
  );
  return new Set(named.map((row) => `${String(row["module"])}.${String(row["name"])}`));
}

function chosenCompanies(own: ReadonlySet<number>, chosen: unknown): ReadonlySet<number> {
  if (!Array.isArray(chosen) || chosen.length === 0) return own;
  const ids: unknown[] = chosen;
  const allowed = ids.filter((id): id is number => typeof id === "number" && own.has(id));
  if (allowed.length < ids.length) {
    throw new OdooFault(4, "Access to unauthorized or invalid companies.");
  }
  return new Set(allowed);
}

/** The model, or the fault that it does not exist. */
export function modelOf(database: SimDatabase, name: string): SimModel {
  const model = Object.hasOwn(database.models, name) ? database.models[name] : undefined;
  if (model === undefined) throw unknownModel(name);
  return model;
}

export const mayRead = (reader: Reader, model: SimModel): boolean =>
  model.readers.some((group) => reader.groups.has(group));

export const maySee = (reader: Reader, field: SimField): boolean =>
  field.groups === undefined || field.groups.split(",").some((group) => reader.groups.has(group));

/** Up to 16 the rows of type `private` exist for one group alone. */
const isPrivate = ({ database, groups }: Reader, model: string, row: SimRow): boolean =>
  model === "res.partner" &&
  row["type"] === "private" &&
  database.major <= 16 &&
  !groups.has("base.group_private_addresses");

/** Record rules: whether the row exists for this user, as far as companies and private addresses go. */
export function ruleShows(reader: Reader, model: string, row: SimRow): boolean {
  if (model === "res.company") {
    return reader.groups.has("base.group_erp_manager") || reader.companies.has(row.id);
  }
  if (model === "res.users") {
    return (
      row["share"] !== true ||
      idsOf(row["company_ids"] ?? null).some((id) => reader.companies.has(id))
    );
  }
  if (model === "res.users.apikeys") {
    return reader.groups.has("base.group_system") || row["user_id"] === reader.uid;
  }
  if (isPrivate(reader, model, row)) return false;
  if (model === "res.partner" && row["partner_share"] === false) return true;
  const company = row["company_id"];
  return typeof company !== "number" || reader.companies.has(company);
}
