import { z } from "zod";
import {
  personalColumns,
  tableOf,
  type PersonalData,
  type PersonalKind,
  type PersonalModel,
} from "../../model/personal-data.ts";
import { collector, known, type Collector } from "../collector.ts";
import { textColumns } from "../odoo-text-columns.ts";
import { everything, type Condition, type Field, type ReadContext, type Row } from "../read.ts";
import { fromSample } from "../source.ts";
import { detect, identifierKinds, type Detected, type SafeValues } from "./detect.ts";

/**
 * The rows of each half of a sample: three hundred without a hit put the rate of hits under one in a hundred
 * with 95 % confidence (the rule of three), and the newest are the ones that came after a mask.
 */
const mostRows = 500;
/** The text that Odoo indexes of one file is as long as the file: no more than what the rule of three takes. */
const mostAttachments = 300;

const mostIds = 5;

const tally = z.strictObject({ count: z.int(), sample: z.array(z.int()).max(mostIds) });
const columnSchema = z.strictObject({
  column: z.string(),
  /** Rows that have a value. */
  values: z.int(),
  /** Values by what their form gives away: how many, and the ids of a few rows. */
  found: z.partialRecord(z.enum([...identifierKinds, "obfuscated"]), tally),
  /** Values that look like a name or an address, which proves nothing. */
  looksPersonal: z.int(),
});
const schema = z.strictObject({
  rows: z.int(),
  /** Whether these are all the rows that there are. */
  complete: z.boolean(),
  columns: z.array(columnSchema),
});
/** What a sample of one model's rows gives away by itself: counts and ids, never a value. */
export type PersonalValues = z.output<typeof schema>;
export type ColumnValues = PersonalValues["columns"][number];
export type FoundKind = keyof ColumnValues["found"];

const looked: Partial<Record<PersonalKind, "email" | "phone" | "text">> = {
  name: "text",
  email: "email",
  phone: "phone",
  address: "text",
  iban: "text",
  vat: "text",
  identifier: "text",
  login: "text",
  free_text: "text",
  html: "text",
  json: "text",
  file_name: "text",
  log: "text",
};

/** As what a column of a kind is looked at; undefined for the rest: binary, or a secret that is not asked for. */
export const lookedAs = (kind: PersonalKind): "email" | "phone" | "text" | undefined =>
  looked[kind];

/** How the values of one model of the catalogue are looked at, in the columns that the environment has. */
export function personalValues(catalogue: PersonalData, model: string): Collector<PersonalValues> {
  const columns = textColumns(catalogue);
  const spec: Pick<PersonalModel, "table" | "where"> = catalogue.models[model] ?? {};
  const { where = everything } = spec;
  const lookedAt = (context: ReadContext): readonly (readonly [string, PersonalKind])[] => {
    const there = new Set(
      known(context, columns).flatMap((one) => (one.model === model ? [one.column] : [])),
    );
    return personalColumns(catalogue, context.version)
      .filter((one) => one.model === model && there.has(one.column))
      .flatMap(({ column, kind }) =>
        lookedAs(kind) === undefined ? [] : [[column, kind] as const],
      );
  };
  return collector({
    id: `personal.${model}`,
    title: `Personal data in ${model}, by its form alone`,
    schema,
    after: [columns],
    sources: fromSample(
      (context) => {
        const names = lookedAt(context);
        if (names.length === 0) return { absent: `this Odoo has no ${model} to look at` };
        return {
          kind: "sample",
          model,
          table: tableOf(model, spec, context.version),
          fields: Object.fromEntries(
            names.map(([name]): [string, Field] => [name, { name, kind: "excerpt" }]),
          ),
          where: model === "ir.attachment" ? { all: [where, everyField] } : where,
          rows: model === "ir.attachment" ? mostAttachments : mostRows,
        };
      },
      ({ rows, complete }, context) => ({
        rows: rows.length,
        complete,
        columns: lookedAt(context).map(([column, kind]) =>
          tallyColumn(rows, column, lookedAs(kind) ?? "text", catalogue, context),
        ),
      }),
    ),
  });
}

/** Odoo leaves out the files of fields unless it is asked about them. */
const everyField: Condition = {
  any: [
    { field: "res_field", op: "=", value: null },
    { field: "res_field", op: "!=", value: null },
  ],
};

const safeValues = ({ environment: { policy } }: ReadContext): SafeValues => ({
  domains: policy.masking?.safeEmailDomains ?? [],
  prefixes: policy.masking?.safePhonePrefixes ?? [],
});

function tallyColumn(
  rows: readonly Row[],
  column: string,
  as: "email" | "phone" | "text",
  { obfuscate }: PersonalData,
  context: ReadContext,
): ColumnValues {
  const safe = safeValues(context);
  const found: Partial<Record<FoundKind, { count: number; sample: number[] }>> = {};
  let values = 0;
  let looksPersonal = 0;
  for (const row of rows) {
    const value = row[column];
    if (typeof value !== "string" || value === "") continue;
    values++;
    const told = detect(value, as, obfuscate.marker, safe);
    if (told.looksPersonal) looksPersonal++;
    for (const kind of kindsOf(told)) {
      const one = (found[kind] ??= { count: 0, sample: [] });
      one.count++;
      if (one.sample.length < mostIds) one.sample.push(row.id);
    }
  }
  return { column, values, found, looksPersonal };
}

const kindsOf = ({ kinds, masked }: Detected): readonly FoundKind[] =>
  masked === "obfuscated" ? [...kinds, "obfuscated"] : kinds;
