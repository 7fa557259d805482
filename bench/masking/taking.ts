import { randomBytes, randomUUID } from "node:crypto";
import { createDigester } from "../../src/audit/digester.ts";
import { inMemoryFingerprints } from "../../src/audit/masking/in-memory.ts";
import type { CellReader } from "../../src/audit/masking/cells.ts";
import { takeFingerprint } from "../../src/audit/masking/take.ts";
import { systemClock } from "../../src/model/clock.ts";
import type { Environment } from "../../src/model/environment.ts";
import type { Fingerprint, FingerprintMode } from "../../src/model/fingerprint.ts";
import { Secret } from "../../src/model/secret.ts";
import { registryDirectory } from "../../src/registry/directory.ts";
import { loadRegistry } from "../../src/registry/load.ts";
import { openWires } from "../../src/transports/open.ts";
import { closeWires, type Wires } from "../../src/transports/wires.ts";

const sampleRows = 3600;

/** The table that is measured: production's chatter. */
export const model = "mail.message";
const { personalData } = loadRegistry(registryDirectory());
const chatter = personalData.models[model];
if (chatter === undefined) throw new Error(`the catalogue has no ${model}`);
export const digester = createDigester(new Secret(randomUUID()));
export const { signal } = new AbortController();

export async function withWires<T>(
  of: Environment,
  work: (wires: Wires) => Promise<T>,
): Promise<T> {
  const wires = openWires(of, { identities: () => Promise.resolve([]) }, randomBytes);
  try {
    return await work(wires);
  } finally {
    closeWires(wires);
  }
}

export type Taken = {
  readonly fingerprint: Fingerprint;
  readonly kept: ReturnType<typeof inMemoryFingerprints>;
};

export async function take(reader: CellReader, mode: FingerprintMode): Promise<Taken> {
  const kept = inMemoryFingerprints();
  // Chunks go to the store, which is no part of what is measured; of whole tables they are not kept at all.
  const sink = mode === "sample" ? kept : { ...kept, save: () => Promise.resolve() };
  const fingerprint = await takeFingerprint(
    {
      environment: "production",
      version: { major: 14, serie: "14.0" },
      uuidDigest: null,
      modules: ["mail"],
      mode,
      sample: sampleRows,
      seed: "benchmark",
      personalData: { ...personalData, models: { [model]: { ...chatter!, where: undefined } } },
    },
    {
      reader,
      digester: digester.cells,
      sink,
      clock: systemClock,
      newId: randomUUID,
      signal,
      onProgress: () => undefined,
    },
  );
  return { fingerprint, kept };
}
