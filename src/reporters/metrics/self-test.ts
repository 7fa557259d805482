import { sample } from "./metrics.ts";
import type { Sample } from "./metrics.ts";
import type { MetricsSource } from "./source.ts";

/** The auditor's last test of itself; nothing before the first. */
export async function selfTestSamples({ store }: MetricsSource): Promise<readonly Sample[]> {
  const last = await store.selfTests.last();
  if (last === undefined) return [];
  const at = Date.parse(last.at) / 1000;
  return [
    sample("envaudit_selftest_last_run_timestamp_seconds", {}, at),
    ...last.tested.map(({ check, passing }) =>
      sample("envaudit_selftest_passing", { check }, passing ? 1 : 0),
    ),
  ];
}
