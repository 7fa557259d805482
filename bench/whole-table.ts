import { sqlCells } from "../src/audit/masking/cells-sql.ts";
import { environment } from "../tests/lab/lab.ts";
import { timed } from "./exchanges.ts";
import { signal, take, withWires } from "./masking/taking.ts";

// Every row of production's chatter by SQL, as `envaudit fingerprint --whole-table` reads it: how many values,
// how long, and what memory this process has had at most.
let values = 0;
const ms = await withWires(environment("production"), async ({ sql: wire }) => {
  if (wire === undefined) throw new Error("the lab's environment has SQL");
  return timed(async () => {
    const { fingerprint } = await take(sqlCells(wire, signal), "whole-table");
    const [taken] = fingerprint.models;
    if (taken === undefined) throw new Error(JSON.stringify(fingerprint.gaps));
    values = taken.columns.reduce((all, column) => all + column.values, 0);
  });
});
const megabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ values, ms, megabytes }));
