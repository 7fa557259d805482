import { describe, expect, it } from "vitest";
import { checks as everyCheck } from "../../../src/probes/list.ts";
import { registryDirectory } from "../../../src/registry/directory.ts";
import { loadRegistry } from "../../../src/registry/load.ts";
import { runbookPage, runbookUrl } from "../../../src/reporters/runbook/page.ts";

const checks = everyCheck(loadRegistry(registryDirectory()));
const page = runbookPage(checks);

describe("the page of the checks", () => {
  it.each(checks.map(({ id }) => id))("has the place that the address of %s leads to", (id) => {
    const { hash } = new URL(runbookUrl("http://127.0.0.1:9480/checks", id));
    expect(page.split(`<section id="${hash.slice(1)}">`)).toHaveLength(2);
  });

  it("says of each why it matters and what to do", () => {
    expect(page.match(/<b>Why it matters\.<\/b> \S/g)).toHaveLength(checks.length);
    expect(page.match(/<b>What to do\.<\/b> \S/g)).toHaveLength(checks.length);
  });

  it("shows markup in an operator's own check as text", () => {
    const [first] = checks;
    if (first === undefined) throw new Error("there is one");
    const own = runbookPage([{ ...first, why: '<script src="x">&' }]);
    expect(own).toContain("&lt;script src=&quot;x&quot;&gt;&amp;");
    expect(own).not.toContain("<script");
  });
});
