import { comparedModel } from "../../facts/masking-compared.ts";
import { odooIdentity } from "../../facts/odoo-identity.ts";
import { textColumns } from "../../facts/odoo-text-columns.ts";
import { recordsFingerprints } from "../../facts/records-fingerprints.ts";
import { recordsIdentities } from "../../facts/records-identities.ts";
import type { AnyCollector, Read } from "../../facts/collector.ts";
import { personalAreas, type PersonalArea, type PersonalData } from "../../model/personal-data.ts";
import type { JudgeContext } from "../../model/record.ts";
import type { Verdict } from "../../model/outcome.ts";
import { check, type Check } from "../check.ts";
import { areaVerdict } from "./area-verdict.ts";
import { derivationFacts, unlessDerived } from "./needed.ts";

/** Areas that name people or let somebody act for them; in the others it is text that does. */
const critical: ReadonlySet<PersonalArea> = new Set([
  "contacts",
  "users",
  "employees",
  "leads",
  "bank-accounts",
]);

/** One check for each area of the catalogue that is compared by fingerprints. */
export function matchesChecks(catalogue: PersonalData): readonly Check[] {
  return personalAreas
    .filter((area) => catalogue.areas[area].compared_by === undefined)
    .map((area) => matchesCheck(area, catalogue));
}

function matchesCheck(area: PersonalArea, catalogue: PersonalData): Check {
  const { title } = catalogue.areas[area];
  const compared = Object.entries(catalogue.models)
    .filter(([, { area: own, columns }]) =>
      Object.values(columns).some((column) => (column.area ?? own) === area),
    )
    .map(([model, spec]) => comparedModel(model, spec));
  const columns = textColumns(catalogue);
  const wanted: readonly AnyCollector[] = [...compared, columns, recordsFingerprints];
  // Whether it holds production's data at all is judged as everywhere, by its facts.
  const derived = check<typeof derivationFacts>({
    ...metaOf(area, title),
    needs: derivationFacts,
    judge: (facts, context) => unlessDerived(facts, context) ?? underived,
  });
  return {
    ...metaOf(area, title),
    needs: derivationFacts,
    wants: Object.fromEntries(wanted.map((fact) => [fact.id, fact])),
    run(read: Read, context: JudgeContext): Verdict {
      const first = derived.run(read, context);
      if (first !== underived) return first;
      const there = read(columns);
      return areaVerdict({
        models: compared.map((fact) => read(fact)),
        there: there.state === "known" ? there.value : undefined,
        fingerprints: read(recordsFingerprints),
        identity: read(odooIdentity),
        identities: read(recordsIdentities),
        area,
        catalogue,
        context,
      });
    },
  };
}

/** Stands for "it is to be judged": never given to anybody. */
const underived: Verdict = { outcome: "pass", proof: "it derives from production" };

const metaOf = (area: PersonalArea, title: string) =>
  ({
    id: `masking.matches-${area}`,
    control: "data_masking",
    severity: critical.has(area) ? "critical" : "high",
    tiers: ["dev", "staging", "uat"],
    owner: "sre",
    expertise: "odoo.platform.environment_governance",
    passTitle: `${title}: nothing of production's is left`,
    failTitle: `${title}: production's values are still there`,
    why: "They are real people's data, open to everybody with access to the copy: the masking left them out.",
    remedy:
      "Mask the columns that are named, archived rows too, or list under policy.masking.safe what holds nobody's data.",
    references: ["FR-4 Data masking"],
  }) as const;
