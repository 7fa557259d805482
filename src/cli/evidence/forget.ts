import { isUtcDay } from "../../model/days.ts";
import { removeBodies } from "../../evidence/retention.ts";
import { systemClock } from "../../model/clock.ts";
import { UsageError } from "../../model/errors.ts";
import { examplesText } from "../examples.ts";
import { exitCodes } from "../exit.ts";
import { print } from "../io.ts";
import type { Register } from "../register.ts";
import { readConfig } from "../source.ts";
import { withStore } from "./store.ts";

type Options = { readonly config?: string; readonly before: string; readonly reason: string };

/** `envaudit evidence forget`: removes what old entries say, and keeps the proof that they were there. */
export const registerForget: Register = (program, io, done) => {
  program
    .command("forget")
    .description("remove the bodies of old entries; the ledger stays verifiable and says so")
    .addHelpText(
      "after",
      examplesText([
        [
          "envaudit evidence forget --before 2024-01-01 --reason retention",
          "what older entries say",
        ],
      ]),
    )
    .requiredOption("--before <day>", "entries from before this day (UTC, YYYY-MM-DD)")
    .requiredOption("--reason <text>", "why, for the entry that records it")
    .option("-c, --config <file>", "configuration file (default envaudit.yaml)")
    .action(async ({ config, before, reason }: Options) => {
      if (!isUtcDay(before)) throw new UsageError("--before takes a day that exists, YYYY-MM-DD");
      const at = systemClock.now().toISOString();
      const asked = { before: `${before}T00:00:00.000Z`, reason, at };
      const removed = await withStore(readConfig(io, config), (store) =>
        removeBodies(store, asked),
      );
      print(io, `Removed ${removed} ${removed === 1 ? "body" : "bodies"}.`);
      done(exitCodes.ok);
    });
};
