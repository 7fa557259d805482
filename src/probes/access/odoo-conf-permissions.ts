import { hostOdooConfMode } from "../../facts/host-odoo-conf-mode.ts";
import type { z } from "zod";
import { hostOdooConfReaders } from "../../facts/host-odoo-conf-readers.ts";
import { hostOdooProcesses } from "../../facts/host-odoo-processes.ts";
import { failOrPass, type Finding, type Verdict } from "../../model/outcome.ts";
import type { Fact, JudgeContext } from "../../model/record.ts";
import { check } from "../check.ts";
import { ownProcesses } from "../own-processes.ts";

export const odooConfPermissions = check({
  id: "access.odoo-conf-permissions",
  control: "least_privilege",
  severity: "high",
  tiers: ["dev", "staging", "uat", "production"],
  owner: "sre",
  expertise: "odoo.platform.environment_governance",
  passTitle: "Only Odoo's own account and group read odoo.conf",
  failTitle: "Accounts beyond Odoo's own can read or change odoo.conf",
  why: "The file holds the database password and the master password.",
  remedy:
    "chown root:odoo and chmod 0640 the file (0600 when Odoo owns it), with nobody but Odoo's account in the group odoo.",
  references: ["FR-4 Least-privilege access"],
  needs: { file: hostOdooConfMode },
  wants: { readers: hostOdooConfReaders, processes: hostOdooProcesses },
  judge({ file, readers, processes }, context) {
    const { path, mode, owner, group } = file;
    const bits = Number.parseInt(mode, 8);
    const accounts = odooAccounts(processes, context);
    const others =
      readers.state === "known"
        ? readers.value.filter((name) => ![...accounts.names, owner, "root"].includes(name))
        : [];
    const isGroupRead = (bits & 0o040) !== 0;
    const findings: Finding[] = [];
    const say = (subject: string, what = subject, remedy = `chmod 0640 ${path}`): void => {
      findings.push({
        subject: `${path},${subject}`,
        title: `${path} is ${what} (mode ${mode}, ${owner}:${group})`,
        remedy,
      });
    };
    if ((bits & 0o004) !== 0) say("readable by everybody");
    if ((bits & 0o002) !== 0) say("writable by everybody");
    if ((bits & 0o020) !== 0) say("writable by its group");
    const isStranger = owner !== "root" && !accounts.names.includes(owner);
    if (isStranger && accounts.seen && owner !== nameless) {
      const whose = `owned by ${owner}, neither root nor Odoo's account (${accounts.names.join(", ")})`;
      say("owned by another account", whose, `chown root ${path}`);
    }
    if (isGroupRead && accounts.seen && others.length > 0) {
      const who = `readable by its group, in which there ${others.length === 1 ? "is" : "are"} ${listed(others)} too`;
      say("readable by its group", who, `Take them out of the group ${group}, or chgrp ${path}.`);
    }
    if (findings.length > 0) return failOrPass(findings, "");
    if (isStranger)
      return unknown(`${owner} owns ${path}, and nobody sees who runs Odoo`, processes);
    if (isGroupRead && readers.state !== "known") {
      return unknown(`nobody sees who is in the group ${group} that reads ${path}`, readers);
    }
    if (isGroupRead && others.length > 0) {
      return unknown(
        `${listed(others)} may read ${path}, and nobody sees who runs Odoo`,
        processes,
      );
    }
    return failOrPass([], `mode ${mode}, ${owner}:${group}, and nobody else in the group`);
  },
});

/** What `stat` says of an owner whose number has no name. */
const nameless = "UNKNOWN";

type Processes = z.output<typeof hostOdooProcesses.schema>;

/** Who runs Odoo, as far as it is seen; the account that its packages make where it is not. */
function odooAccounts(
  processes: Fact<Processes>,
  context: JudgeContext,
): { readonly names: readonly string[]; readonly seen: boolean } {
  const own = processes.state === "known" ? ownProcesses(processes.value, context) : [];
  const names = [...new Set(own.map(({ user }) => user))];
  return names.length > 0 ? { names, seen: true } : { names: ["odoo"], seen: false };
}

const listed = (names: readonly string[]): string =>
  names.slice(0, 5).join(", ") + (names.length > 5 ? ` and ${names.length - 5} more` : "");

function unknown(what: string, fact: Fact<unknown>): Verdict {
  return fact.state === "unknown"
    ? { outcome: "unknown", reason: fact.reason, detail: `${what}: ${fact.detail}` }
    : { outcome: "unknown", reason: "fact_missing", detail: what };
}
