import type { Socket } from "node:net";
import type { Client } from "ssh2";

/** A connection that stands, with its login done. */
export type SshConnection = {
  readonly client: Client;
  /** Settles when no further command should use it: it is retired or closed. */
  readonly over: Promise<void>;
  /** Settles when it is closed, whoever closed it. */
  readonly closed: Promise<void>;
  isOpen(): boolean;
  /** Counts a command in; the function that it gives counts it out. */
  enter(): () => void;
  /** Closes at once, or when the commands that use it have ended: they shall not suffer for another one. */
  retire(): void;
  /** Says goodbye and closes. */
  close(): void;
};

/** `clients` are the host's first and then its jump host's; `socket` is the one to the first hop. */
export function sshConnection(
  clients: readonly [Client, ...Client[]],
  socket: Socket,
): SshConnection {
  const [client] = clients;
  const over = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  let open = true;
  let retired = false;
  let running = 0;
  client.once("close", () => {
    open = false;
    closed.resolve();
    over.resolve();
  });

  function destroyWhenUnused(): void {
    if (retired && running === 0) socket.destroy();
  }

  return {
    client,
    over: over.promise,
    closed: closed.promise,
    isOpen: () => open,
    enter: () => {
      running += 1;
      return () => {
        running -= 1;
        destroyWhenUnused();
      };
    },
    retire: () => {
      retired = true;
      over.resolve();
      destroyWhenUnused();
    },
    close: () => {
      for (const each of clients) each.end();
      socket.destroySoon();
    },
  };
}
