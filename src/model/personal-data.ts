import type { Condition } from "./condition.ts";
import { inRange, type OdooRange, type OdooVersion } from "./versions.ts";

/** What a value tells of a person, or lets somebody do in their name. */
export const personalKinds = [
  "name",
  "email",
  "phone",
  "address",
  "birthday",
  "iban",
  "vat",
  "identifier",
  "login",
  "free_text",
  "html",
  "json",
  "binary",
  "image",
  "file_name",
  "checksum",
  "network",
  "secret",
  "log",
] as const;
export type PersonalKind = (typeof personalKinds)[number];

/** Where personal data lies: each area is judged by a check of its own. */
export const personalAreas = [
  "contacts",
  "addresses",
  "users",
  "employees",
  "leads",
  "bank-accounts",
  "chatter",
  "tracked-values",
  "mails",
  "attachments",
  "documents",
  "logs",
  "parameters",
] as const;
export type PersonalArea = (typeof personalAreas)[number];

export type PersonalColumn = {
  readonly kind: PersonalKind;
  /** Area where it is not that of its model. */
  readonly area?: PersonalArea | undefined;
  /** Majors that have it; all when left out. */
  readonly versions?: OdooRange | undefined;
  /** Few different values: that two rows agree proves nothing, only that too many do. */
  readonly low_entropy?: boolean | undefined;
  /** Odoo's own `obfuscate` covers it without being told to. */
  readonly obfuscated?: boolean | undefined;
};

export type PersonalModel = {
  readonly area: PersonalArea;
  /** Odoo module that brings the model; where it is not installed, the model cannot be there. */
  readonly module: string;
  /** Its table in the majors where that is not the model's name with underscores. */
  readonly table?: { readonly name: string; readonly versions: OdooRange } | undefined;
  readonly versions?: OdooRange | undefined;
  /** Rows that can hold personal data; all when left out. */
  readonly where?: Condition | undefined;
  readonly columns: Readonly<Record<string, PersonalColumn>>;
  /** Columns of a kind that could hold text, and that hold nobody's data. */
  readonly safe?: readonly string[] | undefined;
};

export type PersonalData = {
  readonly areas: Readonly<
    Record<
      PersonalArea,
      {
        readonly title: string;
        /** The check that compares it, where that is not one by fingerprints. */
        readonly compared_by?: string | undefined;
      }
    >
  >;
  readonly models: Readonly<Record<string, PersonalModel>>;
  /** Values that every Odoo has, such as the login `admin`: that a copy has them too proves nothing. */
  readonly everywhere: readonly string[];
  readonly obfuscate: {
    readonly sentence: string;
    readonly reversible: true;
    /** Beginning of every value that it made. */
    readonly marker: string;
    /** Parameter that holds its password. */
    readonly parameter: string;
  };
};

/** The table of a model, in one version of Odoo. */
export const tableOf = (
  model: string,
  { table }: Pick<PersonalModel, "table">,
  version: OdooVersion,
): string =>
  table !== undefined && inRange(version, table.versions) ? table.name : model.replaceAll(".", "_");

/** A column of the catalogue with where it stands. */
export type PlacedColumn = PersonalColumn & {
  readonly model: string;
  readonly column: string;
  readonly area: PersonalArea;
};

/** The columns of an area, or of all, that a version has. */
export function personalColumns(
  { models }: Pick<PersonalData, "models">,
  version: OdooVersion,
  area?: PersonalArea,
): readonly PlacedColumn[] {
  return Object.entries(models).flatMap(([model, { columns, versions = {}, ...of }]) =>
    inRange(version, versions)
      ? Object.entries(columns)
          .map(([column, spec]) => ({ ...spec, model, column, area: spec.area ?? of.area }))
          .filter((each) => inRange(version, each.versions ?? {}))
          .filter((each) => area === undefined || each.area === area)
      : [],
  );
}

/** A catalogue of nothing: what can be said of the checks without one. */
export const emptyPersonalData: PersonalData = {
  areas: Object.fromEntries(
    personalAreas.map((area) => [area, { title: area }]),
  ) as PersonalData["areas"],
  models: {},
  everywhere: [],
  obfuscate: { sentence: "", reversible: true, marker: "", parameter: "" },
};
