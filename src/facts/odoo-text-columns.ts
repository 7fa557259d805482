import { z } from "zod";
import type { PersonalData } from "../model/personal-data.ts";
import { collector, known, type Collector } from "./collector.ts";
import { odooOwnModels } from "./odoo-own-models.ts";
import type { Row } from "./read.ts";
import { fromRecords } from "./source.ts";

/** Types of fields that hold no text of anybody's. Every other type counts, known to us or not. */
const harmlessTypes = [
  "boolean",
  "integer",
  "float",
  "monetary",
  "date",
  "datetime",
  "selection",
  "many2one",
  "one2many",
  "many2many",
  "reference",
  "many2one_reference",
  "properties_definition",
];
const people = ["res.partner", "res.users", "hr.employee"];
/** Odoo gives them to every model. */
const ofEveryModel = ["create_uid", "write_uid", "activity_user_id", "message_main_attachment_id"];
const contactName = /e?mail|phone|mobile/;

const schema = z.array(
  z.strictObject({
    model: z.string(),
    column: z.string(),
    /** Type of the field, as Odoo calls it. */
    type: z.string(),
    /** Of a model that no module of Odoo's own has a part in. */
    custom: z.boolean(),
  }),
);
export type TextColumn = z.output<typeof schema>[number];

/**
 * Stored columns that can hold text, JSON or files: of the catalogue's models, and of custom models that have
 * to do with people, by a link to a partner, user or employee or by a field for an address or a number.
 */
export function textColumns({ models }: Pick<PersonalData, "models">): Collector<TextColumn[]> {
  return collector({
    id: "odoo.text-columns",
    title: "Columns that may hold personal data",
    schema,
    after: [odooOwnModels],
    sources: fromRecords(
      () => ({
        kind: "records",
        model: "ir.model.fields",
        fields: {
          model: { name: "model", kind: "text" },
          column: { name: "name", kind: "text" },
          type: { name: "ttype", kind: "text" },
          modelId: { name: "model_id", kind: "ref" },
        },
        where: {
          all: [
            { field: "store", op: "=", value: true },
            {
              any: [
                { field: "ttype", op: "not in", value: harmlessTypes },
                {
                  all: [
                    { field: "ttype", op: "=", value: "many2one" },
                    { field: "relation", op: "in", value: people },
                    { field: "name", op: "not in", value: ofEveryModel },
                  ],
                },
              ],
            },
          ],
        },
      }),
      (rows, context) => {
        const own = new Set(known(context, odooOwnModels));
        const custom = rows.filter(({ modelId }) => !own.has(Number(modelId)));
        const withPeople = new Set(custom.filter(isAboutPeople).map(({ model }) => model));
        return rows
          .filter(({ type }) => type !== "many2one")
          .map((row) => ({ row, isCustom: !own.has(Number(row["modelId"])) }))
          .filter(({ row, isCustom }) =>
            Object.hasOwn(models, String(row["model"]))
              ? true
              : isCustom && withPeople.has(row["model"] ?? null),
          )
          .map(({ row: { model, column, type }, isCustom }) => ({
            model,
            column,
            type,
            custom: isCustom,
          }));
      },
    ),
  });
}

const isAboutPeople = ({ type, column }: Row): boolean =>
  type === "many2one" || contactName.test(String(column));
