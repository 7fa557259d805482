import { createHash, createHmac } from "node:crypto";
import type { Secret } from "../model/secret.ts";
import { createCellDigester } from "./masking/cells.ts";
import type { Digester } from "./rows.ts";

/**
 * HMAC-SHA-256 over the SHA-256 of the value, in hex. The inner hash is what PostgreSQL can compute itself,
 * so that the digest is the same over the API and by SQL, and the value never leaves the database there.
 */
export function createDigester(key: Secret): Digester {
  const ofSha256 = (hex: string): string =>
    createHmac("sha256", key.reveal()).update(hex, "utf8").digest("hex");
  return {
    ofSha256,
    cells: createCellDigester(key),
    ofValue: (value) => ofSha256(createHash("sha256").update(value, "utf8").digest("hex")),
  };
}
