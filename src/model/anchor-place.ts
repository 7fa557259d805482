import type { Secret } from "./secret.ts";

/** Where checkpoints of the ledger are put. */
export type AnchorPlace = { readonly kind: "directory"; readonly path: string } | S3Place;

/** A bucket with Object Lock. */
export type S3Place = {
  readonly kind: "s3";
  readonly bucket: string;
  /** Before the name of each checkpoint, as it is: `envaudit/` is a folder. */
  readonly prefix: string;
  readonly region: string;
  /** undefined: Amazon's own, by the region. */
  readonly endpoint: string | undefined;
  readonly pathStyle: boolean;
  /** undefined: what the machine itself has, in the order of the SDK. */
  readonly credentials:
    | { readonly accessKeyId: Secret; readonly secretAccessKey: Secret }
    | undefined;
  readonly lock: { readonly mode: "compliance" | "governance"; readonly retainDays: number };
};
