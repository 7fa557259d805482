import { describe, expect, test } from "vitest";
import { deliver } from "../../src/evidence/deliver.ts";
import { s3Anchor } from "../../src/evidence/s3-anchor.ts";
import { seal } from "../../src/evidence/seal.ts";
import { storeSource } from "../../src/evidence/store-source.ts";
import { verifyLedger } from "../../src/evidence/verify.ts";
import type { S3Place } from "../../src/model/anchor-place.ts";
import { RecordError, TargetError } from "../../src/model/errors.ts";
import { Secret } from "../../src/model/secret.ts";
import { temporaryStore } from "../store/support.ts";
import { appendMany, sealedLedger } from "./support.ts";
import { s3Server, type Faults, type S3Server } from "./s3-server.ts";

const signal = AbortSignal.timeout(30_000);
const now = () => new Date("2026-03-02T02:01:00.000Z");

function placeOn({ endpoint }: Pick<S3Server, "endpoint">, change: Partial<S3Place> = {}): S3Place {
  return {
    kind: "s3",
    bucket: "anchors",
    prefix: "envaudit/",
    region: "eu-central-1",
    endpoint,
    pathStyle: true,
    credentials: {
      accessKeyId: new Secret("key-of-the-anchor"),
      secretAccessKey: new Secret("canary-of-the-anchor"),
    },
    lock: { mode: "compliance", retainDays: 30 },
    ...change,
  };
}

/** A ledger with a checkpoint of 4 entries, which is in the bucket. */
async function anchored(faults?: Faults) {
  const server = await s3Server(faults);
  const anchor = s3Anchor(placeOn(server), now);
  const { store } = await temporaryStore();
  const signer = await sealedLedger(store, 3);
  const first = (await seal(store, signer)) ?? expect.fail();
  const undelivered = await deliver(store, [anchor], first, signal);
  const verified = async () => {
    const { source, unread } = await storeSource(store, [anchor], signal);
    return { ...(await verifyLedger(source, [() => signer])), unread };
  };
  return { server, anchor, store, signer, first, undelivered, verified };
}

const codes = ({ issues }: { readonly issues: readonly { readonly code: string }[] }) =>
  issues.map(({ code }) => code);

const failure = async (work: Promise<unknown>) =>
  await work.then(
    () => expect.fail("it succeeded"),
    (error: unknown) => error,
  );

describe("a bucket with Object Lock", () => {
  test("holds a checkpoint, locked for as long as is configured", async () => {
    const { server, first, undelivered, verified } = await anchored();
    expect(undelivered).toEqual([]);
    expect(server.versions).toMatchObject([
      {
        key: expect.stringMatching(/^envaudit\/0{15}4-[0-9a-f]{8}\.checkpoint$/),
        mode: "COMPLIANCE",
        until: expect.stringMatching(/^2026-04-01T02:01:00/),
      },
    ]);
    expect(server.versions[0]?.body.toString()).toBe(first.note);
    expect(await verified()).toMatchObject({
      issues: [],
      unread: [],
      anchored: [{ first: 0, last: 3 }],
      anchors: [{ anchor: "s3:anchors/envaudit/", size: 4 }],
    });
  });

  test("takes the same again and keeps one, as after a daemon that was killed", async () => {
    const { server, anchor, first } = await anchored();
    const [{ key, id } = expect.fail()] = server.versions;
    expect(await anchor.put(first, signal)).toBe(`${key}?versionId=${id}`);
    expect(server.versions).toHaveLength(1);
  });

  test("refuses another history of the same size", async () => {
    const { server, anchor, first } = await anchored();
    await expect(anchor.put({ ...first, note: "another" }, signal)).rejects.toThrow(RecordError);
    expect(server.versions).toHaveLength(1);
  });

  test("is read over the pages of its list, and other objects in it are left alone", async () => {
    const { server, anchor, store, signer, verified } = await anchored({ pageSize: 2 });
    server.write("envaudit/notes.txt", "of somebody else");
    for (let i = 0; i < 3; i++) {
      await appendMany(store, 1);
      await deliver(store, [anchor], (await seal(store, signer)) ?? expect.fail(), signal);
    }
    const listed = await anchor.list(signal);
    expect(listed.map(({ size }) => size)).toEqual([4, 5, 6, 7]);
    expect(await verified()).toMatchObject({ issues: [], anchored: [{ first: 0, last: 6 }] });
  });

  test("still has a checkpoint that a marker hides", async () => {
    const { server, verified } = await anchored();
    server.hidden.add(server.versions[0]?.key ?? "");
    expect(await verified()).toMatchObject({ issues: [], anchored: [{ first: 0, last: 3 }] });
  });

  test("tells of a version that somebody put above a checkpoint", async () => {
    const { server, verified } = await anchored();
    server.write(server.versions[0]?.key ?? "", "of somebody else");
    expect(codes(await verified())).toEqual(["anchor_altered"]);
  });

  test("tells of a checkpoint that is gone", async () => {
    const { server, verified } = await anchored();
    server.versions.pop();
    expect(await verified()).toMatchObject({ anchored: [], unanchored: [{ first: 0, last: 3 }] });
    expect(codes(await verified())).toEqual(["anchor_missing"]);
  });

  test("does not read an object of megabytes under a checkpoint's name", async () => {
    const { server, anchor } = await anchored();
    server.write(server.versions[0]?.key ?? "", "x".repeat(3_000_000));
    const read = (await anchor.list(signal)).map(async (one) => await one.read());
    const [first, second] = await Promise.allSettled(read);
    expect(first).toMatchObject({ status: "fulfilled" });
    expect(second).toMatchObject({ reason: { reason: "response_too_large" } });
  });
});

describe("a bucket that", () => {
  test("forgets the lock is no anchor, the second time neither", async () => {
    const { anchor, first, undelivered, verified } = await anchored({ withoutLock: true });
    const message = expect.stringContaining("is locked in compliance mode: turn Object Lock on");
    expect(undelivered).toMatchObject([{ error: { reason: "access_denied", message } }]);
    await expect(anchor.put(first, signal)).rejects.toThrow(TargetError);
    expect((await verified()).issues).toEqual([]);
  });

  test.for<[string, Partial<S3Place>, string, string]>([
    [
      "does not know the key",
      { credentials: { accessKeyId: new Secret("stranger"), secretAccessKey: new Secret("s") } },
      "auth_failed",
      "InvalidAccessKeyId, status 403",
    ],
    ["is not there", { bucket: "elsewhere" }, "unreachable", "NoSuchBucket, status 404"],
    ["does not answer", { endpoint: "http://127.0.0.1:9" }, "unreachable", "ECONNREFUSED"],
  ])("%s is told", async ([, change, reason, words]) => {
    const anchor = s3Anchor(placeOn(await s3Server(), change), now);
    const message = expect.stringContaining(words);
    const checkpoint = { size: 1, keyId: "00000000", note: "x" };
    expect(await failure(anchor.put(checkpoint, signal))).toMatchObject({ reason, message });
    expect(await failure(anchor.list(signal))).toMatchObject({ reason, message });
  });

  test("answers something else than S3 is told, and no secret is", async () => {
    const server = await s3Server({
      answer(_, response) {
        response.writeHead(200, { "content-type": "text/html" }).end("<html>a portal</html>");
        return true;
      },
    });
    const error = await failure(s3Anchor(placeOn(server), now).list(signal));
    expect(error).toMatchObject({ reason: "malformed_response" });
    expect(String(error)).not.toContain("canary-of-the-anchor");
  });

  test("is silent is told when its time is over, and when that of the work is", async () => {
    const server = await s3Server({ answer: () => true });
    const timeout = { reason: "timeout", message: expect.stringContaining("no answer in time") };
    const impatient = s3Anchor(placeOn(server), now, 200);
    const checkpoint = { size: 1, keyId: "00000000", note: "x" };
    expect(await failure(impatient.put(checkpoint, signal))).toMatchObject(timeout);
    expect(await failure(impatient.list(signal))).toMatchObject(timeout);
    const patient = s3Anchor(placeOn(server), now);
    expect(await failure(patient.list(AbortSignal.timeout(200)))).toMatchObject(timeout);
  });

  test("drips its answer is told too", async () => {
    const server = await s3Server({
      answer(_, response) {
        response.writeHead(200, { "content-type": "application/xml" }).write("<?xml");
        return true;
      },
    });
    const error = await failure(s3Anchor(placeOn(server), now, 200).list(signal));
    expect(error).toMatchObject({ reason: "timeout" });
  });

  test("has a list that goes on nowhere, or an object without a length, is told", async () => {
    const body = "<ListVersionsResult><IsTruncated>true</IsTruncated></ListVersionsResult>";
    const lists = await s3Server({
      answer(_, response) {
        response.writeHead(200, { "content-type": "application/xml" }).end(body);
        return true;
      },
    });
    const error = await failure(s3Anchor(placeOn(lists), now).list(signal));
    expect(error).toMatchObject({ reason: "malformed_response" });

    const { anchor, server } = await anchored({
      answer({ method, url = "" }, response) {
        if (method !== "GET" || url.includes("versions=")) return false;
        response.writeHead(200, { "transfer-encoding": "chunked" });
        response.end("x");
        return true;
      },
    });
    expect(server.versions).toHaveLength(1);
    const [first = expect.fail()] = await anchor.list(signal);
    expect(await failure(first.read())).toMatchObject({ reason: "response_too_large" });
  });

  test("is asked by somebody who stops is left at once, and that is no failure of the bucket", async () => {
    const server = await s3Server({ answer: () => true });
    const stop = new AbortController();
    const work = failure(s3Anchor(placeOn(server), now).list(stop.signal));
    stop.abort();
    expect(await work).not.toBeInstanceOf(TargetError);
  });
});
