import { connect, createServer } from "node:net";

export type ClosedPort = { readonly port: number; close(): void };

/**
 * A port of 127.0.0.1 that refuses connections for as long as it is held. It is the near end of a connection
 * of our own: so nobody else can listen on it meanwhile, as could happen to a port that was free a moment ago.
 */
export async function holdClosedPort(): Promise<ClosedPort> {
  // Both ends are only held: neither must keep the process alive.
  const server = createServer((accepted) => accepted.unref().on("error", () => undefined));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const socket = connect({ host: "127.0.0.1", port: address.port });
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.once("connect", resolve);
  });
  server.close();
  socket.unref();
  return { port: socket.localPort ?? 0, close: () => void socket.destroy() };
}
