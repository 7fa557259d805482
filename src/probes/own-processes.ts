import type { JudgeContext } from "../model/record.ts";
import type { OdooProcess } from "../facts/odoo-processes.ts";

/**
 * The Odoos of the host that may be the environment's: those that read its `odoo.conf`. A relative path, or
 * none, may be that file.
 */
export function ownProcesses<P extends Pick<OdooProcess, "config">>(
  processes: readonly P[],
  { environment, fleet }: JudgeContext,
): readonly P[] {
  const own = fleet.find(({ name }) => name === environment.name)?.odooConf;
  return processes.filter(
    ({ config }) =>
      own === undefined || config === null || config === own || !config.startsWith("/"),
  );
}
