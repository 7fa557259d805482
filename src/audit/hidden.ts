import type { Environment } from "../model/environment.ts";
import type { Fact } from "../model/record.ts";
import type { OdooVersion } from "../model/versions.ts";
import { readFrom } from "../facts/collector.ts";
import { odooArchivedCompanies } from "../facts/odoo-archived-companies.ts";
import { odooCompanyModels } from "../facts/odoo-company-models.ts";
import type { ReadContext } from "../facts/read.ts";
import type { PlannedFact } from "./plan.ts";
import { rowsReadOverApi, type RowsRead } from "./rpc-read.ts";
import { denied, scopeFacts, unprovenPrivate, unprovenScope } from "./scope.ts";
import { knownModules, store, type Stored } from "./stored.ts";

export type HiddenParts = {
  readonly environment: Environment;
  readonly stored: Stored;
  /** Reads and stores more facts: what is asked only where something is hidden. */
  readonly readMore: (facts: readonly PlannedFact[], into: Stored) => Promise<void>;
};
/** A fact that came over the API, and the rows of which model it was read from. */
type Seen = { readonly fact: PlannedFact; readonly read: RowsRead | undefined };

/**
 * Makes every fact unknown that was read over the API and of which Odoo may have hidden rows: all of them
 * where the auditor's rights are not proven, else those that a rule of Odoo's own is about.
 */
export async function hideUnseen(
  planned: readonly PlannedFact[],
  version: OdooVersion | undefined,
  { environment, stored, readMore }: HiddenParts,
): Promise<void> {
  const overApi = planned.filter((f) => f.via === "rpc" && f.collector.anyVersion !== true);
  if (overApi.length === 0) return;
  settleArchived(overApi, version, stored);
  const login = environment.odoo?.login ?? "";
  const unproven = unprovenScope(stored, login);
  if (unproven !== undefined) return hide(overApi, unproven, stored);
  if (version === undefined) return;
  const context: ReadContext = {
    version,
    environment,
    ...knownModules(stored),
    facts: readFrom(stored),
  };
  const seen = overApi
    // What was not read for want of another fact cannot say what it would have read.
    .filter(({ collector: { id, after } }) => after === undefined || stored[id]?.state === "known")
    .map((fact) => ({ fact, read: rowsReadOverApi(fact, context) }));
  const noPrivate = unprovenPrivate(stored, login, version);
  if (noPrivate !== undefined) hide(ofModels(seen, ["res.partner"]), noPrivate, stored);
  await hideOfArchived(seen, stored, readMore);
}

function hide(facts: readonly PlannedFact[], why: Fact<never>, stored: Stored): void {
  for (const fact of facts) {
    if (stored[fact.collector.id]?.state !== "unknown") store(stored, fact, why);
  }
}

const ofModels = (seen: readonly Seen[], models: readonly string[]): readonly PlannedFact[] =>
  seen
    .filter(({ read }) => read !== undefined && models.includes(read.model))
    .map(({ fact }) => fact);

/** From here on every build has archived companies: there, a field that is missing was hidden from us. */
const firstWithArchived = 16;

/** A build whose companies have no such field can have no archived one: that is an answer, not a failure. */
function settleArchived(
  overApi: readonly PlannedFact[],
  version: OdooVersion | undefined,
  stored: Stored,
): void {
  if (version === undefined || version.major >= firstWithArchived) return;
  const fact = overApi.find(({ collector }) => collector.id === odooArchivedCompanies.id);
  const read = stored[odooArchivedCompanies.id];
  if (fact === undefined || read?.state !== "unknown") return;
  if (read.reason !== "unsupported_version") return;
  store(stored, fact, { state: "absent", because: "companies of this Odoo cannot be archived" });
}

/** What belongs to companies, where one of them is archived: its rows are shown to nobody. */
async function hideOfArchived(
  seen: readonly Seen[],
  stored: Stored,
  readMore: HiddenParts["readMore"],
): Promise<void> {
  const archived = readFrom(stored)(odooArchivedCompanies);
  if (archived.state !== "known" || archived.value.length === 0) return;
  const more: Stored = {};
  await readMore([{ collector: odooCompanyModels, via: "rpc" }], more);
  const models = readFrom(more)(odooCompanyModels);
  // The proof itself, and internal users: the auditor is shown those whatever their company.
  const proof = new Set(scopeFacts.map(({ id }) => id));
  const others = seen.filter(
    ({ fact, read }) => !proof.has(fact.collector.id) && !isOfInternalUsers(read),
  );
  if (models.state !== "known") {
    const everyOne = others.map(({ fact }) => fact);
    return hide(everyOne, models.state === "unknown" ? models : denied(models.because), stored);
  }
  const companies = archived.value.join(", ");
  hide(
    ofModels(others, models.value),
    denied(
      `company ${companies} is archived: Odoo shows its rows to nobody over the API, so read by SQL, or make it active`,
    ),
    stored,
  );
}

function isOfInternalUsers(read: Seen["read"]): boolean {
  if (read?.model !== "res.users" || !("all" in read.where)) return false;
  return read.where.all.some(
    (part) => "field" in part && part.field === "share" && part.op === "=" && part.value === false,
  );
}
