import type { App } from "./app.ts";
import type { Running } from "./daemon-services.ts";
import type { Clock } from "./model/clock.ts";
import { checks } from "./probes/list.ts";
import type { Log } from "./scheduler/log.ts";
import { selfTest } from "./self-test.ts";

/** One self-test of the checks that run now: stored for the metrics, and logged where a check is blind. */
export async function testItself(
  app: App,
  running: Readonly<Running>,
  clock: Clock,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const { registry, store } = app;
  const { assets: own } = running.config;
  const tested = await selfTest({
    checks: checks(registry, own),
    assets: { ...registry.catalogue.assets, ...own.assets },
    personalData: registry.personalData,
    registryDigest: registry.digest,
    clock,
    signal,
  });
  await store.selfTests.save({ at: clock.now().toISOString(), tested });
  const blind = tested.filter(({ passing }) => !passing);
  for (const { check, why } of blind) log.error({ check, why }, "a check is blind");
  log.info({ checks: tested.length, blind: blind.length }, "tested itself");
}
