import { createHash } from "node:crypto";

/** One line of `authorized_keys`: whose key it is stays with its fingerprint; comments and commands are not kept. */
export type AuthorizedKey = {
  /** As `ssh-keygen -l` prints it. */
  readonly fingerprint: string;
  /** `command=`: whatever is asked for, this runs. */
  readonly forced: boolean;
  /** `restrict`, or every `no-…` that it stands for. */
  readonly restricted: boolean;
  /** Any key that this one signed is accepted. */
  readonly authority: boolean;
};

const keyType =
  /(?:^|[ \t])(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\d+|sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com)(?:-cert-v01@openssh\.com)?[ \t]+([A-Za-z0-9+/]+={0,2})(?:[ \t]|$)/;
const forbidding = ["no-pty", "no-port-forwarding", "no-agent-forwarding", "no-x11-forwarding"];

/** The key of a line; undefined for a comment, or what sshd would not take for a key either. */
export function authorizedKey(line: string): AuthorizedKey | undefined {
  if (line === "" || line.startsWith("#")) return undefined;
  // A forced command may name a key's type within its quotes.
  const bare = line.replaceAll(/"(?:[^"\\]|\\.)*"/g, (quoted) => "x".repeat(quoted.length));
  const match = keyType.exec(bare);
  const blob = match?.[1];
  if (match === null || blob === undefined) return undefined;
  const options = bare
    .slice(0, match.index)
    .split(",")
    .map((option) => option.trim().toLowerCase());
  return {
    fingerprint: fingerprintOf(blob),
    forced: options.some((option) => option.startsWith("command=")),
    restricted:
      options.includes("restrict") || forbidding.every((option) => options.includes(option)),
    authority: options.includes("cert-authority"),
  };
}

function fingerprintOf(blob: string): string {
  const digest = createHash("sha256").update(Buffer.from(blob, "base64")).digest("base64");
  return `SHA256:${digest.replace(/=+$/, "")}`;
}
