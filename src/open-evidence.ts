import { randomBytes } from "node:crypto";
import type { Config } from "./config/load.ts";
import type { Anchor } from "./evidence/anchor.ts";
import { deliver, type Undelivered } from "./evidence/deliver.ts";
import { directoryAnchor } from "./evidence/directory-anchor.ts";
import { s3Anchor } from "./evidence/s3-anchor.ts";
import { openSigner, seal } from "./evidence/seal.ts";
import { ledgerKey } from "./ledger-key.ts";
import type { AnchorPlace } from "./model/anchor-place.ts";
import type { Clock } from "./model/clock.ts";
import { recordConfiguration } from "./record/configuration.ts";
import type { FoundCheckpoint } from "./store/ledger-checkpoints.ts";
import type { Store } from "./store/store.ts";

/** What is done with the ledger beside appending to it. */
export type Evidence = {
  /** Appends an entry when the configuration is not the one that was recorded last. */
  recordConfig(config: Config, registryDigest: string): Promise<void>;
  /** Signs what came since the last time and puts the checkpoint into the anchors. Throws `RecordError`. */
  seal(signal: AbortSignal): Promise<Sealed>;
};

export type Sealed = {
  /** undefined on an empty ledger. */
  readonly checkpoint: FoundCheckpoint | undefined;
  readonly undelivered: readonly Undelivered[];
};

export type EvidenceParts = {
  readonly store: Store;
  readonly config: Pick<Config, "evidence" | "store">;
  readonly clock: Clock;
  /** Told the path of a key that was made, since somebody has to keep a copy. */
  readonly onKeyMade: (path: string) => void;
};

/** The places of the configuration as anchors. */
export function anchorsOf(places: readonly AnchorPlace[], clock: Clock): readonly Anchor[] {
  return places.map((place) =>
    place.kind === "s3" ? s3Anchor(place, () => clock.now()) : directoryAnchor(place.path),
  );
}

/** Throws `RecordError` when the ledger is signed by another key than the configured one. */
export async function openEvidence(parts: EvidenceParts): Promise<Evidence> {
  const { store, config, clock } = parts;
  const now = (): string => clock.now().toISOString();
  const signer = await openSigner(store, {
    privateKey: ledgerKey(config, parts.onKeyMade),
    origin: config.evidence.origin,
    newOrigin: () => `envaudit/${randomBytes(8).toString("hex")}`,
    at: now(),
  });
  const anchors = anchorsOf(config.evidence.anchors, clock);
  return {
    async recordConfig({ digest, environments }, registryDigest) {
      const names = environments.map(({ name }) => name);
      await recordConfiguration(store, { digest, registryDigest, environments: names }, now());
    },
    async seal(signal) {
      const checkpoint = await seal(store, signer);
      const undelivered =
        checkpoint === undefined ? [] : await deliver(store, anchors, checkpoint, signal);
      return { checkpoint, undelivered };
    },
  };
}
