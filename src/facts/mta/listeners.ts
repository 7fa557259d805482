/**
 * Ports that something listens on at the loopback address or at every one, by `/proc/net/tcp` and `tcp6`: an
 * address there is hexadecimal in the machine's order of bytes, and state 0A is "listening".
 */
export function listeningPorts(text: string): readonly number[] {
  const ports = new Set<number>();
  for (const line of text.split("\n")) {
    const match = /^\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) \S+ 0A /.exec(line);
    if (match === null) continue;
    if (isLocal(match[1] ?? "")) ports.add(Number.parseInt(match[2] ?? "", 16));
  }
  return [...ports].toSorted((a, b) => a - b);
}

const loopback6 = "00000000000000000000000001000000";
const mapped = "0000000000000000FFFF0000";

function isLocal(address: string): boolean {
  if (/^0+$/.test(address) || address === loopback6) return true;
  // 127.0.0.1 is 0100007F where the low byte comes first, and 7F000001 elsewhere.
  const four = address.length === 8 ? address : address.startsWith(mapped) ? address.slice(24) : "";
  return four.endsWith("7F") || four.startsWith("7F");
}
