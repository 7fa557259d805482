import { collector } from "./collector.ts";
import { TargetError } from "../model/errors.ts";
import { fromQuery } from "./source.ts";
import { enoughRows, tallySchema } from "./tally.ts";

/**
 * Messages that somebody scheduled on a record, from 18 on. By SQL alone: the API shows only those on records
 * that the user may post on, so that an empty answer proves nothing.
 */
export const sqlScheduledMessages = collector({
  id: "sql.scheduled-messages",
  title: "Scheduled messages",
  schema: tallySchema,
  module: () => "mail",
  sources: fromQuery(
    ({ version }) =>
      version.major < 18
        ? { absent: "Odoo schedules messages on records from version 18 on" }
        : `select count(*)::int as count, (array_agg(id order by id))[1:5] as sample from (select id from mail_scheduled_message order by id limit ${enoughRows}) t`,
    ([row]) => {
      if (row === undefined) throw new TargetError("malformed_response", "psql gave no count");
      const count = row["count"];
      return {
        count,
        orMore: count === enoughRows,
        scanned: count,
        sample: row["sample"] ?? [],
      };
    },
  ),
});
