import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { registryDirectory } from "../../src/registry/directory.ts";
import { loadRegistry } from "../../src/registry/load.ts";
import { copyOfRegistry, make, place, problemsIn } from "./copies.ts";

test("ten mistakes in seven files are reported at once, in order", () => {
  const directory = copyOfRegistry();
  const mistake = (file: string, after: string[], find: string, put: string) =>
    make(directory, { file, after, find, put });
  mistake("personas.yaml", ["  developer:"], "    mission:", "    misson: None.\n    mission:");
  mistake("personas.yaml", ["  qa_tester:"], "action: evidence.export", "action: evidence.exprot");
  mistake("personas.yaml", ["  sre:"], "- Access is", "- More.\n      - Access is");
  mistake("expertise.yaml", ["odoo.sre.network_dns_mail:"], "scope:", "scop:");
  mistake("actions.yaml", [], "  code.merge:", "  code.delete: {}\n  code.merge:");
  mistake("agents.yaml", [], "personas: [sre]", "personas: [sre, qa_tester]");
  mistake("gates.yaml", ["  G2:"], "predecessor: G1", "predecessor: G3");
  mistake("gates.yaml", ["  G3:"], "release_notes", "release_note");
  mistake("controls.yaml", ["  lifecycle:"], "owner: sre", "owner: developer");
  mistake("evidence.yaml", ["  incident:"], "recovery_actions", "recovery_action");
  const at = (file: string, ...words: string[]) => place(directory, file, words);
  expect(problemsIn(directory)).toEqual([
    `${at("personas.yaml", "misson")}: personas.developer.misson: unknown key \`misson\`; did you mean \`mission\`?`,
    `${at("personas.yaml", "evidence.exprot")}: personas.qa_tester.decision_rights[11].action: unknown action \`evidence.exprot\`; did you mean \`evidence.export\`?`,
    `${at("personas.yaml", "  sre:", "outcomes")}: personas.sre.outcomes: expected at most 5 items`,
    `${at("expertise.yaml", "odoo.sre.network_dns_mail")}: domains.odoo.sre.network_dns_mail.scope: missing; expected text`,
    `${at("expertise.yaml", "scop:")}: domains.odoo.sre.network_dns_mail.scop: unknown key \`scop\`; did you mean \`scope\`?`,
    `${at("actions.yaml", "code.delete")}: actions.code.delete.sentence: missing; expected text`,
    `${at("actions.yaml", "code.delete")}: actions.code.delete.area: missing; expected one of development, quality, release, governance, environment, operations`,
    `${at("actions.yaml", "code.delete")}: actions.code.delete.scope: missing; expected one of environment, release, platform`,
    `${at("actions.yaml", "code.delete")}: actions.code.delete: nobody may do this: no persona has the right`,
    `${at("agents.yaml", "[sre, ", "qa_tester")}: agents.environment_keeper.personas[1]: qa_tester requires odoo.qa.automation, odoo.qa.staging_validation, which no capability of environment_keeper covers`,
    `${at("gates.yaml", "  G2:", "G3")}: gates.G2.predecessor: the gates are a sequence: expected G1`,
    `${at("gates.yaml", "release_note,")}: gates.G3.required_evidence[2]: unknown evidence \`release_note\`; did you mean \`release_notes\`?`,
    `${at("controls.yaml", "  lifecycle:", "developer")}: controls.lifecycle.owner: developer does not require the expertise odoo.platform.environment_governance of this control`,
    `${at("evidence.yaml", "  incident:", "recovery_action")}: activities.incident.minimum[1]: unknown evidence \`recovery_action\`; did you mean \`recovery_actions\`?`,
  ]);
});

test("a missing persona is one problem, not one for each of its rights", () => {
  const directory = copyOfRegistry();
  const path = join(directory, "personas.yaml");
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.slice(0, text.indexOf("  sre:")));
  expect(problemsIn(directory)).toEqual([
    `${place(directory, "personas.yaml", ["personas:"])}: personas.sre: missing; expected a map`,
  ]);
});

test("a missing file is one problem and leaves the others judged", () => {
  const directory = copyOfRegistry();
  rmSync(join(directory, "actions.yaml"));
  make(directory, {
    file: "gates.yaml",
    after: [],
    find: "predecessor: G3",
    put: "predecessor: G1",
  });
  expect(problemsIn(directory)).toEqual([
    "actions.yaml: no such file",
    `${place(directory, "gates.yaml", ["  G4:", "predecessor: ", "G1"])}: gates.G4.predecessor: the gates are a sequence: expected G3`,
  ]);
});

test("a folder without any document names all of them, and the assets", () => {
  const directory = copyOfRegistry();
  rmSync(directory, { recursive: true });
  mkdirSync(directory);
  expect(problemsIn(directory)).toEqual([
    ...[
      "personas",
      "expertise",
      "actions",
      "agents",
      "access-matrix",
      "gates",
      "controls",
      "evidence",
      "personal-data",
      "exceptions",
    ].map((name) => `${name}.yaml: no such file`),
    "assets: no such folder",
  ]);
});

test("a folder in place of a file cannot be read", () => {
  const directory = copyOfRegistry();
  rmSync(join(directory, "gates.yaml"));
  mkdirSync(join(directory, "gates.yaml"));
  expect(problemsIn(directory)).toEqual(["gates.yaml: cannot be read (EISDIR)"]);
});

test("a file that is not YAML is one problem", () => {
  const directory = copyOfRegistry();
  writeFileSync(join(directory, "evidence.yaml"), "items:\n\tbuild_log: 1\n");
  expect(problemsIn(directory)).toEqual([
    "evidence.yaml:2:1: a tab in the indentation; use spaces",
  ]);
});

test("a document that holds nothing is one problem for each of its keys", () => {
  const directory = copyOfRegistry();
  writeFileSync(join(directory, "evidence.yaml"), "{}\n");
  expect(problemsIn(directory)).toEqual([
    "evidence.yaml:1:1: items: at least one item is needed",
    "evidence.yaml:1:1: activities: missing; expected a map",
  ]);
});

test("the registry is frozen at every level", () => {
  const registry = loadRegistry(registryDirectory());
  const thawed: unknown[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (!Object.isFrozen(value)) thawed.push(value);
    Object.values(value).forEach(visit);
  };
  visit(registry);
  expect(thawed).toEqual([]);
});

test("the digest follows the content, not the layout", () => {
  const original = loadRegistry(registryDirectory()).digest;
  const directory = copyOfRegistry();
  const gates = join(directory, "gates.yaml");
  const swapped = "persona: developer\n      action: gate.decide.g1";
  make(directory, {
    file: "gates.yaml",
    after: [],
    find: "action: gate.decide.g1\n      persona: developer",
    put: swapped,
  });
  writeFileSync(gates, `# a comment\n${readFileSync(gates, "utf8")}`);
  expect(loadRegistry(directory).digest).toBe(original);
  make(directory, {
    file: "gates.yaml",
    after: [],
    find: "Build Integrity",
    put: "Build integrity",
  });
  expect(loadRegistry(directory).digest).not.toBe(original);
  expect(original).toMatch(/^[0-9a-f]{64}$/);
});
