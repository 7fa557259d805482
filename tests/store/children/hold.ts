// On a word on stdin tries to take the lock, prints what came of it, and holds it until stdin ends:
// <store> <role>
import { once } from "node:events";
import { takeLock } from "../../../src/store/lock.ts";

const [path = "", role] = process.argv.slice(2);
console.log("ready");
await once(process.stdin, "data");
const taken = takeLock(path, {
  pid: process.pid,
  role: role === "serve" ? "serve" : "audit",
  ...(role === "serve" ? { socket: `${path}.sock` } : {}),
  since: "2026-03-01T12:00:00.000Z",
});
if ("heldBy" in taken) {
  console.log(JSON.stringify({ heldBy: taken.heldBy ?? null }));
  process.stdin.destroy();
} else {
  console.log(JSON.stringify({ taken: true }));
  process.stdin.on("end", () => taken.release());
}
