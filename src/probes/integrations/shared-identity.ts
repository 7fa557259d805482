import { failOrPass } from "../../model/outcome.ts";
import { plural } from "../../model/text.ts";
import { odooIdentity } from "../../facts/odoo-identity.ts";
import { recordsIdentities } from "../../facts/records-identities.ts";
import { check } from "../check.ts";
import { neverAudited, sharesIdentity } from "../derivation.ts";

export const sharedIdentity = check({
  id: "integrations.shared-identity",
  control: "integration_safeguards",
  severity: "critical",
  tiers: ["dev", "staging", "uat"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "No other environment has the same database.uuid or database.secret",
  failTitle: "Another environment has the same database.uuid or database.secret",
  why: "Links and tokens that one signs open the other, and services that know the database by its uuid, Odoo's own among them, take the copy for the original.",
  remedy:
    "Give database.uuid and database.secret new random UUIDs and restart Odoo. Odoo does that itself when it duplicates a database, or restores one as a copy.",
  references: ["FR-4 External integration safeguards"],
  needs: { identity: odooIdentity, known: recordsIdentities },
  judge({ identity, known }, context) {
    const { name } = context.environment;
    if (identity.uuidDigest === null && identity.secretDigest === null) {
      return {
        outcome: "unknown",
        reason: "fact_missing",
        detail: "the database has neither database.uuid nor database.secret to tell by",
      };
    }
    const twins = sharesIdentity(identity, known, name);
    const missing = neverAudited(context, known);
    if (twins.length === 0 && missing !== undefined) {
      const detail = `${missing} was never audited, so nobody knows its identity`;
      return { outcome: "unknown", reason: "fact_missing", detail };
    }
    return failOrPass(
      twins.map((twin) => ({
        subject: `environment,${twin.environment}`,
        title: `${name} has the ${sharedParts(identity, twin)} of ${twin.environment}`,
        remedy: `Give ${name} a database.uuid and a database.secret of its own.`,
      })),
      `unlike ${plural(known.filter((k) => k.environment !== name).length, "other environment")}`,
    );
  },
});

type Parts = { readonly uuidDigest: string | null; readonly secretDigest: string | null };

function sharedParts(own: Parts, twin: Parts): string {
  const uuid = own.uuidDigest !== null && own.uuidDigest === twin.uuidDigest;
  const secret = own.secretDigest !== null && own.secretDigest === twin.secretDigest;
  if (uuid && secret) return "database.uuid and database.secret";
  return uuid ? "database.uuid" : "database.secret";
}
