import { describe, expect, it } from "vitest";
import { z } from "zod";
import { loadDocument, maxBytes } from "../../src/documents/load.ts";
import { formatProblem } from "../../src/model/problem.ts";

const schema = z.strictObject({
  name: z.string(),
  tier: z.enum(["dev", "staging"]).optional(),
  ports: z.array(z.int().min(1)).min(1).optional(),
  source: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("file"), path: z.string() }),
      z.strictObject({ kind: z.literal("http"), url: z.string() }),
    ])
    .optional(),
  when: z
    .union([
      z.strictObject({ day: z.string() }),
      z.strictObject({ every: z.strictObject({ n: z.int() }) }),
    ])
    .optional(),
  owners: z.union([z.string(), z.array(z.string())]).optional(),
  by_name: z.record(z.string().regex(/^[a-z]+$/, "small letters only"), z.boolean()).optional(),
});

const read = (text: string) => loadDocument({ path: "f.yaml", text }, schema);
const problems = (text: string) => read(text).problems.map(formatProblem);

describe("a valid document", () => {
  it("gives the value, with words of YAML 1.1 as text", () => {
    expect(read("name: yes\nby_name: { a: true }\n")).toMatchObject({
      value: { name: "yes", by_name: { a: true } },
      problems: [],
    });
  });

  it("stays YAML 1.2 when it asks for another version", () => {
    expect(read("%YAML 1.1\n---\nname: no\n").value).toEqual({ name: "no" });
  });

  it("may share values by anchors", () => {
    expect(read("name: &n x\nowners: [*n, *n]\n").value).toEqual({ name: "x", owners: ["x", "x"] });
  });
});

describe("problems of the schema", () => {
  it.each([
    ["", ["f.yaml:1:1: expected a map, found nothing"]],
    ["name: 5", ["f.yaml:1:7: name: expected text, found a number; put it in quotes"]],
    ["name:\n", ["f.yaml:1:1: name: expected text, found nothing"]],
    ["tier: dev", ["f.yaml:1:1: name: missing; expected text"]],
    [
      "name: x\ntier: devv",
      ["f.yaml:2:7: tier: expected one of dev, staging, found `devv`; did you mean `dev`?"],
    ],
    ["name: x\nnmae: y", ["f.yaml:2:1: nmae: unknown key `nmae`; did you mean `name`?"]],
    ["name: x\nports: []", ["f.yaml:2:1: ports: expected at least 1 item"]],
    [
      "name: x\nports:\n  - 0\n  - 1.5",
      [
        "f.yaml:3:5: ports[0]: expected at least 1, found 0",
        "f.yaml:4:5: ports[1]: expected a whole number, found 1.5",
      ],
    ],
    [
      "name: x\nsource: { kind: fil }",
      ["f.yaml:2:17: source.kind: expected one of file, http, found `fil`; did you mean `file`?"],
    ],
    ["name: x\nsource: { kind: file }", ["f.yaml:2:1: source.path: missing; expected text"]],
    ["name: x\nowners: 5", ["f.yaml:2:9: owners: expected text or a list, found a number"]],
    [
      "name: x\nwhen:\n  every: { m: 1 }",
      [
        "f.yaml:3:3: when.every.n: missing; expected a number",
        "f.yaml:3:12: when.every.m: unknown key `m`; known here: n",
      ],
    ],
    ["name: x\nby_name: { A: true }", ["f.yaml:2:12: by_name.A: small letters only"]],
    [
      "name: x\n__proto__: {}",
      [
        "f.yaml:2:1: __proto__: key `__proto__` is not possible",
        "f.yaml:2:1: __proto__: unknown key `__proto__`; " +
          "known here: name, tier, ports, source, when, owners, by_name",
      ],
    ],
    [
      'name: x\n"na\\u001bme": y',
      ["f.yaml:2:1: na\\u001bme: unknown key `na\\u001bme`; did you mean `name`?"],
    ],
  ])("%j", (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });
});

describe("problems of the text", () => {
  it.each([
    ["name: x\nname: y", "f.yaml:2:1: name: key `name` is given twice; the first is on line 1"],
    ["name: x\n---\nname: y", "f.yaml:2:1: a second document begins here; a file holds one"],
    ["name: 'hunter2", "f.yaml:1:15: not valid YAML: Missing closing 'quote"],
    [
      "name: !hunter2 x",
      "f.yaml:1:7: tags are not supported; a text that starts with ! needs quotes",
    ],
    [
      "name: *hunter2",
      "f.yaml:1:7: alias without an anchor before it; a text that starts with * needs quotes",
    ],
    [
      "name: @hunter2",
      "f.yaml:1:7: not valid YAML: a text that starts with this character needs quotes",
    ],
    [
      "name: hunter2: x",
      "f.yaml:1:7: not valid YAML: a second `: ` on one line; quote the text or start a line",
    ],
    ["name: &a [*a]", "f.yaml:1:11: alias inside the value that it stands for"],
    ["\tname: x", "f.yaml:1:1: a tab in the indentation; use spaces"],
    ["? [name]\n: x", "f.yaml:1:3: a key must be text, not a list or a map"],
  ])("%j", (text, expected) => {
    expect(problems(text)).toEqual([expected]);
    expect(read(text).value).toBeUndefined();
  });

  it("are told beside those of the schema when only keys are doubled", () => {
    expect(problems("name: x\nname: y\ntire: dev")).toHaveLength(2);
  });

  it("end at a file that is too large", () => {
    expect(problems(`name: ${"x".repeat(maxBytes)}`)).toEqual([
      "f.yaml: more than 1024 KiB: not read",
    ]);
  });

  it("end at a nesting that is too deep", () => {
    expect(problems("[".repeat(100_000))).toEqual([expect.stringMatching(/: nested too deeply$/)]);
  });

  it("end at too many aliases, and at aliases that stand for too much", () => {
    const many = `name: &a x\nowners: [${"*a,".repeat(101)}]`;
    expect(problems(many)).toEqual([
      expect.stringMatching(/^f\.yaml:2:\d+: more than 100 aliases$/),
    ]);
    const nested =
      "a: &a [1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b]\nd: [*c,*c,*c]";
    expect(problems(nested)).toEqual(["f.yaml:1:1: aliases stand for too much"]);
  });

  it("has a merge key as an unknown key", () => {
    expect(problems("name: x\n<<: {}")).toEqual([expect.stringContaining("unknown key `<<`")]);
  });
});

describe("places", () => {
  const loaded = read("name: x\nowners:\n  - a\n  - b\nsource:\n  kind: file\n  path: p\n");

  it.each([
    [["name"], "value", 1, 7],
    [["name"], "key", 1, 1],
    [["owners"], "value", 2, 1],
    [["owners", 1], "value", 4, 5],
    [["source", "path"], "value", 7, 9],
    [["source", "missing", "deeper"], "value", 5, 1],
    [["missing"], "value", 1, 1],
    [[], "value", 1, 1],
  ] as const)("%j (%s) is at %i:%i", (path, side, line, column) => {
    expect(loaded.at(path, side)).toEqual({ line, column });
  });

  it("follow aliases to where the shared value stands", () => {
    const shared = read("name: x\nwhen: &w { day: d }\nsource: *w\n");
    expect(shared.at(["source", "day"])).toEqual({ line: 2, column: 17 });
  });

  it("make problems of the caller's own", () => {
    expect(formatProblem(loaded.problemAt(["owners", 0], "nobody"))).toBe(
      "f.yaml:3:5: owners[0]: nobody",
    );
  });
});
