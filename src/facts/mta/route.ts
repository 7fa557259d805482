import { z } from "zod";

/** Where a mail transfer agent takes mail for somebody outside. */
export const routeSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("local") }),
  /** Straight to the recipient's own server. `unless` names what may rewrite the recipient before. */
  z.strictObject({ kind: z.literal("direct"), unless: z.string().nullable() }),
  z.strictObject({
    kind: z.literal("relay"),
    host: z.string(),
    port: z.int().nullable(),
    unless: z.string().nullable(),
  }),
  /** Something decides that is not read. */
  z.strictObject({ kind: z.literal("undecided"), why: z.string() }),
]);
export type Route = z.infer<typeof routeSchema>;

/** `[host]:port`, `host:port` or `host`; nothing for an empty text. */
export function relayRoute(text: string, unless: string | null = null): readonly Route[] {
  const match = /^(?:\[([^\]]+)\]|([^\s:[\]]+))(?::(\d{1,5}))?$/.exec(text.trim());
  const host = match?.[1] ?? match?.[2];
  if (host !== undefined) {
    return [
      { kind: "relay", host, port: match?.[3] === undefined ? null : Number(match[3]), unless },
    ];
  }
  return text.trim() === "" ? [] : [{ kind: "undecided", why: `it relays to ${text.trim()}` }];
}
