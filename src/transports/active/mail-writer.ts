import type { OdooAccess } from "../../model/environment.ts";
import { unexpected, type Asked } from "../odoo/errors.ts";
import { faultError } from "../odoo/faults.ts";
import { encodeBody } from "../odoo/json2-arguments.ts";
import { json2Endpoint } from "../odoo/json2-endpoint.ts";
import { scrubbing } from "../odoo/reading.ts";
import { xmlrpcEndpoint } from "../odoo/xmlrpc-endpoint.ts";

export type CanaryMail = {
  readonly subject: string;
  readonly body_html: string;
  readonly email_from: string;
  readonly email_to: string;
  readonly auto_delete: false;
  /** The record that its message belongs to: Odoo lets nobody but who may write that one remove the message. */
  readonly model: "res.partner";
  readonly res_id: number;
};

/** Writes one mail, sends it, removes it: the only things in Odoo that we ever change. */
export type MailWriter = {
  create(mail: CanaryMail, signal: AbortSignal): Promise<number>;
  send(id: number, signal: AbortSignal): Promise<void>;
  remove(id: number, signal: AbortSignal): Promise<void>;
};

type Write = "create" | "send" | "unlink";
type Call = (
  method: Write,
  xmlrpc: readonly unknown[],
  json2: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
) => Promise<unknown>;

/** `uid` is the auditor's own, which XML-RPC wants to hear; undefined writes over JSON-2. */
export function mailWriter(access: OdooAccess, uid: number | undefined): MailWriter {
  const guard = scrubbing(access.secret);
  const write = uid === undefined ? overJson2(access) : overXmlrpc(access, uid);
  const call: Call = (...args) => guard(write(...args));
  return {
    async create(mail, signal) {
      const made = await call("create", [mail], { vals_list: [mail] }, signal);
      const id: unknown = Array.isArray(made) ? made[0] : made;
      if (typeof id === "number") return id;
      throw unexpected(asked(access, "create"));
    },
    async send(id, signal) {
      await call("send", [[id]], { ids: [id] }, signal);
    },
    async remove(id, signal) {
      await call("unlink", [[id]], { ids: [id] }, signal);
    },
  };
}

const model = "mail.mail";
const asked = ({ database, login }: OdooAccess, method: Write): Asked => ({
  database,
  login,
  model,
  method,
});

// Each write has a connection of its own: one that was kept may be asked twice when it turns out to be stale.
function overXmlrpc(access: OdooAccess, uid: number): Call {
  return async (method, args, _named, signal) => {
    const endpoint = xmlrpcEndpoint(access);
    try {
      const params = [access.database, uid, access.secret.reveal(), model, method, args, {}];
      const answer = await endpoint.post("object", "execute_kw", params, signal);
      if (answer.kind === "value") return answer.value;
      // `send` gives None, which XML-RPC cannot carry: the fault comes when the work is done and committed.
      if (answer.fault.message.includes("cannot marshal None")) return null;
      throw faultError(answer.fault, asked(access, method));
    } finally {
      endpoint.close();
    }
  };
}

function overJson2(access: OdooAccess): Call {
  return async (method, _args, named, signal) => {
    const endpoint = json2Endpoint(access);
    try {
      return await endpoint.post(asked(access, method), encodeBody(named), signal);
    } finally {
      endpoint.close();
    }
  };
}
