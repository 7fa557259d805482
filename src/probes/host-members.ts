import type { FleetMember, JudgeContext } from "../model/record.ts";

/**
 * The declared environments that share a host with the audited one, itself among them: those by whose
 * declaration a database or a service on that host is accounted for.
 */
export function membersOnHost({ environment, fleet }: JudgeContext): readonly FleetMember[] {
  const own = new Set(fleet.find(({ name }) => name === environment.name)?.hosts);
  return fleet.filter(
    ({ name, hosts = [] }) => name === environment.name || hosts.some((host) => own.has(host)),
  );
}
