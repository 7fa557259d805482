// On a word on stdin opens the store and adds to one counter, reading before it writes: <path> <times>
import { once } from "node:events";
import { systemClock } from "../../../src/model/clock.ts";
import { openStore } from "../../../src/store/store.ts";

const [path = "", times = "0"] = process.argv.slice(2);
console.log("ready");
await once(process.stdin, "data");
process.stdin.destroy();
const store = await openStore({ path, clock: systemClock });
for (let i = 0; i < Number(times); i++) {
  await store.transaction(async (tx) => {
    await tx.counters.list();
    await tx.counters.add({ name: "audit_overruns", labels: { environment: "staging" } });
  });
}
await store.close();
