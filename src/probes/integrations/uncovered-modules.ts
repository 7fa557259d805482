import { hostCallingModules } from "../../facts/host-calling-modules.ts";
import { failOrPass, type Verdict } from "../../model/outcome.ts";
import { plural, printable, shorten } from "../../model/text.ts";
import { check, type Check } from "../check.ts";

type Covered = ReadonlySet<string>;

/** The check, given the modules that some check looks at. */
export const uncoveredModules = (covered: Covered): Check =>
  check({
    id: "integrations.uncovered-modules",
    control: "integration_safeguards",
    severity: "medium",
    tiers: ["dev", "staging", "uat"],
    owner: "sre",
    expertise: "odoo.platform.environment_governance",
    passTitle: "Every module that talks to the outside is covered",
    failTitle: "A module talks to the outside and nothing makes it safe",
    why: "Such a module keeps production's addresses and credentials in a copy: no check looks at it, and neutralising the database does not touch it.",
    remedy:
      "Give the module a data/neutralize.sql that switches its integration off, or describe what must be safe in the catalogue.",
    references: ["FR-4 External integration safeguards"],
    needs: { modules: hostCallingModules },
    judge({ modules }) {
      const open = modules.calling.filter(({ module }) => !covered.has(module));
      if (open.length === 0) return incomplete(modules, covered) ?? passed(modules);
      return failOrPass(
        open.map(({ module, file }) => ({
          subject: `ir.module.module,${shorten(printable(module), 80)}`,
          title: `Module ${printable(module)} is not covered: ${
            file === null ? "it depends on iap" : `${shorten(printable(file), 80)} calls out`
          }`,
          remedy: `Give ${printable(module)} a data/neutralize.sql, or an entry in the catalogue.`,
        })),
        "",
      );
    },
  });

const passed = ({ calling, looked }: { calling: readonly unknown[]; looked: number }): Verdict =>
  failOrPass(
    [],
    `${plural(looked, "module")} looked through, ${calling.length} of them call out, all covered`,
  );

type Unseen = { readonly denied: readonly string[]; readonly missing: readonly string[] };

/** Unknown when a module that is not covered could not be looked through. */
function incomplete({ denied, missing }: Unseen, covered: Covered): Verdict | undefined {
  const uncovered = (modules: readonly string[]): readonly string[] =>
    modules.filter((module) => !covered.has(module));
  const hidden = uncovered(denied);
  if (hidden.length > 0) {
    const detail = `the account may not look through ${listed(hidden)}`;
    return { outcome: "unknown", reason: "access_denied", detail };
  }
  const lost = uncovered(missing);
  if (lost.length === 0) return undefined;
  const detail = `${listed(lost)}: in none of the add-on paths (addons_path of odoo.conf)`;
  return { outcome: "unknown", reason: "fact_missing", detail };
}

/** The first five and how many more. */
function listed(modules: readonly string[]): string {
  const some = modules.slice(0, 5).map((module) => shorten(printable(module), 60));
  const more = modules.length > some.length ? ` and ${modules.length - some.length} more` : "";
  return `${modules.length === 1 ? "module" : "modules"} ${some.join(", ")}${more}`;
}
