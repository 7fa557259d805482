/** `host:port` or `host` of an operator's list, against a server; case does not matter in host names. */
export function isAllowedServer(
  host: string | null,
  port: number | null,
  allowed: readonly string[],
): boolean {
  if (host === null) return false;
  const name = host.trim().toLowerCase();
  return allowed.some((entry) => {
    const wanted = entry.toLowerCase();
    return wanted === name || wanted === `${name}:${port ?? 25}`;
  });
}

/** The dummy that Odoo's own neutralisation inserts: a name that cannot resolve (RFC 6761). */
export function isDummy(host: string | null): boolean {
  const name = host?.trim().toLowerCase() ?? "";
  return name === "invalid" || name.endsWith(".invalid");
}
