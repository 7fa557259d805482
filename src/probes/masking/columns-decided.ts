import { textColumns, type TextColumn } from "../../facts/odoo-text-columns.ts";
import { failOrPass, type Finding } from "../../model/outcome.ts";
import type { PersonalData } from "../../model/personal-data.ts";
import { plural } from "../../model/text.ts";
import { check, type Check } from "../check.ts";
import { decisionOf } from "./decision.ts";
import { derivationFacts, unlessDerived } from "./needed.ts";

/** Names in one finding: the rest is in `registry show personal-data` and in Odoo itself. */
const mostNamed = 12;

/** The check, given the catalogue of personal data. */
export const columnsDecided = (catalogue: Pick<PersonalData, "models">): Check =>
  check({
    id: "masking.columns-decided",
    control: "data_masking",
    severity: "medium",
    tiers: ["dev", "staging", "uat"],
    owner: "sre",
    expertise: "odoo.platform.environment_governance",
    passTitle: "Every column that may hold personal data is decided",
    failTitle: "Columns that may hold personal data are undecided",
    why: "What nobody decided to mask is not masked: a module that brings a new column of text brings production's text into every copy.",
    remedy:
      "List each column under policy.masking.masked, and mask it, or under policy.masking.safe when it holds nobody's data.",
    references: ["FR-4 Data masking"],
    needs: { ...derivationFacts, columns: textColumns(catalogue) },
    judge({ columns, ...facts }, context) {
      const { masking } = context.environment.policy;
      return (
        unlessDerived(facts, context) ??
        failOrPass(
          [
            ...Map.groupBy(
              columns.filter((one) => decisionOf(one, catalogue, masking) === "undecided"),
              ({ model }) => model,
            ),
          ].map(findingOf),
          `each of ${plural(columns.length, "column")} is masked or safe`,
        )
      );
    },
  });

function findingOf([model, columns]: [string, readonly TextColumn[]]): Finding {
  const names = columns
    .slice(0, mostNamed)
    .map(({ column, type }) => `${column} (${type})`)
    .join(", ");
  const more = columns.length > mostNamed ? ` and ${columns.length - mostNamed} more` : "";
  return {
    subject: model,
    title: `${plural(columns.length, "column")} of ${columns[0]?.custom === true ? "the custom model " : ""}${model} undecided: ${names}${more}`,
    remedy: `Decide them under policy.masking: masked, safe, or ${model}.* for all.`,
    count: columns.length,
  };
}
