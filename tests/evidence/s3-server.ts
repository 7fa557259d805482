import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { createHash } from "node:crypto";
import { onTestFinished } from "vitest";

/** One version of an object. */
type Version = {
  readonly key: string;
  readonly id: string;
  readonly body: Buffer;
  readonly mode: string | undefined;
  readonly until: string | undefined;
};

export type S3Server = {
  readonly endpoint: string;
  readonly requests: string[];
  /** Oldest first. */
  readonly versions: Version[];
  /** Keys that a marker hides. */
  readonly hidden: Set<string>;
  /** What somebody else writes there. */
  write(key: string, body: string): void;
};

export type Faults = {
  /** Takes the headers of Object Lock and forgets them. */
  readonly withoutLock?: boolean;
  readonly pageSize?: number;
  /** Answers before anything else does. */
  readonly answer?: (request: IncomingMessage, response: ServerResponse) => boolean;
};

/**
 * What an anchor needs of S3, as its reference describes it: versions, If-None-Match, Object Lock and lists of
 * versions in pages. A server with these is in no package that a test could install.
 */
export async function s3Server(faults: Faults = {}): Promise<S3Server> {
  const versions: Version[] = [];
  const hidden = new Set<string>();
  const requests: string[] = [];
  const put = (key: string, body: Buffer, mode?: string, until?: string): Version => {
    const version = { key, id: `v${versions.length + 1}`, body, mode, until };
    versions.push(version);
    hidden.delete(key);
    return version;
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://s3");
    requests.push(`${request.method} ${url.pathname}`);
    const body = await buffer(request);
    if (faults.answer?.(request, response) === true) return;
    if (!String(request.headers.authorization).includes("Credential=key-of-the-anchor/")) {
      return refuse(response, 403, "InvalidAccessKeyId");
    }
    const [, bucket, ...rest] = url.pathname.split("/");
    if (bucket !== "anchors") return refuse(response, 404, "NoSuchBucket");
    const key = decodeURIComponent(rest.join("/"));
    if (url.searchParams.has("versions")) return list(url, response);
    if (request.method === "PUT") return store(request, response, key, body);
    const id = url.searchParams.get("versionId");
    const found = versions.findLast((one) => one.key === key && (id === null || one.id === id));
    if (found === undefined) return refuse(response, 404, "NoSuchKey");
    response.writeHead(200, {
      "content-length": found.body.length,
      "x-amz-version-id": found.id,
      ...(found.mode && { "x-amz-object-lock-mode": found.mode }),
      ...(found.until && { "x-amz-object-lock-retain-until-date": found.until }),
    });
    response.end(request.method === "HEAD" ? undefined : found.body);
  }

  function store(request: IncomingMessage, response: ServerResponse, key: string, body: Buffer) {
    const { headers } = request;
    const there = versions.some((one) => one.key === key) && !hidden.has(key);
    if (headers["if-none-match"] === "*" && there) {
      return refuse(response, 412, "PreconditionFailed");
    }
    const sum = createHash("sha256").update(body).digest("base64");
    if (headers["x-amz-checksum-sha256"] !== sum) return refuse(response, 400, "InvalidRequest");
    const header = (name: string) =>
      faults.withoutLock === true ? undefined : headers[name]?.toString();
    const { id } = put(
      key,
      body,
      header("x-amz-object-lock-mode"),
      header("x-amz-object-lock-retain-until-date"),
    );
    response.writeHead(200, { "x-amz-version-id": id }).end();
  }

  function list({ searchParams }: URL, response: ServerResponse): void {
    const size = faults.pageSize ?? 1000;
    const all = versions.filter(({ key }) => key.startsWith(searchParams.get("prefix") ?? ""));
    const marker = searchParams.get("version-id-marker");
    const start = marker === null ? 0 : all.findIndex(({ id }) => id === marker) + 1;
    const page = all.slice(start, start + size);
    const last = page.at(-1);
    const next =
      last !== undefined && start + size < all.length
        ? `<IsTruncated>true</IsTruncated><NextKeyMarker>${last.key}</NextKeyMarker><NextVersionIdMarker>${last.id}</NextVersionIdMarker>`
        : "<IsTruncated>false</IsTruncated>";
    const rows = page.map(
      ({ key, id }) => `<Version><Key>${key}</Key><VersionId>${id}</VersionId></Version>`,
    );
    const markers = [...hidden].map((key) => `<DeleteMarker><Key>${key}</Key></DeleteMarker>`);
    const parts = [next, ...rows, ...markers].join("");
    response.writeHead(200, { "content-type": "application/xml" });
    response.end(`<?xml version="1.0"?><ListVersionsResult>${parts}</ListVersionsResult>`);
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const write = (key: string, text: string) => void put(key, Buffer.from(text));
  return { endpoint: `http://127.0.0.1:${port}`, requests, versions, hidden, write };
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { "content-type": "application/xml" });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);
}
