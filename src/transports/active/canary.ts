import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import type { OdooAccess } from "../../model/environment.ts";
import { TargetError } from "../../model/errors.ts";
import { isAllowedServer, isDummy } from "../../model/mail-servers.ts";
import { formatUnknownVersion, isKnown } from "../../model/versions.ts";
import { firstJson2Major } from "../odoo/json2.ts";
import { odooWire } from "../odoo/wire.ts";
import { stopped } from "../ssh/abort.ts";
import type { OdooWire } from "../wires.ts";
import type { CanaryOrder, CanaryResult, CanaryWire } from "./active.ts";
import { mailCatcher, type Catcher } from "./catcher.ts";
import { mailWriter, type MailWriter } from "./mail-writer.ts";

export type CanaryOptions = {
  /** Bytes that cannot be guessed. */
  readonly random: (count: number) => Uint8Array;
  /** Between two looks into the catcher. */
  readonly pollMs?: number;
};

// A catcher shows a message within milliseconds; it is asked gently all the same.
const defaultPollMs = 1000;
// Whatever happened, what we made is removed: this long beyond the audit's own time at most.
const cleanupMs = 10_000;

/** Sends one message through Odoo and looks for it in the catcher; what was made is removed again. */
export function canaryWire(access: OdooAccess, { random, pollMs }: CanaryOptions): CanaryWire {
  const odoo = odooWire(access);
  return {
    async send(order, signal) {
      const held = await reasonNotToSend(odoo, order, signal);
      if (held !== undefined) return held;
      const catcher = mailCatcher(order);
      try {
        const token = Buffer.from(random(16)).toString("hex");
        // A catcher that does not answer is found out before anything is sent.
        await catcher.find(token, signal);
        const writer = mailWriter(access, await uidForXmlrpc(access, odoo, signal));
        const parts = { odoo, writer, catcher, token, pollMs: pollMs ?? defaultPollMs };
        return await sendAndLook(parts, order, signal);
      } finally {
        catcher.close();
      }
    },
    close: () => odoo.close(),
  };
}

/** The id that XML-RPC is called with; undefined where JSON-2 is the API that everything else goes over. */
async function uidForXmlrpc(
  access: OdooAccess,
  odoo: OdooWire,
  signal: AbortSignal,
): Promise<number | undefined> {
  const json2 =
    access.api === "json2" ||
    (access.api === "auto" &&
      access.secretIsApiKey &&
      (await odoo.version(signal)).major >= firstJson2Major);
  return json2 ? undefined : odoo.uid(signal);
}

const serverRows = z.array(
  z.object({
    id: z.number(),
    smtp_host: z.union([z.string(), z.literal(false)]),
    smtp_port: z.union([z.number(), z.literal(false)]),
    smtp_authentication: z.unknown().optional(),
    owner_user_id: z.unknown().optional(),
  }),
);

/** Only a catcher may be handed the message: anything else that is active and no dummy holds it back. */
async function reasonNotToSend(
  odoo: OdooWire,
  { allowedServers }: CanaryOrder,
  signal: AbortSignal,
): Promise<CanaryResult | undefined> {
  const version = await odoo.version(signal);
  // What a version that nobody knows does with a mail, nobody knows either.
  if (!isKnown(version))
    throw new TargetError("unsupported_version", formatUnknownVersion(version));
  const { major } = version;
  const fields = [
    "smtp_host",
    "smtp_port",
    ...(major >= 15 ? ["smtp_authentication"] : []),
    ...(major >= 19 ? ["owner_user_id"] : []),
  ];
  const found = serverRows.safeParse(
    await odoo.call("ir.mail_server", "search_read", [[["active", "=", true]]], { fields }, signal),
  );
  if (!found.success) {
    throw new TargetError("malformed_response", "Odoo's list of mail servers is not as expected");
  }
  // A server that a user owns takes that user's mail alone.
  const common = found.data.filter(
    ({ owner_user_id: owner }) => owner === undefined || owner === false,
  );
  const sending = common.filter(
    (s) => s.smtp_authentication === "cli" || !isDummy(s.smtp_host || null),
  );
  if (sending.length === 0) return { state: "suppressed" };
  const unsafe = sending.filter(
    (s) =>
      s.smtp_authentication === "cli" ||
      !isAllowedServer(s.smtp_host || null, s.smtp_port || null, allowedServers),
  );
  return unsafe.length === 0 ? undefined : { state: "held", servers: unsafe.map(({ id }) => id) };
}

type Parts = {
  readonly odoo: OdooWire;
  readonly writer: MailWriter;
  readonly catcher: Catcher;
  readonly token: string;
  readonly pollMs: number;
};

// A domain that resolves nowhere (RFC 6761): should the message get past everything, it reaches nobody.
const sender = "envaudit-canary@envaudit.invalid";

async function sendAndLook(
  parts: Parts,
  { withinMs }: CanaryOrder,
  signal: AbortSignal,
): Promise<CanaryResult> {
  const { odoo, writer } = parts;
  const mail = await create(parts, signal);
  const left: string[] = [];
  let found: string | undefined;
  let mailState: string | null = null;
  try {
    await writer.send(mail, signal);
    found = await arrival(parts, withinMs, signal);
    if (found === undefined) mailState = await stateOf(odoo, mail, signal);
  } finally {
    left.push(...(await removed(parts, mail, found)));
  }
  return found === undefined ? { state: "missing", mailState, left } : { state: "arrived", left };
}

/** The mail's id. Where the answer to its making was lost, the mail itself is looked for and removed. */
async function create(parts: Parts, signal: AbortSignal): Promise<number> {
  const { odoo, writer, token } = parts;
  const subject = `envaudit canary ${token}`;
  const mail = {
    subject,
    body_html: "<p>A message of envaudit's to itself: mail of this copy must end here.</p>",
    email_from: sender,
    email_to: `envaudit-canary-${token.slice(0, 8)}@envaudit.invalid`,
    auto_delete: false,
    model: "res.partner",
    res_id: await ownPartner(odoo, signal),
  } as const;
  try {
    return await writer.create(mail, signal);
  } catch (error) {
    const cleanup = AbortSignal.timeout(cleanupMs);
    const domain = [["subject", "=", subject]];
    await odoo
      .call("mail.mail", "search_read", [domain], { fields: ["state"] }, cleanup)
      .then((rows) => Promise.all(idsIn(rows).map((id) => writer.remove(id, cleanup))))
      .catch(() => undefined); // the first failure is the one to tell
    throw error;
  }
}

/** The auditor's own contact: the message stands there for as long as it lives, and nowhere else. */
async function ownPartner(odoo: OdooWire, signal: AbortSignal): Promise<number> {
  const uid = await odoo.uid(signal);
  const found = z
    .tuple([z.object({ partner_id: z.tuple([z.number(), z.string()]) })])
    .safeParse(await odoo.call("res.users", "read", [[uid], ["partner_id"]], {}, signal));
  if (found.success) return found.data[0].partner_id[0];
  throw new TargetError("malformed_response", "Odoo does not say who the auditor's contact is");
}

function idsIn(rows: unknown): readonly number[] {
  const found = z.array(z.object({ id: z.number() })).safeParse(rows);
  return found.success ? found.data.map(({ id }) => id) : [];
}

async function arrival(
  { catcher, token, pollMs }: Parts,
  withinMs: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const late = AbortSignal.timeout(withinMs);
  for (;;) {
    const found = await catcher.find(token, signal);
    if (found !== undefined || late.aborted) return found;
    await pause(pollMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) throw stopped("waiting for the message in the mail catcher");
  }
}

/** What Odoo says of the mail; null when it does not say. */
async function stateOf(odoo: OdooWire, id: number, signal: AbortSignal): Promise<string | null> {
  const rows = z
    .array(z.object({ state: z.string() }))
    .safeParse(
      await odoo.call(
        "mail.mail",
        "search_read",
        [[["id", "=", id]]],
        { fields: ["state"] },
        signal,
      ),
    );
  return rows.success ? (rows.data[0]?.state ?? null) : null;
}

/** Removes both; gives what could not be removed. Its own time: the audit's may be over. */
async function removed(
  { writer, catcher }: Parts,
  mail: number,
  found: string | undefined,
): Promise<readonly string[]> {
  const signal = AbortSignal.timeout(cleanupMs);
  const left: string[] = [];
  await writer.remove(mail, signal).catch(() => left.push(`mail.mail ${mail}`));
  if (found !== undefined) {
    await catcher.remove(found, signal).catch(() => left.push("the message in the mail catcher"));
  }
  return left;
}
