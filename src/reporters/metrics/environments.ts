import type { EnvironmentState } from "../../store/environments.ts";
import type { Environment } from "../../model/environment.ts";
import type { WaivedFindings } from "./exceptions.ts";
import { sample } from "./metrics.ts";
import type { Sample } from "./metrics.ts";
import type { MetricsCheck, MetricsSource } from "./source.ts";

const dayMs = 86_400_000;

/** Each configured environment: who it is, how long its last audit took, and its findings. */
export async function environmentSamples(
  source: MetricsSource,
  waived: WaivedFindings,
): Promise<readonly Sample[]> {
  const states = await source.store.environments.list();
  const known = new Map(states.map((state) => [state.environment, state]));
  const infos = source.environments.flatMap((environment) => {
    const { name, tier, owner } = environment;
    const state = known.get(name);
    const labels = { environment: name, tier, odoo_version: state?.odooVersion ?? "", owner };
    const samples = [sample("envaudit_environment_info", labels, 1), ...expirySamples(environment)];
    if (state === undefined) return samples;
    const tookMs = Date.parse(state.lastFinishedAt) - Date.parse(state.lastStartedAt);
    const duration = sample(
      "envaudit_audit_duration_seconds",
      { environment: name },
      tookMs / 1000,
    );
    return [...samples, duration, ...credentialSamples(state)];
  });
  return [...infos, ...(await findingSamples(source, waived))];
}

function credentialSamples({
  environment,
  credentialExpiresAt,
}: EnvironmentState): readonly Sample[] {
  if (credentialExpiresAt === undefined) return [];
  const labels = { environment, transport: "rpc" };
  const at = Date.parse(credentialExpiresAt) / 1000;
  return [sample("envaudit_credential_expiry_timestamp_seconds", labels, at)];
}

function expirySamples({ name, lifecycle }: Environment): readonly Sample[] {
  if (lifecycle.kind === "undeclared") return [];
  const day = lifecycle.kind === "expires" ? lifecycle.on : lifecycle.review;
  const end = (Date.parse(day) + dayMs) / 1000; // it is good until that day is over
  return [sample("envaudit_environment_expiry_timestamp_seconds", { environment: name }, end)];
}

/** Zero for every control and severity that the environment's checks could report, then what there is. */
async function findingSamples(
  source: MetricsSource,
  waived: WaivedFindings,
): Promise<readonly Sample[]> {
  const counts = await source.store.findings.counts();
  const zeros = source.environments.flatMap((environment) =>
    source.checks
      .filter(({ tiers }) => tiers.includes(environment.tier))
      .flatMap((check) => zeroFindings(environment.name, check)),
  );
  const names = new Set(source.environments.map(({ name }) => name));
  const counted = counts
    .filter(({ environment }) => names.has(environment))
    .map(({ count, ...labels }) => sample("envaudit_findings", labels, count));
  const covered = Map.groupBy(
    waived.findings.filter(({ environment }) => names.has(environment)),
    ({ environment, control, severity }) => JSON.stringify({ environment, control, severity }),
  );
  const coveredSamples = [...covered.values()].flatMap((findings) => {
    const [first] = findings;
    if (first === undefined) return [];
    const { environment, control, severity } = first;
    const labels = { environment, control, severity, state: "waived" };
    return [sample("envaudit_findings", labels, findings.length)];
  });
  return [...zeros, ...counted, ...coveredSamples];
}

function zeroFindings(environment: string, { control, severity }: MetricsCheck) {
  return (["open", "fixed", "waived"] as const).map((state) =>
    sample("envaudit_findings", { environment, control, severity, state }, 0),
  );
}
