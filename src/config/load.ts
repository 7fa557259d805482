import { dirname, resolve } from "node:path";
import { z } from "zod";
import { loadDocument, unloaded, type Loaded } from "../documents/load.ts";
import type { Catalogue } from "../model/assets.ts";
import type { Environment, Identity } from "../model/environment.ts";
import type { Exception } from "../model/exception.ts";
import { ConfigError } from "../model/errors.ts";
import type { Problem } from "../model/problem.ts";
import type { Secret } from "../model/secret.ts";
import type { HostPort } from "./addresses.ts";
import { readAssetFiles, type LoadAssets } from "./assets.ts";
import { buildEnvironment } from "./build.ts";
import { buildEvidence, type EvidenceConfig } from "./evidence.ts";
import { digestOf } from "../documents/digest.ts";
import { readExceptionFiles, type LoadExceptions } from "./exceptions.ts";
import { describeFileError, type Files } from "./files.ts";
import { listFolder } from "./folders.ts";
import { deepFreeze } from "../documents/freeze.ts";
import { buildIdentity, identitiesSchema, identityProblems, type Roles } from "./identities.ts";
import { declaredIn } from "./outline.ts";
import { environmentProblems, fleetProblems } from "./rules.ts";
import { environmentsFileSchema, mainFileSchema } from "./schema.ts";
import type { LogLevel, MainInput } from "./schema.ts";
import type { Surroundings } from "./secrets.ts";

/** The whole configuration: valid, deeply frozen, every path absolute. */
export type Config = {
  /** The main file. */
  readonly path: string;
  readonly store: {
    readonly path: string;
    /** Days that audits, results and fixed findings are kept. */
    readonly retentionDays: number;
  };
  readonly server: {
    readonly listen: HostPort;
    /** Where the page of the checks is published; undefined: the daemon's own. */
    readonly runbookBaseUrl: string | undefined;
  };
  readonly concurrency: { readonly fleet: number; readonly perHost: number };
  readonly refreshPollSeconds: number;
  readonly selfTestSeconds: number;
  /** undefined: a key is made and kept beside the store. */
  readonly digestKey: Secret | undefined;
  readonly evidence: EvidenceConfig;
  readonly logLevel: LogLevel;
  readonly identities: readonly Identity[];
  /** The operator's own assets, of all files under `assets`. */
  readonly assets: Catalogue;
  /** In the order of the files; `environments.d` comes after the main file, by name. */
  readonly environments: readonly Environment[];
  /** Of all files of `exceptions.d`, whatever their standing. */
  readonly exceptions: readonly Exception[];
  /** SHA-256 in hex of identities, assets, environments and exceptions, without secrets: what verdicts depend on. */
  readonly digest: string;
};

export type LoadOptions = Roles & {
  readonly path: string;
  readonly files: Files;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads the operator's own assets; their form is the registry's. */
  readonly loadAssets: LoadAssets;
  /** Reads the exceptions; what they are held against is the registry's and the checks'. */
  readonly loadExceptions: LoadExceptions;
};

/**
 * Reads the main file, `environments.d/*.yaml` (and `*.yml`) and `exceptions.d` beside it, and looks up every secret.
 * Throws `ConfigError` with all problems of all files.
 */
export function loadConfig(options: LoadOptions): Config {
  const main = loadFile(options, options.path, (around) => mainFileSchema(around, options));
  const folder = listFolder(options.files, options.path, folderName);
  const extra = folder.paths.map((path) => loadFile(options, path, environmentsFileSchema));
  const fleet = [main, ...extra].flatMap(declaredIn);
  const assets = readAssetFiles(options, main);
  const problems = [
    ...main.problems,
    ...extra.flatMap((file) => file.problems),
    ...folder.problems,
    ...identityProblems(main),
    ...fleet.flatMap(environmentProblems),
    ...fleetProblems(fleet),
    ...assets.problems,
  ];
  const { found, unread } = readExceptionFiles(options.files, options.path);
  const isSound = problems.length === 0 && fleet.length > 0;
  const config =
    main.value === undefined || !isSound
      ? undefined
      : build(
          options,
          main.value,
          assets.catalogue,
          extra.flatMap(({ value }) => value ?? []),
        );
  const { exceptions, problems: inExceptions } = options.loadExceptions(
    found,
    config && { ...config, environments: config.environments.map(({ name }) => name) },
  );
  problems.push(...unread, ...inExceptions);
  if (problems.length > 0) throw new ConfigError(inOrder(problems));
  if (config === undefined) throw new ConfigError([main.problemAt([], emptyFleet)]);
  const { identities, environments } = config;
  const digest = digestOf({ identities, assets: config.assets, environments, exceptions });
  return deepFreeze({ ...config, exceptions, digest });
}

/**
 * The identities of the main file alone. Nothing else of it is read, and no secret is looked up: whoever asks
 * who may do what, such as a pipeline, need not hold the secrets of the fleet. Throws `ConfigError`.
 */
export function loadIdentities(
  options: Pick<LoadOptions, "path" | "files" | keyof Roles>,
): readonly Identity[] {
  const main = loadFile({ ...options, env: {} }, options.path, () =>
    z.object({ identities: identitiesSchema(options) }),
  );
  const problems = [...main.problems, ...identityProblems(main)];
  if (problems.length > 0 || main.value === undefined) throw new ConfigError(inOrder(problems));
  return deepFreeze(main.value.identities.map((one) => buildIdentity(one, options)));
}

const folderName = "environments.d";
const emptyFleet = `no environment is declared, neither here nor in ${folderName}`;

type ExtraInput = Pick<MainInput, "environments">;

function loadFile<T>(
  { files, env }: Pick<LoadOptions, "files" | "env">,
  path: string,
  schemaFor: (around: Surroundings) => z.ZodType<T>,
): Loaded<T> {
  const schema = schemaFor({ files, env, folder: dirname(resolve(path)) });
  let text;
  try {
    text = files.readText(path);
  } catch (error) {
    return unloaded(path, `cannot read the file: ${describeFileError(error)}`);
  }
  return loadDocument({ path, text }, schema);
}

/** By file, in the order in which they were read, then by place. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const files = [...new Set(problems.map(({ file }) => file))];
  const rank = (problem: Problem) => files.indexOf(problem.file);
  return problems.toSorted((a, b) => rank(a) - rank(b) || a.line - b.line || a.column - b.column);
}

function build(
  options: LoadOptions,
  main: MainInput,
  assets: Catalogue,
  extra: readonly ExtraInput[],
): Omit<Config, "exceptions" | "digest"> {
  const path = resolve(options.path);
  const declared = [main, ...extra].flatMap(({ environments }) => Object.entries(environments));
  const environments = declared.map(([name, input]) =>
    buildEnvironment(name, input, main.defaults),
  );
  const identities = main.identities.map((identity) => buildIdentity(identity, options));
  return {
    path,
    store: {
      path: resolve(dirname(path), main.store.path),
      retentionDays: main.store.retention_days,
    },
    server: { listen: main.server.listen, runbookBaseUrl: main.server.runbook_base_url },
    concurrency: { fleet: main.concurrency.audits, perHost: main.concurrency.per_host },
    refreshPollSeconds: main.refresh_poll / 1000,
    selfTestSeconds: main.self_test_every / 1000,
    digestKey: main.digest_key,
    evidence: buildEvidence(main.evidence, dirname(path)),
    logLevel: main.log_level,
    identities,
    assets,
    environments,
  };
}
