import { mapRows, rowById, rowsOf, type SimRow } from "./database.ts";
import { mayNotReadModel, mayNotReadRecords, pythonError } from "./fault.ts";
import { modelOf, readerOf } from "./reader.ts";
import { odooTime, type OdooState } from "./state.ts";

/** What only a mail can be asked to do: the one model of the simulated Odoo that can be written to. */
export const isMailWrite = (model: string, method: string): boolean =>
  model === "mail.mail" && ["create", "send", "unlink"].includes(method);

/** `create` gives the new id, `send` None, `unlink` true. Throws `OdooFault`. */
export function writeMail(
  state: OdooState,
  uid: number,
  method: string,
  given: { readonly values: unknown; readonly ids: unknown },
): unknown {
  const model = modelOf(state.database, "mail.mail");
  const reader = readerOf(state.database, uid, {});
  if (!reader.groups.has("base.group_system")) {
    throw mayNotReadModel(model.title, "mail.mail", model.readers);
  }
  if (method === "create") return create(state, given.values);
  const ids = Array.isArray(given.ids) ? given.ids.map(Number) : [];
  if (method === "unlink") {
    remove(state, ids);
    return true;
  }
  for (const id of ids) send(state, id);
  return null;
}

function create(state: OdooState, values: unknown): number {
  if (typeof values !== "object" || values === null) throw pythonError("TypeError: values");
  const given = values as Readonly<Record<string, string>>;
  const id = nextId(rowsOf(state.database, "mail.mail"));
  const message = nextId(rowsOf(state.database, "mail.message"));
  const now = odooTime(state.clock.now());
  const stamp = { create_uid: 1, create_date: now, write_uid: 1, write_date: now };
  const text = (key: string): string | null => given[key] ?? null;
  state.database = mapRows(state.database, "mail.message", (rows) => [
    ...rows,
    {
      ...stamp,
      id: message,
      subject: text("subject"),
      email_from: text("email_from"),
      date: now,
      message_type: "email_outgoing",
      model: text("model"),
      res_id: Number(text("res_id") ?? 0),
    },
  ]);
  state.database = mapRows(state.database, "mail.mail", (rows) => [
    ...rows,
    {
      ...stamp,
      id,
      mail_message_id: message,
      email_to: text("email_to"),
      state: "outgoing",
      auto_delete: false,
    },
  ]);
  return id;
}

const nextId = (rows: readonly SimRow[]): number => Math.max(0, ...rows.map(({ id }) => id)) + 1;

/** Its message goes with it, and may only go where somebody may write the record that it belongs to. */
function remove(state: OdooState, ids: readonly number[]): void {
  const gone = new Set(
    rowsOf(state.database, "mail.mail")
      .filter(({ id }) => ids.includes(id))
      .map((row) => row["mail_message_id"]),
  );
  for (const id of gone) {
    if (typeof rowById(state.database, "mail.message", Number(id))?.["model"] !== "string") {
      throw mayNotReadRecords("Message", "mail.message");
    }
  }
  state.database = mapRows(state.database, "mail.mail", (rows) =>
    rows.filter(({ id }) => !ids.includes(id)),
  );
  state.database = mapRows(state.database, "mail.message", (rows) =>
    rows.filter(({ id }) => !gone.has(id)),
  );
}

/** The first active server that nobody owns takes it; the dummy's name leads nowhere. */
function send(state: OdooState, id: number): void {
  const { database } = state;
  const mail = rowById(database, "mail.mail", id);
  if (mail === undefined) return;
  const message = rowById(database, "mail.message", Number(mail["mail_message_id"]));
  const server = rowsOf(database, "ir.mail_server")
    .filter((row) => row["active"] === true && typeof row["owner_user_id"] !== "number")
    .toSorted((a, b) => order(a) - order(b))[0];
  const host = String(server?.["smtp_host"] ?? "localhost");
  const sent = host !== "invalid";
  if (sent) {
    state.deliver({
      from: String(message?.["email_from"]),
      to: String(mail["email_to"]),
      subject: String(message?.["subject"]),
    });
  }
  state.database = mapRows(database, "mail.mail", (rows) =>
    rows.map((row) => (row.id === id ? { ...row, state: sent ? "sent" : "exception" } : row)),
  );
}

// PostgreSQL sorts NULL last: the dummy that Odoo's script inserts has no sequence.
const order = (row: SimRow): number =>
  typeof row["sequence"] === "number" ? row["sequence"] : Infinity;
