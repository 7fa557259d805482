import { odooObfuscatePassword } from "../../facts/odoo-obfuscate-password.ts";
import type { PersonalValues } from "../../facts/personal/values.ts";
import { failOrPass, type Finding, type Unknown, type Verdict } from "../../model/outcome.ts";
import type { PersonalData } from "../../model/personal-data.ts";
import type { Fact } from "../../model/record.ts";
import { plural } from "../../model/text.ts";
import { check, type Check } from "../check.ts";
import { valuesOf } from "./identifiers.ts";
import { derivationFacts, unlessDerived } from "./needed.ts";

/** The check, given the catalogue of personal data. */
export const obfuscateReversible = (catalogue: PersonalData): Check =>
  check({
    id: "masking.obfuscate-reversible",
    control: "data_masking",
    severity: "high",
    tiers: ["dev", "staging", "uat"],
    owner: "sre",
    expertise: "odoo.platform.environment_governance",
    passTitle: "Nothing is masked by Odoo's reversible obfuscate",
    failTitle: "Personal data is masked by Odoo's reversible obfuscate",
    why: "Odoo's own `obfuscate` encrypts with a password and leaves many columns as they are: whoever has the password, which it keeps in the database, has the values back.",
    remedy:
      "Mask with values that do not lead back, and delete the parameter odoo_cyph_pwd, in the dumps of the copy too.",
    references: ["FR-4 Data masking"],
    needs: { ...derivationFacts, password: odooObfuscatePassword },
    wants: valuesOf(catalogue),
    judge: ({ identity, known, password, ...values }, context) =>
      unlessDerived({ identity, known }, context) ?? verdictOf(password, values),
  });

function verdictOf(
  password: readonly number[],
  facts: Readonly<Record<string, Fact<PersonalValues>>>,
): Verdict {
  const findings: Finding[] = password.map(() => ({
    subject: "ir.config_parameter,odoo_cyph_pwd",
    title: "The password that turns the obfuscated values back is kept in the database",
    remedy: "Delete the parameter odoo_cyph_pwd, and mask by other means.",
  }));
  let values = 0;
  let unknown: Unknown | undefined;
  for (const [model, fact] of Object.entries(facts)) {
    if (fact.state === "unknown") {
      unknown ??= { outcome: "unknown", reason: fact.reason, detail: fact.detail };
    }
    if (fact.state !== "known") continue;
    for (const { column, found, ...of } of fact.value.columns) {
      values += of.values;
      if (found.obfuscated === undefined) continue;
      const { count } = found.obfuscated;
      findings.push({
        subject: `${model},${column}`,
        title: `${count} of ${plural(of.values, "value")} of ${model}.${column} can be turned back`,
        remedy: `Mask ${model}.${column} with values that do not lead back.`,
        count,
      });
    }
  }
  if (findings.length === 0 && unknown !== undefined) return unknown;
  return failOrPass(
    findings,
    `no password, and none of ${plural(values, "value")} begins as it makes them`,
  );
}
