import { foreseen } from "../../audit/foreseen.ts";
import type { PlannedFact } from "../../audit/plan.ts";
import { rowsReadOverApi } from "../../audit/rpc-read.ts";
import type { ReadContext } from "../../facts/read.ts";
import type { Environment } from "../../model/environment.ts";

export type OdooGrants = {
  readonly login: string;
  /** Groups that the auditor's user must be in, and why. */
  readonly groups: readonly { readonly group: string; readonly why: string }[];
  /** Models that the environment's checks read over the API. */
  readonly models: readonly string[];
};

/** Readable without being in Settings: by the group of Access Rights, or by every internal user. */
const open: ReadonlySet<string> = new Set([
  "res.company",
  "res.users",
  "res.groups",
  "res.partner",
  "ir.model",
  "ir.model.data",
  "ir.model.fields",
  "ir.module.module",
]);

/** What the user needs to read what the checks read over the API; undefined where nothing is read over it. */
export function odooGrants(
  { odoo, prefer, sql }: Environment,
  facts: readonly PlannedFact[],
  context: ReadContext,
): OdooGrants | undefined {
  if (odoo === undefined) return undefined;
  const models = [
    ...new Set(
      facts.flatMap((fact) => foreseen(() => rowsReadOverApi(fact, context))?.model ?? []),
    ),
  ].toSorted();
  const closed = models.filter((model) => !open.has(model));
  const groups = [
    {
      group: "base.group_erp_manager (Access Rights), and every company",
      why: "else nobody can tell that it sees all records",
    },
    ...(context.version.major <= 16
      ? [
          {
            group: "base.group_private_addresses",
            why: "contacts of type private are hidden from all others up to 16",
          },
        ]
      : []),
    ...(closed.length === 0
      ? []
      : [
          {
            group: "base.group_system (Settings)",
            why:
              prefer === "sql" && sql !== undefined
                ? `${closed.join(", ")} are read over the API`
                : `${closed.length} models are read over the API; it exposes every secret, so configure ssh and sql where there is a host`,
          },
        ]),
  ];
  return { login: odoo.login, groups: models.length === 0 ? [] : groups, models };
}
