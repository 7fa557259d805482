import type { CheckState } from "../../store/checks.ts";
import type { WaivedFindings } from "./exceptions.ts";
import { sample } from "./metrics.ts";
import type { Sample } from "./metrics.ts";
import type { MetricsSource } from "./source.ts";

/** What each check is, and how it stands in each environment that it applies to. */
export async function checkSamples(
  source: MetricsSource,
  waived: WaivedFindings,
): Promise<readonly Sample[]> {
  const names = new Set(source.environments.map(({ name }) => name));
  const ids = new Set(source.checks.map(({ id }) => id));
  const states = await source.store.checks.list();
  const infos = source.checks.map(({ id, control, severity, owner }) => {
    const labels = { check: id, control, severity, owner, runbook_url: source.runbookUrl(id) };
    return sample("envaudit_check_info", labels, 1);
  });
  const kept = states.filter(({ environment, check }) => names.has(environment) && ids.has(check));
  return [...infos, ...kept.flatMap((state) => stateSamples(state, waived))];
}

function stateSamples(state: CheckState, waived: WaivedFindings): readonly Sample[] {
  if (state.outcome === "not_applicable") return [];
  const labels = { environment: state.environment, control: state.control, check: state.check };
  const samples = [...outcomeSamples(state, labels), ...timeSamples(state, labels)];
  if (state.outcome === "unknown") return samples;
  const isWaived = state.outcome === "fail" && waived.isWhole(state.environment, state.check);
  return [...samples, sample("envaudit_check_waived", labels, isWaived ? 1 : 0)];
}

type Labels = { readonly environment: string; readonly control: string; readonly check: string };

function outcomeSamples(state: CheckState, labels: Labels): readonly Sample[] {
  switch (state.outcome) {
    case "pass":
      return [sample("envaudit_check_passing", labels, 1)];
    case "fail":
      return [sample("envaudit_check_passing", labels, 0)];
    case "unknown": {
      const reason = state.reason ?? "internal_error"; // an unknown without a reason is our mistake
      return [sample("envaudit_check_unknown", { ...labels, reason }, state.acceptedGap ? 0 : 1)];
    }
    case "not_applicable":
      return [];
  }
}

function timeSamples(state: CheckState, labels: Labels): readonly Sample[] {
  const { lastEvaluatedAt, lastPassAt } = state;
  const samples: Sample[] = [];
  if (lastEvaluatedAt !== undefined) {
    const name = "envaudit_check_last_evaluated_timestamp_seconds";
    samples.push(sample(name, labels, Date.parse(lastEvaluatedAt) / 1000));
  }
  if (lastPassAt !== undefined) {
    const name = "envaudit_check_last_pass_timestamp_seconds";
    samples.push(sample(name, labels, Date.parse(lastPassAt) / 1000));
  }
  return samples;
}
