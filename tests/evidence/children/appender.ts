// Appends and signs until it is killed, and prints what it has done: <store> <file of the key> <prefix>
import { readFileSync } from "node:fs";
import { deliver } from "../../../src/evidence/deliver.ts";
import { directoryAnchor } from "../../../src/evidence/directory-anchor.ts";
import { parsePrivateKey } from "../../../src/evidence/keys.ts";
import { openSigner, seal } from "../../../src/evidence/seal.ts";
import { systemClock } from "../../../src/model/clock.ts";
import { recordAudit } from "../../../src/record/record.ts";
import { openStore } from "../../../src/store/store.ts";
import { audit, pass } from "../../record/support.ts";

const [path = "", keyFile = "", folder = "", prefix = ""] = process.argv.slice(2);
const privateKey = parsePrivateKey(readFileSync(keyFile, "utf8"));
if (privateKey === undefined) throw new Error("no key");
const store = await openStore({ path, clock: systemClock });
const signer = await openSigner(store, {
  privateKey,
  origin: "example.com/log",
  newOrigin: () => "",
  at: systemClock.now().toISOString(),
});
const anchors = [directoryAnchor(folder)];
console.log("open");
for (let i = 0; ; i++) {
  const id = `${prefix}-${i}`;
  await recordAudit(store, audit(1, { "mail.servers": pass }, { id }));
  console.log(`audit ${id}`);
  if (i % 3 !== 2) continue;
  const checkpoint = await seal(store, signer);
  if (checkpoint === undefined) throw new Error("nothing to sign");
  console.log(`signed ${checkpoint.size}`);
  await deliver(store, anchors, checkpoint, new AbortController().signal);
  console.log(`anchored ${checkpoint.size}`);
}
