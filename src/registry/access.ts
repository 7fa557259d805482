import type { AccessMatrix } from "../model/access.ts";
import type { Registry } from "./load.ts";

/** The access matrix as `judge` needs it, and as it is stored with every audit. */
export function accessMatrixOf({ access }: Pick<Registry, "access">): AccessMatrix {
  return {
    odoo_settings: access.odoo_settings.tiers,
    odoo_administration: access.odoo_administration.tiers,
    shell: access.shell.tiers,
    logs: access.logs.tiers,
    database: access.database.tiers,
    service_control: access.service_control.tiers,
  };
}

/** Personas, and the agents with the personas of each: the registry has proven that they cover them. */
export function rolesOf({ personas, agents }: Pick<Registry, "personas" | "agents">): {
  readonly personas: readonly string[];
  readonly agents: Readonly<Record<string, readonly string[]>>;
} {
  return {
    personas: Object.keys(personas),
    agents: Object.fromEntries(
      Object.entries(agents).map(([id, { personas: own }]) => [id, own] as const),
    ),
  };
}
