import { createPrivateKey } from "node:crypto";
import { resolve } from "node:path";
import { z } from "zod";
import type { AnchorPlace, S3Place } from "../model/anchor-place.ts";
import type { Secret } from "../model/secret.ts";
import { secret } from "./access.ts";
import { baseUrl, checked, line } from "./fields.ts";
import type { Surroundings } from "./secrets.ts";

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
      .array(anchorSchema(around))
      .default([])
      .describe("Places in another domain of trust, to which checkpoints of the ledger go."),
  });
}

function anchorSchema(around: Surroundings) {
  return z
    .strictObject({
      directory: line().optional().describe("Folder for checkpoints, relative to this file."),
      s3: s3Schema(around).optional(),
    })
    .check((context) => {
      // An unknown key is told already, and may be the missing one.
      if (context.issues.length > 0 || Object.keys(context.value).length === 1) return;
      const message = "expected either `directory` or `s3`";
      context.issues.push({ code: "custom", message, input: context.value });
    })
    .meta({ minProperties: 1, maxProperties: 1 });
}

function s3Schema(around: Surroundings) {
  return z
    .strictObject({
      bucket: bucketName().describe("Name of the bucket; versions and Object Lock must be on."),
      prefix: objectPrefix().default("").describe("Before each name, e.g. `envaudit/`."),
      region: line().default("us-east-1").describe("Region that requests are signed for."),
      endpoint: baseUrl().optional().describe("Address of a server that is not Amazon's."),
      path_style: z
        .boolean()
        .default(false)
        .describe("The bucket is a part of the path and not of the host, as most servers want."),
      access_key_id: secret(around)
        .optional()
        .describe("By reference. Default: what the machine has, as with any tool of AWS."),
      secret_access_key: secret(around).optional().describe("By reference, with the key's id."),
      object_lock: z
        .strictObject({
          mode: z
            .enum(["compliance", "governance"])
            .describe("`compliance`: nobody shortens it; `governance`: some may."),
          retain_days: z
            .int()
            .min(1)
            .max(36_500)
            .default(400)
            .describe("Days that a checkpoint cannot be removed."),
        })
        .describe("How checkpoints are locked."),
    })
    .check((context) => {
      const { access_key_id: id, secret_access_key: key } = context.value;
      if (context.issues.length > 0 || (id === undefined) === (key === undefined)) return;
      const message = "expected both `access_key_id` and `secret_access_key`, or neither";
      context.issues.push({ code: "custom", message, input: undefined });
    })
    .describe("A bucket with Object Lock.");
}

export function buildEvidence(
  input: z.infer<ReturnType<typeof evidenceSchema>>,
  folder: string,
): EvidenceConfig {
  const { key, origin, anchors } = input;
  return {
    key,
    origin,
    anchors: anchors.flatMap(({ directory, s3 }): readonly AnchorPlace[] => [
      ...(directory === undefined
        ? []
        : [{ kind: "directory" as const, path: resolve(folder, directory) }]),
      ...(s3 === undefined ? [] : [buildS3(s3)]),
    ]),
  };
}

function buildS3(input: z.infer<ReturnType<typeof s3Schema>>): S3Place {
  const { bucket, prefix, region, endpoint } = input;
  const { access_key_id: accessKeyId, secret_access_key: secretAccessKey } = input;
  return {
    kind: "s3",
    bucket,
    prefix,
    region,
    endpoint,
    pathStyle: input.path_style,
    credentials: accessKeyId && secretAccessKey && { accessKeyId, secretAccessKey },
    lock: { mode: input.object_lock.mode, retainDays: input.object_lock.retain_days },
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

/** As Amazon has it: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html. */
const bucketName = () =>
  checked((text) =>
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text)
      ? undefined
      : "expected the name of a bucket: 3 to 63 small letters, digits, dots and hyphens",
  );

const objectPrefix = () =>
  checked((text) =>
    /^(?!\/)[\w!.*'()/-]{0,200}$/.test(text)
      ? undefined
      : "expected a prefix of letters, digits, `/`, `-`, `_` and `.`, without a `/` in front",
  );
