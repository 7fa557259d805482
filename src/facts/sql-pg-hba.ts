import { z } from "zod";
import { collector } from "./collector.ts";
import { fromQuery } from "./source.ts";

/**
 * Lines of `pg_hba.conf` that let somebody in without any proof, as the server itself reads them. Only roles
 * that were granted the view and its function may ask; `envaudit grants` prints both.
 */
export const sqlPgHba = collector({
  id: "sql.pg-hba",
  title: "Trusting lines of pg_hba.conf",
  schema: z.strictObject({
    trusting: z.array(
      z.strictObject({
        line: z.int(),
        type: z.string(),
        databases: z.array(z.string()),
        users: z.array(z.string()),
        address: z.string().nullable(),
      }),
    ),
    /** Lines that the server could not read: nobody knows what they would say. */
    broken: z.int(),
  }),
  anyVersion: true,
  sources: fromQuery(
    () => `select line_number as line, type, to_json(database) as databases, to_json(user_name) as users,
        address, error is not null as broken
      from pg_hba_file_rules where auth_method = 'trust' or error is not null order by line_number`,
    (rows) => ({
      trusting: rows
        .filter((row) => row["broken"] !== true)
        .map(({ line, type, databases, users, address }) => ({
          line,
          type,
          databases,
          users,
          address,
        })),
      broken: rows.filter((row) => row["broken"] === true).length,
    }),
  ),
});
