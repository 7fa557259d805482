import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/model/record.ts";
import type { PersonalValues } from "../../src/facts/personal/values.ts";
import { odooIdentity } from "../../src/facts/odoo-identity.ts";
import { recordsIdentities } from "../../src/facts/records-identities.ts";
import type { Read } from "../../src/facts/collector.ts";
import { identifierChecks } from "../../src/probes/masking/identifiers.ts";
import { obfuscateReversible } from "../../src/probes/masking/obfuscate-reversible.ts";
import { odooObfuscatePassword } from "../../src/facts/odoo-obfuscate-password.ts";
import { registryDirectory } from "../../src/registry/directory.ts";
import { loadRegistry } from "../../src/registry/load.ts";
import { contextOf, told } from "./support.ts";

const { personalData } = loadRegistry(registryDirectory());
const checks = identifierChecks(personalData);

type Column = PersonalValues["columns"][number];
const column = (name: string, change: Partial<Column> = {}): Column => ({
  column: name,
  values: 40,
  found: {},
  looksPersonal: 0,
  ...change,
});
const values = (change: Partial<PersonalValues> = {}): Fact<PersonalValues> => ({
  state: "known",
  value: { rows: 50, complete: true, columns: [column("body")], ...change },
});

const absent: Fact<never> = { state: "absent", because: "this Odoo has no such model" };

/** What a check says where the values of some models are as given, and no other model is there. */
function judged(
  id: string,
  models: Readonly<Record<string, Fact<PersonalValues>>>,
  password: readonly number[] = [],
) {
  const check = [...checks, obfuscateReversible(personalData)].find((one) => one.id === id);
  const facts: Readonly<Record<string, Fact<unknown>>> = {
    [odooIdentity.id]: { state: "known", value: { uuidDigest: "u", secretDigest: "s" } },
    [recordsIdentities.id]: { state: "known", value: [] },
    [odooObfuscatePassword.id]: { state: "known", value: password },
    ...Object.fromEntries(
      Object.entries(models).map(([model, fact]) => [`personal.${model}`, fact]),
    ),
  };
  const read: Read = (collector) => (facts[collector.id] ?? absent) as Fact<never>;
  if (check === undefined) throw new Error(`there is no ${id}`);
  return told(check.run(read, contextOf()));
}

const chatter = "masking.identifiers-chatter";

describe("identifiers of an area", () => {
  it("are counted by column and kind, and said to be weaker evidence", () => {
    const body = column("body", {
      found: {
        email: { count: 7, sample: [1, 2, 3, 4, 5] },
        iban: { count: 1, sample: [9] },
      },
    });
    expect(judged(chatter, { "mail.message": values({ columns: [body] }) })).toEqual([
      "mail.message,body,email: 7 of 40 values of mail.message.body hold an e-mail address that can reach somebody (ids 1, 2, 3, 4, 5, …); weaker evidence, by the form alone",
      "mail.message,body,iban: 1 of 40 values of mail.message.body holds a valid IBAN (id 9); weaker evidence, by the form alone",
    ]);
  });

  it("are none: then the proof says how much was looked at, and what looks personal without proof", () => {
    const body = column("body", { looksPersonal: 3 });
    expect(judged(chatter, { "mail.message": values({ columns: [body] }) })).toBe(
      "pass: none in 40 values of 50 rows (all there are), by the form alone; 3 look like names or addresses, which only a comparison with production can judge",
    );
    expect(judged(chatter, { "mail.message": values({ rows: 900, complete: false }) })).toBe(
      "pass: none in 40 values of 900 rows (a sample), by the form alone",
    );
  });

  it("are unknown with too few rows of a larger table, or a model that may not be read", () => {
    expect(judged(chatter, { "mail.message": values({ rows: 62, complete: false }) })).toBe(
      "unknown: fact_missing: 62 rows of mail.message could be read at once: too few to speak for the rest",
    );
    const closed: Fact<never> = { state: "unknown", reason: "access_denied", detail: "not for us" };
    expect(judged(chatter, { "mail.message": values(), "rating.rating": closed })).toBe(
      "unknown: access_denied: not for us",
    );
  });

  it("fail for what was seen, whatever else was not", () => {
    const closed: Fact<never> = { state: "unknown", reason: "access_denied", detail: "not for us" };
    const body = column("body", { found: { card: { count: 1, sample: [4] } } });
    const models = { "mail.message": values({ columns: [body] }), "rating.rating": closed };
    expect(judged(chatter, models)).toHaveLength(1);
  });

  it("leave to the checks of contacts what those look at row by row", () => {
    const found = { email: { count: 2, sample: [1, 2] } };
    const columns = [column("email", { found }), column("email_normalized", { found })];
    expect(judged("masking.identifiers-contacts", { "res.partner": values({ columns }) })).toEqual([
      "res.partner,email_normalized,email: 2 of 40 values of res.partner.email_normalized hold an e-mail address that can reach somebody (ids 1, 2); weaker evidence, by the form alone",
    ]);
  });

  it("do not apply where Odoo has none of the models", () => {
    expect(judged(chatter, {})).toBe(
      "not applicable: this Odoo has none of the models that it is about",
    );
  });

  it("are judged in every area of the catalogue that has models of its own, parameters aside", () => {
    const areas = new Set(Object.values(personalData.models).map(({ area }) => area));
    areas.delete("parameters");
    expect(checks.map(({ id }) => id).toSorted()).toEqual(
      [...areas].map((area) => `masking.identifiers-${area}`).toSorted(),
    );
  });
});

describe("masking.obfuscate-reversible", () => {
  const reversible = "masking.obfuscate-reversible";

  it("finds the password, and the columns that it turns back", () => {
    const body = column("body", { found: { obfuscated: { count: 30, sample: [1] } } });
    expect(judged(reversible, { "mail.message": values({ columns: [body] }) }, [12])).toEqual([
      "ir.config_parameter,odoo_cyph_pwd: The password that turns the obfuscated values back is kept in the database",
      "mail.message,body: 30 of 40 values of mail.message.body can be turned back",
    ]);
  });

  it("passes for what was seen, and not for what was not", () => {
    expect(judged(reversible, { "mail.message": values() })).toBe(
      "pass: no password, and none of 40 values begins as it makes them",
    );
    const closed: Fact<never> = { state: "unknown", reason: "access_denied", detail: "not for us" };
    expect(judged(reversible, { "hr.employee": closed })).toBe(
      "unknown: access_denied: not for us",
    );
  });
});
