import type { LoadExceptions } from "./config/exceptions.ts";
import { loadExceptions } from "./exceptions/load.ts";
import { checks } from "./probes/list.ts";
import type { Registry } from "./registry/load.ts";

/** Reads exceptions and holds them against this registry, its checks and the operator's own. */
export function exceptionsLoader(registry: Registry): LoadExceptions {
  return (files, declared) =>
    loadExceptions(
      files,
      declared && {
        registry,
        identities: declared.identities,
        environments: declared.environments,
        checks: new Map(
          checks(registry, declared.assets).map(({ id, severity }) => [id, severity]),
        ),
      },
    );
}
