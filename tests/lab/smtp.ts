import { createServer, type Socket } from "node:net";
import { startMailCatcher, type SimCatcher } from "../../src/simulator/mail-catcher.ts";

/**
 * A mail catcher as Mailpit is one: SMTP on a fixed port of 127.0.0.1, and the API beside it. Without
 * `keeps` it takes every message and shows none.
 */
export async function startCatcher(
  port: number,
  { keeps }: { readonly keeps: boolean },
): Promise<SimCatcher> {
  const catcher = await startMailCatcher(() => "mailpit");
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    converse(socket, (data) => {
      if (keeps) catcher.take(messageIn(data));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    ...catcher,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await catcher.close();
    },
  };
}

/** As much of SMTP as Python's client speaks to a server without extensions. */
function converse(socket: Socket, take: (data: string) => void): void {
  let text = "";
  let inData = false;
  socket.write("220 catcher\r\n");
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
    for (;;) {
      const end = text.indexOf(inData ? "\r\n.\r\n" : "\r\n");
      if (end === -1) return;
      const part = text.slice(0, end);
      text = text.slice(end + (inData ? 5 : 2));
      if (inData) {
        inData = false;
        take(part);
        socket.write("250 taken\r\n");
        continue;
      }
      const verb = part.slice(0, 4).toUpperCase();
      inData = verb === "DATA";
      socket.write(inData ? "354 go on\r\n" : verb === "QUIT" ? "221 bye\r\n" : "250 fine\r\n");
    }
  });
}

function messageIn(data: string): { from: string; to: string; subject: string } {
  const unfolded = data.replaceAll(/\r\n[ \t]+/g, " ");
  const header = (name: string): string =>
    new RegExp(`^${name}: (.*)$`, "im").exec(unfolded)?.[1]?.trim() ?? "";
  return { from: header("From"), to: header("To"), subject: header("Subject") };
}
