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
/** For one request and all of its answer: a checkpoint is some hundred bytes, a page of a list some hundred KiB. */
const requestMs = 10_000;
/** A signed note with many signatures is still far below. */
const longestNote = 65_536;

type Version = { readonly key: string; readonly id: string | undefined };

/**
 * A bucket with Object Lock: nobody, in compliance mode not even the account's owner, removes a checkpoint
 * before its time. Somebody may still put another version above it, or a marker that hides it, so every
 * version is listed. `now` is the time from which the retention is counted; `mostMs` is for one request.
 */
export function s3Anchor(place: S3Place, now: () => Date, mostMs = requestMs): Anchor {
  const { bucket, prefix, lock } = place;
  const name = placeName(place);
  const client = clientOf(place);

  /** The SDK's own request timeout warns and goes on waiting, and none is for a body that drips. */
  async function ask<T>(
    what: string,
    signal: AbortSignal,
    request: (options: { readonly abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    const abortSignal = AbortSignal.any([signal, AbortSignal.timeout(mostMs)]);
    try {
      return await request({ abortSignal });
    } catch (error) {
      // What this file itself says of an answer is not what the server said.
      if (error instanceof TargetError) throw error;
      if (isTimeout(abortSignal)) {
        const message = `anchor ${name} ${what} (no answer in time)`;
        throw new TargetError("timeout", message, { cause: error });
      }
      signal.throwIfAborted();
      const message = `anchor ${name} ${what} (${s3Words(error)})`;
      throw new TargetError(s3Reason(error), message, { cause: error });
    }
  }

  async function versions(start: string, signal: AbortSignal): Promise<readonly Version[]> {
    const found: Version[] = [];
    let from: { readonly KeyMarker?: string; readonly VersionIdMarker?: string } | undefined = {};
    while (from !== undefined) {
      const input = { Bucket: bucket, Prefix: start, ...from };
      const page: ListObjectVersionsCommandOutput = await ask(
        "cannot be listed",
        signal,
        (options) => client.send(new ListObjectVersionsCommand(input), options),
      );
      // A page that is no list, of a proxy for example, must not look like a bucket with nothing in it.
      if (page.IsTruncated === undefined) {
        const message = `anchor ${name} gives something else than a list`;
        throw new TargetError("malformed_response", message);
      }
      for (const { Key: key, VersionId: id } of page.Versions ?? []) {
        if (key !== undefined) found.push({ key, id });
      }
      from = following(page);
      if (from?.KeyMarker === undefined && page.IsTruncated) {
        const message = `anchor ${name} gives a list that goes on nowhere`;
        throw new TargetError("malformed_response", message);
      }
    }
    return found;
  }

  async function read({ key, id }: Version, signal: AbortSignal): Promise<string> {
    return await ask(`does not give ${key}`, signal, async (options) => {
      const object = await client.send(
        new GetObjectCommand({ Bucket: bucket, Key: key, ...(id && { VersionId: id }) }),
        options,
      );
      // One that does not say how long it is may be endless.
      if ((object.ContentLength ?? Infinity) > longestNote) {
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
    const input = { Bucket: bucket, Key: key, ...(id && { VersionId: id }) };
    const head = await ask(`does not tell about ${key}`, signal, (options) =>
      client.send(new HeadObjectCommand(input), options),
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
    return await ask("cannot be written", signal, async (options): Promise<Version | undefined> => {
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
          options,
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
  return {
    ...(KeyMarker !== undefined && { KeyMarker }),
    ...(VersionIdMarker !== undefined && { VersionIdMarker }),
  };
}

const isTimeout = ({ aborted, reason }: AbortSignal): boolean =>
  aborted && reason instanceof DOMException && reason.name === "TimeoutError";

const modeOf = (mode: S3Place["lock"]["mode"]) =>
  mode === "compliance" ? "COMPLIANCE" : "GOVERNANCE";

/** `null` is the version of objects in a bucket without versions. */
const locationOf = ({ key, id }: Version): string =>
  id === undefined || id === "null" ? key : `${key}?versionId=${id}`;

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
