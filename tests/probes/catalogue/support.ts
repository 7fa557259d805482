import type { Assets } from "../../../src/model/assets.ts";
import type { AuditRecord } from "../../../src/model/record.ts";
import type { Check } from "../../../src/probes/check.ts";
import { checks } from "../../../src/probes/list.ts";
import { registryDirectory } from "../../../src/registry/directory.ts";
import { loadRegistry } from "../../../src/registry/load.ts";
import type { SimulatedEnvironment } from "../../../src/simulator/environment.ts";
import { auditOf, declare } from "../../audit/support.ts";

export const registry = loadRegistry(registryDirectory());
export const assets: Assets = registry.catalogue.assets;
/** The catalogue's own checks. */
export const catalogue: readonly Check[] = checks(registry).filter(
  ({ id }) => registry.catalogue.checks[id] !== undefined,
);

/** An audit over the API alone of a running simulated environment. */
export function auditOverApi(
  environment: SimulatedEnvironment,
  chosen: readonly Check[] = catalogue,
): Promise<AuditRecord> {
  return auditOf(declare(environment, { ssh: undefined }), { checks: chosen });
}
