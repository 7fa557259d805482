import type { SshEndpoint } from "../../model/environment.ts";

/** One SSH server on the way, with the name that errors call it by. */
export type Hop = { readonly endpoint: SshEndpoint; readonly label: string };

/** `app.example.com:22`, with the jump host where there is one. */
export function hostHop(endpoint: SshEndpoint, jump: Hop | undefined): Hop {
  const label = address(endpoint);
  return { endpoint, label: jump === undefined ? label : `${label} (through ${jump.label})` };
}

export function jumpHop(endpoint: SshEndpoint): Hop {
  return { endpoint, label: `jump host ${address(endpoint)}` };
}

function address({ host, port }: SshEndpoint): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
