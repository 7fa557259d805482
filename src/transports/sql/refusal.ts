import { TargetError } from "../../model/errors.ts";
import { printable } from "../../model/text.ts";

const reasons: Readonly<Record<string, string>> = {
  superuser: "is a superuser or may become one",
  createrole: "may create roles",
  replication: "may replicate the whole server",
  server_files: "may read or write files or run programs on the server",
};

/** We refuse to ask through a role that may more than read; `text` is the JSON that the guard printed. */
export function refusal(text: string): TargetError {
  const { role, why } = parsed(text);
  const reason = Object.hasOwn(reasons, why) ? reasons[why] : undefined;
  if (reason === undefined) {
    return new TargetError(
      "access_denied",
      "refused: PostgreSQL did not confirm a read-only transaction of a role with no more rights than it needs",
    );
  }
  return new TargetError(
    "access_denied",
    `refused: the PostgreSQL role ${printable(role)} ${reason}; use a role that may only read (envaudit grants prints it)`,
  );
}

function parsed(text: string): { readonly role: string; readonly why: string } {
  try {
    const value = JSON.parse(text) as { role?: unknown; why?: unknown } | null;
    return { role: textOr(value?.role), why: textOr(value?.why) };
  } catch {
    return { role: "", why: "" };
  }
}

function textOr(value: unknown): string {
  return typeof value === "string" ? value : "";
}
