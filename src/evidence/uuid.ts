import { createHash } from "node:crypto";

// Of ours alone, made once at random: names below it give the same UUIDs in every export.
const namespace = Buffer.from("7d1f0d4c63c54a5a9b0e6f2b8c1de05a", "hex");

/** UUID version 5 (RFC 9562) of `name`: the same thing has the same one in each export of it. */
export function uuidOf(name: string): string {
  const bytes = createHash("sha1").update(namespace).update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}
