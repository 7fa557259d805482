import { randomBytes } from "node:crypto";
import { collect } from "../audit/collect.ts";
import { createDigester } from "../audit/digester.ts";
import type { PlannedFact } from "../audit/plan.ts";
import { scopeFacts } from "../audit/scope.ts";
import { readFrom, withDependencies } from "../facts/collector.ts";
import { odooModules } from "../facts/odoo-modules.ts";
import { odooVersion } from "../facts/odoo-version.ts";
import type { ReadContext } from "../facts/read.ts";
import type { Environment } from "../model/environment.ts";
import { Secret } from "../model/secret.ts";
import type { Wires } from "../transports/wires.ts";

/**
 * The version, the installed modules and the facts that `planned` are read after, by the first access that tells
 * the version; undefined where none does.
 */
export async function odooContext(
  environment: Environment,
  planned: readonly PlannedFact[],
  wires: Wires,
  signal: AbortSignal,
): Promise<ReadContext | undefined> {
  const digester = createDigester(new Secret(randomBytes(32).toString("hex")));
  for (const via of ["rpc", "sql"] as const) {
    if (wires[via] === undefined) continue;
    const before = planned
      .filter((one) => one.via === "sql")
      .flatMap(({ collector }) => collector.after ?? []);
    const scope = via === "rpc" ? scopeFacts : [];
    const all = withDependencies([odooVersion, odooModules, ...scope, ...before]);
    const first = all.flatMap((collector) =>
      collector.sources[via] === undefined ? [] : [{ collector, via }],
    );
    const read = readFrom(await collect(first, { environment, wires, digester, signal }));
    const version = read(odooVersion);
    const modules = read(odooModules);
    if (version.state !== "known") continue;
    return {
      version: version.value,
      environment,
      facts: read,
      ...(modules.state === "known" && { modules: modules.value }),
    };
  }
  return undefined;
}
