// Names that resolve nowhere or belong to documentation: RFC 2606 and RFC 6761.
const reserved = /(?:^|\.)(?:invalid|test|example|localhost)$|(?:^|\.)example\.(?:com|net|org)$/;
// Mail catchers by the names of their containers and services.
const catcher =
  /^(?:mail(?:hog|pit|catcher|dev|slurper|trap)|smtp4dev|inbucket|fakesmtp)\b|(?:^|\.)(?:mailtrap\.io|ethereal\.email)$/;
const loopback = /^(?:localhost|127(?:\.\d+){3}|::1)$/;
// Where a mail transfer agent listens; mail catchers take other ports, which need no root.
const relayPorts = new Set([25, 465, 587]);

/**
 * Whether a mail server, by its name alone, lets no mail out: no host, a reserved name, a mail catcher, or a
 * catcher's port on the machine itself. The machine's own mail transfer agent may relay, so it is none.
 */
export function isSink(host: string | null, port: number | null): boolean {
  const name = host?.trim().toLowerCase().replace(/\.$/, "") ?? "";
  if (name === "") return true;
  if (loopback.test(name)) return !relayPorts.has(port ?? 25);
  // `sandbox.smtp.mailtrap.io` catches, `live.smtp.mailtrap.io` delivers.
  if (name === "live.smtp.mailtrap.io") return false;
  return reserved.test(name) || catcher.test(name);
}
