import { createHash } from "node:crypto";

/** Stable identity of a finding: 16 hex digits over environment, check and subject. */
export function findingUid(environment: string, check: string, subject: string): string {
  return createHash("sha256")
    .update(JSON.stringify([environment, check, subject]))
    .digest("hex")
    .slice(0, 16);
}
