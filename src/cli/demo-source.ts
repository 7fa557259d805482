import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import type { Config } from "../config/load.ts";
import { emptyCatalogue } from "../model/assets.ts";
import { systemClock } from "../model/clock.ts";
import type { Registry } from "../registry/load.ts";
import { startDemoFleet } from "../simulator/fleet.ts";
import type { Io } from "./io.ts";
import type { Source } from "./source-types.ts";

/** Folder of the demonstration's store and results, below the working directory. */
export const demoFolder = "envaudit-demo";

/** Starts the simulated environments and configures them as an operator would. */
export async function openDemo(io: Io, registry: Registry): Promise<Source> {
  const folder = resolve(io.cwd, demoFolder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fleet = await startDemoFleet(systemClock);
  const config: Config = {
    path: folder,
    store: { path: resolve(folder, "envaudit.db"), retentionDays: 400 },
    server: { listen: { host: "127.0.0.1", port: 9480 }, runbookBaseUrl: undefined },
    // They all stand on this one host.
    concurrency: { fleet: 4, perHost: 4 },
    refreshPollSeconds: 10,
    selfTestSeconds: 3600,
    digestKey: undefined,
    evidence: { key: undefined, origin: undefined, anchors: [] },
    logLevel: "info",
    identities: fleet.identities,
    assets: emptyCatalogue,
    exceptions: [],
    environments: fleet.environments,
    digest: "demo",
  };
  return { config, registry, reload: () => config, close: () => fleet.close() };
}
