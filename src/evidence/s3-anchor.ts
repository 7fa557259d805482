import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  type ListObjectVersionsCommandOutput,
} from "@aws-sdk/client-s3";
import type { S3Place } from "../model/anchor-place.ts";
import { RecordError, TargetError } from "../model/errors.ts";
import { nameOf, partsOf, placeName, type Anchor } from "./anchor.ts";
import { s3Reason, s3Words } from "./s3-errors.ts";

const dayMs = 86_400_000;
/** For one answer; a checkpoint is some hundred bytes. */
const requestMs = 30_000;
const connectionMs = 10_000;
/** A signed note with many signatures is still far below. */
const longestNote = 65_536;

type Version = { readonly key: string; readonly id: string | undefined };

/**
 * A bucket with Object Lock: nobody, in compliance mode not even the account's owner, removes a checkpoint
 * before its time. Somebody may still put another version above it, or a marker that hides it, so every
 * version is listed. `now` is the time from which the retention is counted.
 */
export function s3Anchor(place: S3Place, now: () => Date): Anchor {
  const { bucket, prefix, lock } = place;
  const name = placeName(place);
  const client = clientOf(place);

  async function ask<T>(what: string, signal: AbortSignal, request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      // What this file itself says of an answer is not what the server said.
      if (error instanceof TargetError) throw error;
      signal.throwIfAborted();
      const message = `anchor ${name} ${what} (${s3Words(error)})`;
      throw new TargetError(s3Reason(error), message, { cause: error });
    }
  }

  async function versions(start: string, signal: AbortSignal): Promise<readonly Version[]> {
    return await ask("cannot be listed", signal, async () => {
      const found: Version[] = [];
      let from: { readonly KeyMarker?: string; readonly VersionIdMarker?: string } | undefined = {};
      while (from !== undefined) {
        const page: ListObjectVersionsCommandOutput = await client.send(
          new ListObjectVersionsCommand({ Bucket: bucket, Prefix: start, ...from }),
          { abortSignal: signal },
        );
        // A page that is no list, of a proxy for example, must not look like a bucket with nothing in it.
        if (page.IsTruncated === undefined) {
          throw new TargetError(
            "malformed_response",
            `anchor ${name} gives something else than a list`,
          );
        }
        for (const { Key: key, VersionId: id } of page.Versions ?? []) {
          if (key !== undefined) found.push({ key, id });
        }
        from = following(page);
      }
      return found;
    });
  }

  async function read({ key, id }: Version, signal: AbortSignal): Promise<string> {
    return await ask(`does not give ${key}`, signal, async () => {
      const object = await client.send(
        new GetObjectCommand({ Bucket: bucket, Key: key, ...(id && { VersionId: id }) }),
        { abortSignal: signal },
      );
      if ((object.ContentLength ?? 0) > longestNote) {
        object.Body?.transformToWebStream()
          .cancel()
          .catch(() => undefined);
        const message = `anchor ${name} has something too large in ${key}`;
        throw new TargetError("response_too_large", message);
      }
      return (await object.Body?.transformToString("utf8")) ?? "";
    });
  }

  /** A server that does not know Object Lock may take the header and forget it. */
  async function demandLock({ key, id }: Version, signal: AbortSignal): Promise<void> {
    const head = await ask(`does not tell about ${key}`, signal, async () =>
      client.send(
        new HeadObjectCommand({ Bucket: bucket, Key: key, ...(id && { VersionId: id }) }),
        { abortSignal: signal },
      ),
    );
    const until = head.ObjectLockRetainUntilDate?.getTime() ?? 0;
    if (head.ObjectLockMode === modeOf(lock.mode) && until > now().getTime()) return;
    const message =
      `anchor ${name} does not say that ${key} is locked in ${lock.mode} mode: turn Object Lock on for the ` +
      `bucket, and let the account read the retention (s3:GetObjectRetention)`;
    throw new TargetError("access_denied", message);
  }

  /** undefined when there is an object of that name. */
  async function putOnce(key: string, note: string, signal: AbortSignal) {
    return await ask("cannot be written", signal, async (): Promise<Version | undefined> => {
      try {
        const { VersionId } = await client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: note,
            ContentType: "text/plain; charset=utf-8",
            IfNoneMatch: "*",
            ChecksumAlgorithm: "SHA256",
            ObjectLockMode: modeOf(lock.mode),
            ObjectLockRetainUntilDate: new Date(now().getTime() + lock.retainDays * dayMs),
          }),
          { abortSignal: signal },
        );
        return { key, id: VersionId };
      } catch (error) {
        // 412: it is there; 409: somebody is putting it at this moment, which is told as a failure.
        if (statusOf(error) === 412) return undefined;
        throw error;
      }
    });
  }

  async function find(
    key: string,
    note: string,
    signal: AbortSignal,
  ): Promise<Version | undefined> {
    for (const version of await versions(key, signal)) {
      if (version.key === key && (await read(version, signal)) === note) return version;
    }
    return undefined;
  }

  return {
    name,
    async put(checkpoint, signal) {
      const key = `${prefix}${nameOf(checkpoint)}`;
      const { note, size } = checkpoint;
      const version = (await putOnce(key, note, signal)) ?? (await find(key, note, signal));
      if (version === undefined) {
        throw new RecordError(
          `anchor ${name} holds another checkpoint of ${size} entries: the log has two histories`,
        );
      }
      await demandLock(version, signal);
      return locationOf(version);
    },
    async list(signal) {
      return (await versions(prefix, signal)).flatMap((version) => {
        const parts = partsOf(version.key.slice(prefix.length));
        if (parts === undefined) return [];
        const location = locationOf(version);
        return [{ ...parts, anchor: name, location, read: async () => read(version, signal) }];
      });
    },
  };
}

function clientOf({ region, endpoint, pathStyle, credentials }: S3Place): S3Client {
  return new S3Client({
    region,
    forcePathStyle: pathStyle,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: connectionMs, requestTimeout: requestMs },
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials && {
      credentials: {
        accessKeyId: credentials.accessKeyId.reveal(),
        secretAccessKey: credentials.secretAccessKey.reveal(),
      },
    }),
  });
}

/** Where the next page begins; undefined after the last. */
function following(page: ListObjectVersionsCommandOutput) {
  const { IsTruncated, NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
  if (IsTruncated !== true) return undefined;
  if (KeyMarker === undefined) throw new Error("a page has no successor");
  return { KeyMarker, ...(VersionIdMarker !== undefined && { VersionIdMarker }) };
}

const modeOf = (mode: S3Place["lock"]["mode"]) =>
  mode === "compliance" ? "COMPLIANCE" : "GOVERNANCE";

/** `null` is the version of objects in a bucket without versions. */
const locationOf = ({ key, id }: Version): string =>
  id === undefined || id === "null" ? key : `${key}?versionId=${id}`;

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
