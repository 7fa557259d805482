import type { App } from "./app.ts";
import type { Config } from "./config/load.ts";
import type { Clock } from "./model/clock.ts";
import { UsageError } from "./model/errors.ts";
import type { Fingerprint } from "./model/fingerprint.ts";
import type { Log } from "./scheduler/log.ts";
import type { Run } from "./scheduler/types.ts";
import { fingerprint, keptIn } from "./take-fingerprint.ts";
import { closeWires } from "./transports/wires.ts";

type Around = { readonly clock: Clock; readonly log: Log; readonly signal: AbortSignal };

/** Takes the fingerprint of one environment of the configuration as it is now, and logs how it went. */
export async function fingerprintOne(
  app: App,
  { environments }: Config,
  { environment: name }: Run<undefined>,
  { clock, log, signal }: Around,
): Promise<Fingerprint> {
  const environment = environments.find((each) => each.name === name);
  const mode = environment?.fingerprint?.mode;
  if (environment === undefined || mode === undefined) {
    throw new UsageError(`no environment ${name} with a fingerprint is configured`);
  }
  const wires = app.open(environment);
  try {
    const taken = await fingerprint({
      environment,
      environments,
      mode,
      wires,
      registry: app.registry,
      keep: keptIn(app.store, clock),
      digester: app.digester,
      clock,
      signal,
      onProgress: () => undefined,
    });
    const { models, gaps, seed } = taken;
    const fields = { environment: name, mode, seed, models: models.length, gaps: gaps.length };
    log.info(fields, "took a fingerprint");
    return taken;
  } catch (error) {
    if (!signal.aborted) log.error({ err: error, environment: name }, "no fingerprint was taken");
    throw error;
  } finally {
    closeWires(wires);
  }
}
