import { describe, expect, it } from "vitest";
import type { Filter } from "../../src/audit/plan.ts";
import type { Environment } from "../../src/model/environment.ts";
import type { ControlId } from "../../src/model/outcome.ts";
import type { AuditRecord } from "../../src/model/record.ts";
import { checks } from "../../src/probes/list.ts";
import { registryDirectory } from "../../src/registry/directory.ts";
import { loadRegistry } from "../../src/registry/load.ts";
import {
  environment,
  failingIn,
  findingsOf,
  resetStaging,
  sql,
  unknownsOf,
  type Auditor,
} from "./lab.ts";

/** One way to break the safe staging copy, and exactly what the audit must say of it. */
export type Break = {
  readonly name: string;
  readonly break: () => void;
  readonly findings: readonly (string | RegExp)[];
  /** Lines of what cannot be told, on this version. */
  readonly unknowns?: readonly string[];
  /** Where the environment's declaration is what is wrong, or must differ for the break to count. */
  readonly declared?: Partial<Environment>;
  /** Puts back what `resetStaging` does not. */
  readonly repair?: () => void;
  /** Together with others it would be another break. */
  readonly alone?: true;
};

/** SQL that breaks the copy. */
export const staging = (text: string) => (): void => void sql("staging", text);

const controls = new Map(
  checks(loadRegistry(registryDirectory())).map(({ id, control }) => [id, control]),
);

/** The checks that a break is found by. */
const checksOf = ({ findings }: Break): readonly string[] =>
  findings.map(
    (finding) => /[a-z]+\\?\.[a-z-]+/.exec(String(finding))?.[0].replace("\\", "") ?? "",
  );

/** The controls that a break is about. */
function controlsOf(broken: Break): readonly ControlId[] {
  const found = checksOf(broken).map((id) => {
    const control = controls.get(id);
    if (control === undefined) throw new Error(`there is no check ${id}`);
    return control;
  });
  return [...new Set(found)];
}

/** What a break is judged by. Masking is the exception, since it is many reads. */
const filterOf = (broken: Break): Filter =>
  controlsOf(broken).includes("data_masking")
    ? { checks: checksOf(broken) }
    : { controls: controlsOf(broken) };

const matching = (findings: Break["findings"]) =>
  findings.map((f) => (typeof f === "string" ? f : (expect.stringMatching(f) as string)));

/**
 * Tests of each break: one by one over the API, judged by its own controls. By SQL all at once that can be, by
 * every control but masking, and the others one by one.
 */
export function findsEach(auditor: () => Auditor, breaks: readonly Break[]): void {
  const isTogether = (one: Break): boolean =>
    one.alone === undefined &&
    one.declared === undefined &&
    one.repair === undefined &&
    !controlsOf(one).includes("data_masking");
  const together = breaks.filter(isTogether);
  const apart = breaks.filter((one) => !isTogether(one));

  for (const [prefer, list] of [
    ["api", breaks],
    ["sql", apart],
  ] as const) {
    describe.each(list)(`by ${prefer}, when $name`, (broken) => {
      it("exactly that is found, and nothing after the repair", async () => {
        let record: AuditRecord;
        try {
          broken.break();
          record = await auditor().audit(
            environment("staging", { prefer, ...broken.declared }),
            filterOf(broken),
          );
        } finally {
          broken.repair?.();
          resetStaging();
        }
        expect(unknownsOf(record)).toEqual(broken.unknowns ?? []);
        expect(findingsOf(record)).toEqual(matching(broken.findings));
        const repaired = environment("staging", { prefer });
        expect(findingsOf(await auditor().audit(repaired, failingIn(record)))).toEqual([]);
      });
    });
  }

  it("by SQL, all that can be broken at once is found, and nothing else", async () => {
    let record: AuditRecord;
    try {
      for (const one of together) one.break();
      record = await auditor().audit(environment("staging", { prefer: "sql" }), {
        controls: [...new Set(controls.values())].filter((control) => control !== "data_masking"),
      });
    } finally {
      resetStaging();
    }
    const expected = new Set(together.flatMap(({ findings }) => findings));
    const found = findingsOf(record);
    const isMet = (one: string | RegExp): boolean =>
      found.some((line) => (typeof one === "string" ? line === one : one.test(line)));
    const isExpected = (line: string): boolean =>
      [...expected].some((one) => (typeof one === "string" ? line === one : one.test(line)));
    expect([...expected].filter((one) => !isMet(one)).map(String)).toEqual([]);
    expect(found.filter((line) => !isExpected(line))).toEqual([]);
    expect(unknownsOf(record)).toEqual([...new Set(together.flatMap((one) => one.unknowns ?? []))]);
  });
}
