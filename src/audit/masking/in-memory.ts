import type { Fingerprint, FingerprintChunk } from "../../model/fingerprint.ts";
import type { FingerprintsWire } from "../../transports/wires.ts";
import type { FingerprintSink } from "./take.ts";

/** Fingerprints that are kept for as long as the process lives: for the self-test. */
export function inMemoryFingerprints(): FingerprintSink & FingerprintsWire {
  const finished = new Map<string, Fingerprint>();
  const chunks = new Map<string, FingerprintChunk>();
  const key = (id: string, model: string, number: number): string => `${id} ${model} ${number}`;
  return {
    begin: () => Promise.resolve(),
    save(id, model, number, chunk) {
      chunks.set(key(id, model, number), chunk);
      return Promise.resolve();
    },
    finish(fingerprint) {
      finished.set(fingerprint.environment, fingerprint);
      return Promise.resolve();
    },
    discard: () => Promise.resolve(),
    list: () => Promise.resolve([...finished.values()]),
    chunk: (id, model, number) => Promise.resolve(chunks.get(key(id, model, number))),
  };
}
