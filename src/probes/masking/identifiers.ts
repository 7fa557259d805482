import type { Collector } from "../../facts/collector.ts";
import { identifierKinds, type IdentifierKind } from "../../facts/personal/detect.ts";
import {
  personalValues,
  type ColumnValues,
  type PersonalValues,
} from "../../facts/personal/values.ts";
import type { Finding, Unknown, Verdict } from "../../model/outcome.ts";
import { personalAreas, type PersonalArea, type PersonalData } from "../../model/personal-data.ts";
import type { Fact } from "../../model/record.ts";
import { plural } from "../../model/text.ts";
import { check, type Check, type Spec, type WantedOf } from "../check.ts";
import { derivationFacts, unlessDerived } from "./needed.ts";

/** Fewer rows of a larger table say nothing: see the sample's own size. */
const fewestRows = 300;

/** What `masking.email-domains` and `masking.phone-numbers` look at row by row. */
const judgedElsewhere: ReadonlySet<string> = new Set([
  "res.partner,email",
  "res.partner,phone",
  "res.partner,mobile",
]);

const whatIs: Readonly<Record<IdentifierKind, string>> = {
  email: "an e-mail address that can reach somebody",
  phone: "a telephone number that could ring",
  iban: "a valid IBAN",
  card: "a valid card number",
  vat: "a valid VAT number",
};

type Values = Readonly<Record<string, Collector<PersonalValues>>>;

/** The collectors of the catalogue's models, those of one area or all; parameters are secrets, compared elsewhere. */
export function valuesOf(catalogue: PersonalData, area?: PersonalArea): Values {
  const found: Record<string, Collector<PersonalValues>> = {};
  for (const [model, { area: own }] of Object.entries(catalogue.models)) {
    if (own === "parameters" || (area !== undefined && own !== area)) continue;
    found[model] = personalValues(catalogue, model);
  }
  return found;
}

/** One check for each area of the catalogue: what its values give away by themselves, without production. */
export const identifierChecks = (catalogue: PersonalData): readonly Check[] =>
  personalAreas.flatMap((area) => {
    const values = valuesOf(catalogue, area);
    return Object.keys(values).length === 0 ? [] : [identifierCheck(catalogue, area, values)];
  });

function identifierCheck({ areas }: PersonalData, area: PersonalArea, values: Values): Check {
  const { title } = areas[area];
  const where = title.charAt(0).toLowerCase() + title.slice(1);
  const spec = {
    id: `masking.identifiers-${area}`,
    control: "data_masking",
    severity: "high",
    tiers: ["dev", "staging", "uat"],
    owner: "sre",
    expertise: "odoo.platform.environment_governance",
    passTitle: `No identifier of a person is seen in ${where}`,
    failTitle: `Identifiers of people are seen in ${where}`,
    why: "Addresses, numbers and accounts that are right by their form are somebody's. This is weaker evidence than a comparison with production: it cannot tell a name from another, and looks at a sample of the rows.",
    remedy:
      "Mask the columns with values that are nobody's: domains and telephone numbers set aside for examples, published test accounts and cards, or nothing.",
    references: ["FR-4 Data masking", "RFC 2606", "RFC 6761", "ISO 13616", "ISO/IEC 7812-1"],
    needs: derivationFacts,
    wants: values,
  } as const;
  const judge: Spec<typeof derivationFacts, Values>["judge"] = (
    { identity, known, ...facts },
    context,
  ) => unlessDerived({ identity, known }, context) ?? verdictOf(facts);
  const whole = { ...spec, judge };
  return check(whole);
}

type Known = readonly (readonly [model: string, values: PersonalValues])[];

/** Of models that can be read: what they give away, else what could not be seen, else how much was looked at. */
function verdictOf(facts: WantedOf<Values>): Verdict {
  const models: (readonly [string, PersonalValues])[] = [];
  let unknown: Unknown | undefined;
  for (const [model, fact] of Object.entries<Fact<PersonalValues>>(facts)) {
    if (fact.state === "known") models.push([model, fact.value]);
    else if (fact.state === "unknown") {
      unknown ??= { outcome: "unknown", reason: fact.reason, detail: fact.detail };
    }
  }
  const [first, ...rest] = models.flatMap(([model, { columns }]) =>
    columns.flatMap((column) => findingsOf(model, column)),
  );
  if (first !== undefined) return { outcome: "fail", findings: [first, ...rest] };
  if (unknown !== undefined) return unknown;
  if (models.length === 0) {
    return {
      outcome: "not_applicable",
      because: "this Odoo has none of the models that it is about",
    };
  }
  return tooFew(models) ?? { outcome: "pass", proof: proofOf(models) };
}

function findingsOf(model: string, { column, values, found }: ColumnValues): readonly Finding[] {
  if (judgedElsewhere.has(`${model},${column}`)) return [];
  return identifierKinds.flatMap((kind) => {
    const hits = found[kind];
    if (hits === undefined) return [];
    const more = hits.count > hits.sample.length ? ", …" : "";
    const ids = `id${hits.count === 1 ? "" : "s"} ${hits.sample.join(", ")}${more}`;
    const holds = hits.count === 1 ? "holds" : "hold";
    return [
      {
        subject: `${model},${column},${kind}`,
        title: `${hits.count} of ${plural(values, "value")} of ${model}.${column} ${holds} ${whatIs[kind]} (${ids}); weaker evidence, by the form alone`,
        remedy: `Mask ${model}.${column}.`,
        count: hits.count,
      },
    ];
  });
}

/** A part of a table that is too small to speak for the rest. */
function tooFew(models: Known): Verdict | undefined {
  const small = models.find(([, { rows, complete }]) => !complete && rows < fewestRows);
  if (small === undefined) return undefined;
  const [model, { rows }] = small;
  const detail = `${plural(rows, "row")} of ${model} could be read at once: too few to speak for the rest`;
  return { outcome: "unknown", reason: "fact_missing", detail };
}

function proofOf(models: Known): string {
  const columns = models.flatMap(([, one]) => one.columns);
  const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
  const values = plural(sum(columns.map((one) => one.values)), "value");
  const rows = plural(sum(models.map(([, one]) => one.rows)), "row");
  const part = models.every(([, one]) => one.complete) ? "all there are" : "a sample";
  const looks = sum(columns.map((one) => one.looksPersonal));
  const weak =
    looks === 0
      ? ""
      : `; ${looks} look like names or addresses, which only a comparison with production can judge`;
  return `none in ${values} of ${rows} (${part}), by the form alone${weak}`;
}
