import { didYouMean } from "../documents/nearest.ts";
import { printKey } from "../documents/path.ts";
import { daysBetween } from "../model/days.ts";
import type { Identity } from "../model/environment.ts";
import type { Exception } from "../model/exception.ts";
import { severities, type Severity } from "../model/outcome.ts";
import { plural } from "../model/text.ts";
import { can } from "../registry/can.ts";
import type { Registry } from "../registry/load.ts";

/** What exceptions are held against. */
export type Ground = {
  readonly registry: Pick<Registry, "personas" | "exceptions">;
  readonly identities: readonly Identity[];
  readonly environments: readonly string[];
  /** Severity by check. */
  readonly checks: ReadonlyMap<string, Severity>;
};

type Complaint = { readonly at: readonly string[]; readonly message: string };

/** What is wrong with an exception: who asked and who approved, how long, and for what. */
export function complaintsAbout(exception: Exception, ground: Ground): readonly Complaint[] {
  return [
    ...peopleComplaints(exception, ground),
    ...termComplaints(exception, ground),
    ...scopeComplaints(exception, ground),
  ];
}

function peopleComplaints(exception: Exception, ground: Ground): readonly Complaint[] {
  const { requester, approver, revoked, reviewed } = exception;
  const complaints = [
    ...rightComplaints("requester", requester, "exception.request", ground),
    ...rightComplaints("approver", approver, "exception.approve", ground),
  ];
  if (requester === approver) {
    const message = "nobody approves their own exception: the approver is somebody else";
    complaints.push({ at: ["approver"], message });
  }
  if (revoked !== undefined) {
    complaints.push(...nested("revoked", revoked.by, "exception.revoke", ground));
  }
  if (reviewed !== undefined)
    complaints.push(...nested("reviewed", reviewed.by, undefined, ground));
  return complaints;
}

function nested(
  part: string,
  identity: string,
  action: string | undefined,
  ground: Ground,
): readonly Complaint[] {
  return rightComplaints("by", identity, action, ground).map(({ at, message }) => ({
    at: [part, ...at],
    message,
  }));
}

function rightComplaints(
  field: string,
  id: string,
  action: string | undefined,
  { identities, registry }: Ground,
): Complaint[] {
  const identity = identities.find((one) => one.id === id);
  if (identity === undefined) {
    const known = identities.map((one) => one.id);
    const message = `no identity \`${printKey(id)}\` is declared${didYouMean(id, known)}`;
    return [{ at: [field], message }];
  }
  if (action === undefined) return [];
  const decision = can(registry, identity.personas, action, undefined);
  if (decision.decision === "allowed") return [];
  const because =
    decision.decision === "prohibited"
      ? `is prohibited \`${action}\`: ${decision.clause}`
      : `has no right to \`${action}\``;
  return [{ at: [field], message: `${printKey(id)} (${identity.personas.join(", ")}) ${because}` }];
}

function termComplaints(exception: Exception, { registry, checks }: Ground): readonly Complaint[] {
  const { approvedOn, expires, type } = exception;
  const days = daysBetween(approvedOn, expires) + 1;
  if (days < 1) {
    return [{ at: ["expires"], message: `lies before the day of its approval, ${approvedOn}` }];
  }
  const { adoption_days: adoptionDays, longest_days: longestDays } = registry.exceptions;
  if (type === "adoption") {
    if (days <= adoptionDays) return [];
    const message = `${plural(days, "day")}: an adoption lasts at most ${plural(adoptionDays, "day")}`;
    return [{ at: ["expires"], message }];
  }
  const covered = new Set(Object.keys(exception.checks).map((check) => checks.get(check)));
  const gravest = severities.find((severity) => covered.has(severity));
  if (gravest === undefined || days <= longestDays[gravest]) return [];
  const longest = plural(longestDays[gravest], "day");
  const message = `${plural(days, "day")}: an exception from a check of severity ${gravest} lasts at most ${longest}`;
  return [{ at: ["expires"], message }];
}

function scopeComplaints(exception: Exception, ground: Ground): readonly Complaint[] {
  const complaints: Complaint[] = [];
  for (const [index, name] of exception.environments.entries()) {
    if (ground.environments.includes(name)) continue;
    const near = didYouMean(name, ground.environments);
    const message = `no environment \`${printKey(name)}\` is declared${near}`;
    complaints.push({ at: ["environments", String(index)], message });
  }
  const never = ground.registry.exceptions.never_waivable;
  for (const check of Object.keys(exception.checks)) {
    const at = ["checks", check];
    const refusal = Object.hasOwn(never, check) ? never[check] : undefined;
    if (refusal !== undefined) {
      complaints.push({ at, message: `no exception covers this check: ${refusal}` });
    } else if (!ground.checks.has(check)) {
      const near = didYouMean(check, ground.checks.keys());
      complaints.push({ at, message: `there is no check \`${printKey(check)}\`${near}` });
    }
  }
  return complaints;
}
