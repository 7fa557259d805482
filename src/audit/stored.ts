import type { Environment } from "../model/environment.ts";
import type { Fact, StoredFact } from "../model/record.ts";
import { formatUnknownVersion, type OdooVersion } from "../model/versions.ts";
import { readFrom } from "../facts/collector.ts";
import type { ReadContext } from "../facts/read.ts";
import { odooGroupIds } from "../facts/odoo-group-ids.ts";
import { odooModules } from "../facts/odoo-modules.ts";
import { odooUsers, withFewLogins } from "../facts/odoo-users.ts";
import type { PlannedFact } from "./plan.ts";

/** The facts of one audit by id, filled while they are read. */
export type Stored = Record<string, StoredFact>;

export function store(stored: Stored, { collector, via }: PlannedFact, fact: Fact<unknown>): void {
  stored[collector.id] = { ...fact, source: via ?? "none" };
}

export const notConfigured: Fact<never> = {
  state: "unknown",
  reason: "transport_not_configured",
  detail: "no access is configured that could read it",
};

/** Why a fact that depends on the version was not read. */
export function instead({ via }: PlannedFact, version: Fact<OdooVersion>): Fact<never> {
  if (via === undefined) return notConfigured;
  if (version.state === "known") {
    return {
      state: "unknown",
      reason: "unsupported_version",
      detail: formatUnknownVersion(version.value),
    };
  }
  return version.state === "unknown" ? version : notConfigured;
}

/** What an active proof says where nobody turned it on: there is nothing to read, by whatever access. */
export function absentAnyway(
  { collector }: PlannedFact,
  context: ReadContext,
): Fact<never> | undefined {
  const source = collector.sources.egress ?? collector.sources.canary;
  const read = source?.read(context);
  return read !== undefined && "absent" in read
    ? { state: "absent", because: read.absent }
    : undefined;
}

/** The installed modules, as what is read after them may use them. */
export function knownModules(stored: Stored): Pick<ReadContext, "modules"> {
  const modules = readFrom(stored)(odooModules);
  return modules.state === "known" ? { modules: modules.value } : {};
}

/** The facts whose module is installed, or that need none; the others are stored as absent, or unknown like the modules. */
export function present(
  rest: readonly PlannedFact[],
  version: OdooVersion,
  stored: Stored,
): readonly PlannedFact[] {
  const modules = readFrom(stored)(odooModules);
  return rest.filter((fact) => {
    const module = fact.collector.module?.(version);
    if (module === undefined) return true;
    if (modules.state !== "known") store(stored, fact, modules);
    else if (modules.value.includes(module)) return true;
    else store(stored, fact, { state: "absent", because: `module ${module} is not installed` });
    return false;
  });
}

/** Takes out of the stored facts what no check needs once all are read: logins of ordinary users. */
export function reduce(stored: Stored, environment: Environment): void {
  const fact = stored[odooUsers.id];
  const read = readFrom(stored);
  const users = read(odooUsers);
  if (fact === undefined || users.state !== "known") return;
  const groups = read(odooGroupIds);
  const { system, accessRights } = groups.state === "known" ? groups.value : noGroups;
  const named = [system, accessRights].filter((id) => id !== undefined);
  const value = withFewLogins(users.value, environment.odoo?.login, named);
  stored[odooUsers.id] = { ...users, value, source: fact.source };
}

const noGroups = { system: undefined, accessRights: undefined };
