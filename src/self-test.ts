import { randomBytes, randomUUID } from "node:crypto";
import { audit } from "./audit/audit.ts";
import { inMemoryFingerprints } from "./audit/masking/in-memory.ts";
import { createDigester } from "./audit/digester.ts";
import { fleetOf } from "./audit/fleet.ts";
import { planAudit } from "./audit/plan.ts";
import type { AccessMatrix } from "./model/access.ts";
import type { Asset, Assets } from "./model/assets.ts";
import type { Clock } from "./model/clock.ts";
import type { AuditRecord } from "./model/record.ts";
import { Secret } from "./model/secret.ts";
import { inRange } from "./model/versions.ts";
import type { Check } from "./probes/check.ts";
import { identityOf } from "./record/identity.ts";
import { canBreak, canariesOf, type Canary } from "./simulator/canaries.ts";
import { identities } from "./simulator/declarations.ts";
import { startSimulatedEnvironment } from "./simulator/environment.ts";
import { simulatedMajors, type SimMajor } from "./simulator/odoo/database.ts";
import type { SelfTested } from "./store/self-tests.ts";
import type { Registry } from "./registry/load.ts";
import { fingerprint } from "./take-fingerprint.ts";
import { openWires } from "./transports/open.ts";
import { closeWires, type IdentityRecord } from "./transports/wires.ts";

export type SelfTestParts = {
  readonly checks: readonly Check[];
  /** The registry's and the operator's own: each must be seen. */
  readonly assets: Assets;
  readonly accessMatrix: AccessMatrix;
  readonly personalData: Registry["personalData"];
  readonly registryDigest: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

type Seen = { readonly major: SimMajor; readonly canary: Canary; readonly record: AuditRecord };

/**
 * Audits simulated environments of every version in every way that they can be broken, and says of each check
 * that this concerns whether it still tells the broken from the safe. Takes seconds; listens on loopback alone.
 */
export async function selfTest(parts: SelfTestParts): Promise<readonly SelfTested[]> {
  const { assets, impossible } = breakable(parts.assets);
  const seen: Seen[] = [];
  for (const major of simulatedMajors) {
    parts.signal.throwIfAborted();
    seen.push(...(await auditMajor(major, { ...parts, assets })));
  }
  return parts.checks.flatMap((check) => judge(check, seen, impossible.get(check.id) ?? []));
}

/** The assets of which a live row can be made; of the others, by check, that none can: they never fire. */
function breakable(all: Assets): {
  readonly assets: Assets;
  readonly impossible: ReadonlyMap<string, readonly string[]>;
} {
  const assets: Record<string, Asset> = {};
  const impossible = new Map<string, string[]>();
  for (const [id, asset] of Object.entries(all)) {
    if (canBreak(id, asset)) assets[id] = asset;
    else impossible.set(asset.check, [...(impossible.get(asset.check) ?? []), neverLive(id)]);
  }
  return { assets, impossible };
}

const neverLive = (id: string): string => `no record can be live by the condition of asset ${id}`;

const compared: ReadonlySet<SimMajor> = new Set([14, 19]);

async function auditMajor(major: SimMajor, parts: SelfTestParts): Promise<readonly Seen[]> {
  const { assets, personalData, clock } = parts;
  const canaries = canariesOf(major, {
    assets,
    // The comparison is the same in every version: the first and the last will do.
    personalData: compared.has(major) ? personalData : undefined,
    now: clock.now(),
  });
  const known: IdentityRecord[] = [];
  const fingerprints = inMemoryFingerprints();
  const seen: Seen[] = [];
  for (const states of [canaries.production, canaries.copies]) {
    const records = await auditStates(states, { major, known, fingerprints, parts });
    seen.push(...records.map((record, index) => ({ major, canary: states[index]!, record })));
    const [safe] = records;
    const identity = safe && identityOf(safe);
    if (identity !== undefined) known.push({ ...identity, since: identity.at });
  }
  return seen;
}

type Around = {
  readonly major: SimMajor;
  /** What the audits before taught of who is who. */
  readonly known: readonly IdentityRecord[];
  /** Of the production, once it was audited. */
  readonly fingerprints: ReturnType<typeof inMemoryFingerprints>;
  readonly parts: SelfTestParts;
};

/** One running environment, brought into one state after the other. */
async function auditStates(
  states: readonly Canary[],
  { major, known, fingerprints, parts }: Around,
): Promise<readonly AuditRecord[]> {
  const { checks, accessMatrix, registryDigest, clock, signal } = parts;
  const digester = createDigester(new Secret(selfTestKey));
  const [initial] = states;
  if (initial === undefined) return [];
  const sim = await startSimulatedEnvironment(initial.spec, clock);
  try {
    const done: AuditRecord[] = [];
    for (const { spec, declare } of states) {
      sim.change(() => spec);
      const environment = declare(sim);
      const wires = openWires(
        environment,
        { identities: () => Promise.resolve(known), fingerprints },
        randomBytes,
      );
      try {
        const record = await audit(environment, {
          plan: planAudit(environment, checks),
          wires,
          digester,
          clock,
          newId: randomUUID,
          signal: AbortSignal.any([signal, AbortSignal.timeout(environment.deadlineMs)]),
          trigger: "manual",
          fleet: [{ name: "production", tier: "production" }, ...fleetOf([environment])],
          identities,
          accessMatrix,
          registryDigest,
        });
        signal.throwIfAborted();
        done.push(record);
        if (compared.has(major) && done.length === 1 && environment.tier === "production") {
          await fingerprint({
            environment,
            environments: [environment],
            mode: "sample",
            wires,
            registry: parts,
            keep: fingerprints,
            digester,
            clock,
            signal,
            onProgress: () => undefined,
          });
        }
      } finally {
        closeWires(wires);
      }
    }
    return done;
  } finally {
    await sim.close();
  }
}

/** No secret: what it digests is made up. */
const selfTestKey = "self-test";

/** Whether a check fails wherever it must and nowhere else; nothing of a check that no state concerns. */
function judge(
  check: Check,
  seen: readonly Seen[],
  impossible: readonly string[],
): readonly SelfTested[] {
  const complaints = [...impossible];
  let concerned = false;
  for (const { major, canary, record } of seen) {
    if (!inRange({ major, serie: `${major}.0` }, check.versions ?? {})) continue;
    const outcome = record.results.find((result) => result.check === check.id)?.verdict.outcome;
    if (!canary.mustFail.includes(check.id)) {
      if (canary.isSafe && outcome === "fail") complaints.push(`fails on a safe Odoo ${major}`);
      continue;
    }
    concerned = true;
    if (outcome !== "fail")
      complaints.push(`is ${outcome ?? "not judged"} on a broken Odoo ${major}`);
  }
  if (!concerned && complaints.length === 0) return [];
  return [{ check: check.id, passing: complaints.length === 0, why: complaints.join("; ") }];
}
