import { z } from "zod";
import { TargetError } from "../model/errors.ts";
import { collector, known } from "./collector.ts";
import { hostNeutralizeFiles } from "./host-neutralize-files.ts";
import { catalogueOf, catalogueSql } from "./neutralize/catalogue.ts";
import { readScript } from "./neutralize/script.ts";
import { loadSql } from "./neutralize/sql.ts";
import { tablesIn } from "./neutralize/statements.ts";
import { fromQueries } from "./source.ts";

/** Columns and types of the tables that the neutralisation script names; a view has none. */
export const sqlNeutralizeTables = collector({
  id: "sql.neutralize-tables",
  title: "Tables of the neutralisation script",
  schema: z.record(z.string(), z.array(z.strictObject({ name: z.string(), type: z.string() }))),
  after: [hostNeutralizeFiles],
  sources: fromQueries(
    async (context) => {
      const { files } = known(context, hostNeutralizeFiles);
      const { statements } = readScript(await loadSql(), files);
      return { queries: [{ id: "tables", sql: catalogueSql(tablesIn(statements)) }], about: null };
    },
    ({ answers }) => {
      const answer = answers.get("tables");
      if (answer === undefined || "reason" in answer) {
        throw new TargetError(
          answer?.reason ?? "malformed_response",
          answer?.detail ?? "no answer",
        );
      }
      return catalogueOf(answer.rows);
    },
  ),
});
