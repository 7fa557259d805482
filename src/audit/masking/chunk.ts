import { deflateRawSync, inflateRawSync } from "node:zlib";
import { TargetError } from "../../model/errors.ts";
import { digestBytes } from "./cells.ts";

/** A row of a fingerprint: the digest of each column's value, undefined where it is empty. */
export type DigestRow = {
  readonly id: number;
  readonly born: number;
  readonly digests: readonly (Buffer | undefined)[];
};

/** Rows of one chunk: small enough to be compared in one call over any API. */
export const chunkRows = 500;

const idBytes = 6;
const bornBytes = 4;
const rowBytes = (columns: number): number => idBytes + bornBytes + columns * digestBytes;

/**
 * Rows as text: ids and seconds as numbers, digests one behind the other and zeros for an empty value, all
 * deflated, since most columns of most rows are empty.
 */
export function packRows(rows: readonly DigestRow[], columns: number): string {
  const size = rowBytes(columns);
  const bytes = Buffer.alloc(rows.length * size);
  rows.forEach(({ id, born, digests }, index) => {
    const at = index * size;
    bytes.writeUIntBE(id, at, idBytes);
    bytes.writeUInt32BE(born, at + idBytes);
    digests.forEach((digest, column) => {
      digest?.copy(bytes, at + idBytes + bornBytes + column * digestBytes);
    });
  });
  return deflateRawSync(bytes).toString("base64");
}

/** What `packRows` made of the rows. Throws `TargetError` (`malformed_response`) for anything else. */
export function unpackRows(text: string, columns: number): readonly DigestRow[] {
  const bytes = inflated(text);
  const size = rowBytes(columns);
  if (bytes === undefined || bytes.length % size !== 0) {
    throw new TargetError("malformed_response", "a chunk of the stored fingerprint is damaged");
  }
  return Array.from({ length: bytes.length / size }, (_, index) => {
    const at = index * size;
    return {
      id: bytes.readUIntBE(at, idBytes),
      born: bytes.readUInt32BE(at + idBytes),
      digests: Array.from({ length: columns }, (_unused, column) => {
        const from = at + idBytes + bornBytes + column * digestBytes;
        const digest = bytes.subarray(from, from + digestBytes);
        return digest.every((byte) => byte === 0) ? undefined : digest;
      }),
    };
  });
}

function inflated(text: string): Buffer | undefined {
  try {
    return inflateRawSync(Buffer.from(text, "base64"));
  } catch {
    return undefined; // said by the caller, in its own words
  }
}
