import { append } from "../evidence/append.ts";
import type { Store } from "../store/store.ts";

/** The rules that audits are judged by: their digests, and the environments that they are for. */
export type Configuration = {
  readonly digest: string;
  readonly registryDigest: string;
  readonly environments: readonly string[];
};

/**
 * Appends an entry when the configuration, or the registry, is not the one of the last such entry. `at` is
 * ISO 8601, UTC. Whether it did.
 */
export async function recordConfiguration(
  store: Store,
  configuration: Configuration,
  at: string,
): Promise<boolean> {
  return await store.transaction(async (tx) => {
    const last = await tx.ledger.latest("config_change");
    const { digest, registryDigest } = configuration;
    const subject = `${digest} ${registryDigest}`;
    if (last?.leaf.subject === subject) return false;
    await append(tx, { kind: "config_change", subject, at, body: configuration });
    return true;
  });
}
