// Records audits and prints a line after each: <store> <prefix of the ids> <number>
import { systemClock } from "../../../src/model/clock.ts";
import { recordAudit } from "../../../src/record/record.ts";
import { openStore } from "../../../src/store/store.ts";
import { audit, fail, pass } from "../support.ts";

const [path = "", prefix = "", number = "0"] = process.argv.slice(2);
const store = await openStore({ path, clock: systemClock });
for (let i = 0; i < Number(number); i++) {
  const checks = Array.from({ length: 40 }, (_, n) => [
    `mail.check-${n}`,
    (i + n) % 2 === 0 ? pass : fail("a", ["b", i], "c"),
  ]);
  await recordAudit(
    store,
    audit((i % 28) + 1, Object.fromEntries(checks), { id: `${prefix}-${i}` }),
  );
  console.log(i);
}
await store.close();
