import { systemClock } from "../../model/clock.ts";
import { openEvidence } from "../../open-evidence.ts";
import { examplesText } from "../examples.ts";
import { exitCodes } from "../exit.ts";
import { complain } from "../io.ts";
import { keyMade } from "../key-made.ts";
import type { Register } from "../register.ts";
import { readConfig } from "../source.ts";
import { withStore } from "./store.ts";

/** `envaudit evidence checkpoint`: signs and anchors now, beside a daemon or without one. */
export const registerCheckpoint: Register = (program, io, done) => {
  program
    .command("checkpoint")
    .description("sign the ledger as it is now, put that into the anchors, and print it")
    .addHelpText(
      "after",
      examplesText([["envaudit evidence checkpoint", "before a backup of the store, say"]]),
    )
    .option("-c, --config <file>", "configuration file (default envaudit.yaml)")
    .action(async (options: { config?: string }) => {
      const config = readConfig(io, options.config);
      await withStore(config, async (store) => {
        const onKeyMade = (path: string): void => complain(io, keyMade(path));
        const evidence = await openEvidence({ store, config, clock: systemClock, onKeyMade });
        const { checkpoint, undelivered } = await evidence.seal(io.signal);
        io.stdout.write(checkpoint?.note ?? "");
        for (const { error } of undelivered) complain(io, `envaudit: ${error.message}`);
        if (undelivered.length === 0) complain(io, anchored(config.evidence.anchors.length));
        done(undelivered.length === 0 ? exitCodes.ok : exitCodes.notRecorded);
      });
    });
};

const anchored = (count: number): string =>
  count === 0
    ? "No anchor is configured (evidence.anchors)."
    : `It is in ${count} of ${count} anchors.`;
