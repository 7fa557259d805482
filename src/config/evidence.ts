import { createPrivateKey } from "node:crypto";
import { resolve } from "node:path";
import { z } from "zod";
import type { Secret } from "../model/secret.ts";
import { secret } from "./access.ts";
import { checked, line } from "./fields.ts";
import type { Surroundings } from "./secrets.ts";

/** Where checkpoints of the ledger are put. */
export type AnchorPlace = { readonly kind: "directory"; readonly path: string };

/** How the ledger is signed and anchored. */
export type EvidenceConfig = {
  /** undefined: a key is made and kept beside the store. */
  readonly key: Secret | undefined;
  /** undefined: a ledger that begins gets a name of its own. */
  readonly origin: string | undefined;
  readonly anchors: readonly AnchorPlace[];
};

export function evidenceSchema(around: Surroundings) {
  return z.strictObject({
    key: signingKey(around)
      .optional()
      .describe(
        "Private Ed25519 key in PEM that signs the ledger. Default: made beside the store.",
      ),
    origin: logName()
      .optional()
      .describe("Name of the ledger, such as example.com/envaudit. Default: made up, and kept."),
    anchors: z
      .array(
        z.strictObject({
          directory: line().describe("Folder for checkpoints, relative to this file."),
        }),
      )
      .default([])
      .describe("Places in another domain of trust, to which checkpoints of the ledger go."),
  });
}

export function buildEvidence(
  input: z.infer<ReturnType<typeof evidenceSchema>>,
  folder: string,
): EvidenceConfig {
  const { key, origin, anchors } = input;
  return {
    key,
    origin,
    anchors: anchors.map(({ directory }) => ({
      kind: "directory",
      path: resolve(folder, directory),
    })),
  };
}

function signingKey(around: Surroundings) {
  return secret(around).check((context) => {
    if (isEd25519(context.value.reveal())) return;
    const message =
      "expected a private Ed25519 key in PEM without a passphrase: `envaudit evidence keygen` makes one";
    context.issues.push({ code: "custom", message, input: undefined });
  });
}

function isEd25519(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === "ed25519";
  } catch {
    return false;
  }
}

/** The name of a signed note (c2sp.org/signed-note) has neither blanks nor `+`. */
const logName = () =>
  checked((text) =>
    /^[^\s+\p{Z}\p{Cc}]+$/u.test(text)
      ? undefined
      : "expected a name without blanks and `+`, such as example.com/envaudit",
  );
