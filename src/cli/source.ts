import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { nodeFiles } from "../config/files.ts";
import { loadConfig, loadIdentities, type Config } from "../config/load.ts";
import { exceptionsLoader } from "../exceptions-loader.ts";
import { nearest } from "../documents/nearest.ts";
import { ConfigError, UsageError } from "../model/errors.ts";
import type { Environment, Identity } from "../model/environment.ts";
import type { Check } from "../probes/check.ts";
import { checks } from "../probes/list.ts";
import { loadOwnAssets } from "../registry/assets.ts";
import { rolesOf } from "../registry/access.ts";
import { registryDirectory } from "../registry/directory.ts";
import { loadRegistry, type Registry } from "../registry/load.ts";
import { openDemo } from "./demo-source.ts";
import type { Source, SourceOptions } from "./source-types.ts";
import type { Io } from "./io.ts";

export const defaultConfigPath = "envaudit.yaml";

/** The registry that ships with the program. Throws `ConfigError`. */
export function openRegistry(): Registry {
  return loadRegistry(registryDirectory());
}

/** Reads the configuration file alone. Throws `ConfigError` with every problem. */
export function readConfig(
  io: Io,
  path: string | undefined,
  registry: Registry = openRegistry(),
): Config {
  return loadConfig({
    path: configPath(io, path),
    files: nodeFiles,
    env: io.env,
    ...rolesOf(registry),
    loadAssets: loadOwnAssets,
    loadExceptions: exceptionsLoader(registry),
  });
}

/** The identities of the configuration file alone: no secret of it is needed. Throws `ConfigError`. */
export function readIdentities(
  io: Io,
  path: string | undefined,
  registry: Registry,
): readonly Identity[] {
  return loadIdentities({ path: configPath(io, path), files: nodeFiles, ...rolesOf(registry) });
}

function configPath(io: Io, path: string | undefined): string {
  const chosen = resolve(io.cwd, path ?? io.env["ENVAUDIT_CONFIG"] ?? defaultConfigPath);
  if (existsSync(chosen)) return chosen;
  const message = "there is no such file: `envaudit init` writes one to start from";
  throw new ConfigError([{ file: chosen, line: 0, column: 0, path: "", message }]);
}

/** Every check of a source: ours, and the operator's own. */
export function checksOf({ registry, config }: Source): readonly Check[] {
  return checks(registry, config.assets);
}

/** Opens the operator's environments, or the simulated ones of the demonstration. */
export async function openSource(io: Io, options: SourceOptions): Promise<Source> {
  const registry = openRegistry();
  if (options.demo === true) return await openDemo(io, registry);
  const config = readConfig(io, options.config, registry);
  return {
    config,
    registry,
    reload: () => readConfig(io, options.config, registry),
    close: () => Promise.resolve(),
  };
}

/** The named environments in their order, or all when none is named. Throws `UsageError` for unknown ones. */
export function selectEnvironments(
  config: Config,
  names: readonly string[],
): readonly Environment[] {
  const known = config.environments.map((environment) => environment.name);
  for (const name of names) assertKnown("environment", name, known);
  return names.length === 0
    ? config.environments
    : config.environments.filter((environment) => names.includes(environment.name));
}

/** The identity of that id. Throws `UsageError` with the nearest one that there is. */
export function selectIdentity(identities: readonly Identity[], id: string): Identity {
  const found = identities.find((identity) => identity.id === id);
  if (found !== undefined) return found;
  const known = identities.map((identity) => identity.id);
  throw unknownWord("identity", id, known);
}

/** Throws `UsageError` with the nearest known word when `word` is none of them. */
export function assertKnown(kind: string, word: string, known: readonly string[]): void {
  if (!known.includes(word)) throw unknownWord(kind, word, known);
}

function unknownWord(kind: string, word: string, known: readonly string[]): UsageError {
  const close = nearest(word, known);
  const list = known.length === 0 ? "none" : known.join(", ");
  const hint = close === undefined ? `known: ${list}` : `did you mean ${close}?`;
  return new UsageError(`there is no ${kind} ${word}; ${hint}`);
}
