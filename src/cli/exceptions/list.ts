import { existsSync } from "node:fs";
import type { Config } from "../../config/load.ts";
import { isReviewOpen, standingOf } from "../../exceptions/standing.ts";
import { systemClock } from "../../model/clock.ts";
import { daysBetween } from "../../model/days.ts";
import type { Exception } from "../../model/exception.ts";
import { plural } from "../../model/text.ts";
import { withExamples } from "../examples.ts";
import { withStore } from "../evidence/store.ts";
import { exitCodes } from "../exit.ts";
import { formatColumns } from "../format/columns.ts";
import { print } from "../io.ts";
import type { Register } from "../register.ts";
import { readConfig } from "../source.ts";

const fields = `
--json prints an array; each exception has all of its fields, and standing (pending, active, expired or
revoked), review_open, and last_used_at: when an audit last needed it, null when none ever did.`;

/** `envaudit exceptions list`: every exception and how it stands. */
export const registerExceptionsList: Register = (group, io, done) => {
  withExamples(
    group.command("list"),
    ["envaudit exceptions list", "all of exceptions.d, those that ended too"],
    ["envaudit exceptions list --json", "for a program"],
  )
    .description("print the exceptions and how each stands now")
    .option("-c, --config <file>", "configuration file (default envaudit.yaml)")
    .option("--json", "print an array")
    .addHelpText("after", fields)
    .action(async (options: { config?: string; json?: boolean }) => {
      const config = readConfig(io, options.config);
      const now = systemClock.now().toISOString();
      const uses = await usesIn(config);
      const rows = config.exceptions.map((exception) => ({
        ...exception,
        standing: standingOf(exception, now),
        review_open: isReviewOpen(exception, now),
        last_used_at: uses.get(exception.id) ?? null,
      }));
      if (options.json === true) print(io, JSON.stringify(rows, undefined, 2));
      else print(io, rows.length === 0 ? "There is no exception." : table(rows, now));
      done(exitCodes.ok);
    });
};

type Row = Exception & {
  readonly standing: string;
  readonly review_open: boolean;
  readonly last_used_at: string | null;
};

function table(rows: readonly Row[], now: string): string {
  const head = ["exception", "standing", "ends", "last needed", "environments", "checks"];
  return formatColumns([
    head,
    ...rows.map((row) => [
      row.id,
      row.review_open ? `${row.standing}, review open` : row.standing,
      row.standing === "active" ? `${row.expires} (${leftOf(row, now)})` : row.expires,
      row.last_used_at?.slice(0, 10) ?? "never",
      row.environments.join(", "),
      Object.keys(row.checks).join(", "),
    ]),
  ]);
}

function leftOf({ expires }: Exception, now: string): string {
  const days = daysBetween(now.slice(0, 10), expires);
  return days === 0 ? "today" : `in ${plural(days, "day")}`;
}

/** Where nothing was recorded yet, none was needed yet. */
async function usesIn(config: Config): Promise<ReadonlyMap<string, string>> {
  if (!existsSync(config.store.path)) return new Map();
  return await withStore(config, (store) => store.ledger.lastAt("exception_use"));
}
