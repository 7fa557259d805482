import { spawnSync } from "node:child_process";
import { z } from "zod";

// Runs the import rules and demands that they looked at something: a cruiser that finds no modules is green.
const result = spawnSync(
  "depcruise",
  ["--config", ".dependency-cruiser.mjs", "--output-type", "json", "src"],
  { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
);
const output = z
  .object({
    summary: z.object({
      totalCruised: z.number(),
      violations: z.array(
        z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) }),
      ),
    }),
    modules: z.array(z.object({ source: z.string() })),
  })
  .safeParse(result.stdout === "" ? undefined : JSON.parse(result.stdout));
if (!output.success) {
  console.error(`depcruise gave no result: ${result.error?.message ?? result.stderr}`);
  process.exit(1);
}
const own = output.data.modules.filter((module) => module.source.startsWith("src/"));
for (const { from, to, rule } of output.data.summary.violations) {
  console.error(`${rule.name}: ${from} imports ${to}`);
}
const typescript = own.filter((module) => module.source.endsWith(".ts"));
if (typescript.length === 0) {
  console.error("the import rules looked at no module");
  process.exit(1);
}
console.log(
  `${typescript.length} modules looked at, ${output.data.summary.violations.length} violations`,
);
process.exit(output.data.summary.violations.length === 0 ? 0 : 1);
