import { createServer } from "node:http";

/** A message as a catcher holds it. */
export type CaughtMail = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
};

/** Whose API it speaks. */
export type SimCatcherApi = "mailpit" | "mailhog";

export type SimCatcher = {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly messages: readonly CaughtMail[];
  /** Takes a message, as its SMTP side would. */
  take(mail: Omit<CaughtMail, "id">): void;
  close(): Promise<void>;
};

type Answer = { readonly status: number; readonly body: string };
const ok = (value: unknown): Answer => ({ status: 200, body: JSON.stringify(value) });
const notFound: Answer = { status: 404, body: '"not found"' };

/** A mail catcher's API on a free port of 127.0.0.1: searching, and removing by id. */
export async function startMailCatcher(api: () => SimCatcherApi): Promise<SimCatcher> {
  const messages: CaughtMail[] = [];
  let count = 0;
  const remove = (gone: readonly string[]): void => {
    messages.splice(0, messages.length, ...messages.filter(({ id }) => !gone.includes(id)));
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const url = new URL(request.url ?? "/", "http://catcher");
      const asked = { method: request.method ?? "", url, body: Buffer.concat(chunks).toString() };
      const { status, body } =
        api() === "mailpit" ? mailpit(asked, messages, remove) : mailhog(asked, messages, remove);
      response.writeHead(status, { "content-type": "application/json" }).end(body);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the catcher has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    messages,
    take(mail) {
      count++;
      messages.push({ ...mail, id: `message${count}` });
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Asked = { readonly method: string; readonly url: URL; readonly body: string };
type Remove = (ids: readonly string[]) => void;

function mailpit(
  { method, url, body }: Asked,
  messages: readonly CaughtMail[],
  remove: Remove,
): Answer {
  if (method === "GET" && url.pathname === "/api/v1/search") {
    const wanted = /^subject:"(.*)"$/.exec(url.searchParams.get("query") ?? "")?.[1];
    const found = messages.filter(
      ({ subject }) => wanted !== undefined && subject.includes(wanted),
    );
    return ok({
      total: messages.length,
      unread: messages.length,
      count: found.length,
      messages_count: found.length,
      start: 0,
      tags: [],
      messages: found.map(({ id, from, to, subject }) => ({
        ID: id,
        MessageID: `${id}@odoo`,
        Read: false,
        From: { Name: "", Address: from },
        To: [{ Name: "", Address: to }],
        Cc: [],
        Bcc: [],
        Subject: subject,
        Size: 512,
        Attachments: 0,
      })),
    });
  }
  if (method === "DELETE" && url.pathname === "/api/v1/messages") {
    // As Mailpit has it: no ids, or no body at all, are all of them.
    const { IDs: ids = [] } = JSON.parse(body || "{}") as { IDs?: string[] };
    remove(ids.length === 0 ? messages.map(({ id }) => id) : ids);
    return { status: 200, body: "ok" };
  }
  return notFound;
}

function mailhog({ method, url }: Asked, messages: readonly CaughtMail[], remove: Remove): Answer {
  if (method === "GET" && url.pathname === "/api/v2/search") {
    const wanted = url.searchParams.get("query") ?? "";
    const kind = url.searchParams.get("kind");
    const found = messages.filter(
      ({ subject }) => kind === "containing" && subject.includes(wanted),
    );
    return ok({
      total: found.length,
      count: found.length,
      start: 0,
      items: found.map(({ id, from, to, subject }) => ({
        ID: id,
        From: mailhogAddress(from),
        To: [mailhogAddress(to)],
        Content: {
          Headers: { From: [from], To: [to], Subject: [subject] },
          Body: "",
          Size: 512,
          MIME: null,
        },
        Created: "2026-11-24T06:00:00Z",
        MIME: null,
      })),
    });
  }
  const id = /^\/api\/v1\/messages\/([^/]+)$/.exec(url.pathname)?.[1];
  if (method !== "DELETE" || id === undefined) return notFound;
  remove([decodeURIComponent(id)]);
  return { status: 200, body: "" };
}

function mailhogAddress(address: string): object {
  const [mailbox, domain] = address.split("@");
  return { Relays: null, Mailbox: mailbox, Domain: domain, Params: "" };
}
