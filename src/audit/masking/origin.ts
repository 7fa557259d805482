import { TargetError } from "../../model/errors.ts";
import type { Environment } from "../../model/environment.ts";
import { judgedVersion, type OdooVersion } from "../../model/versions.ts";
import { readFrom, type Collector } from "../../facts/collector.ts";
import { odooIdentity } from "../../facts/odoo-identity.ts";
import { odooModules } from "../../facts/odoo-modules.ts";
import { odooVersion } from "../../facts/odoo-version.ts";
import { collect } from "../collect.ts";
import type { CollectParts } from "../read-wave.ts";
import { scopeFacts } from "../scope.ts";

/** What has to be known of an environment before a fingerprint of it is taken. */
export type Origin = {
  readonly version: OdooVersion;
  readonly uuidDigest: string | null;
  readonly modules: readonly string[];
};

/**
 * Reads it, by the one access that the fingerprint will use. Throws `TargetError`, over the API also where it
 * is not proven that Odoo shows every row to the auditor.
 */
export async function readOrigin(
  environment: Environment,
  via: "rpc" | "sql",
  parts: Omit<CollectParts, "environment">,
): Promise<Origin> {
  const needed = [odooVersion, odooModules, odooIdentity, ...(via === "rpc" ? scopeFacts : [])];
  const planned = needed.map((collector) => ({ collector, via }));
  const read = readFrom(await collect(planned, { environment, ...parts }));
  const known = <T>(c: Collector<T>): T => {
    const fact = read(c);
    if (fact.state === "known") return fact.value;
    if (fact.state === "unknown") throw new TargetError(fact.reason, fact.detail);
    throw new TargetError("fact_missing", `${c.title}: ${fact.because}`);
  };
  const version = known(odooVersion);
  const rules = judgedVersion(version, environment.judgeAs);
  if (rules === undefined) {
    throw new TargetError("unsupported_version", `Odoo ${version.serie} is not one that is known`);
  }
  return {
    version: rules,
    modules: known(odooModules),
    uuidDigest: known(odooIdentity).uuidDigest,
  };
}
