import { describe, expect, it } from "vitest";
import { gathering } from "../../src/audit/gather.ts";
import { TargetError } from "../../src/model/errors.ts";
import type { SqlAnswer, SqlQuery } from "../../src/transports/wires.ts";

const { signal } = new AbortController();

/** A wire that answers each question with its own text, and what it was asked, call by call. */
function echo(failOn?: string) {
  const calls: (readonly string[])[] = [];
  const query = (queries: readonly SqlQuery[]): Promise<ReadonlyMap<string, SqlAnswer>> => {
    calls.push(queries.map(({ sql }) => sql));
    if (queries.some(({ sql }) => sql === failOn)) {
      return Promise.reject(new TargetError("timeout", "psql took too long"));
    }
    return Promise.resolve(
      new Map(queries.map(({ id, sql }) => [id, { ok: true, rows: [{ sql }] }] as const)),
    );
  };
  return { calls, query };
}
const asked = (...texts: readonly string[]): readonly SqlQuery[] =>
  texts.map((sql, index) => ({ id: String(index), sql }));
const texts = (answers: ReadonlyMap<string, SqlAnswer>): unknown =>
  [...answers].map(([id, answer]) => [id, answer.ok && answer.rows[0]?.["sql"]]);

describe("questions of one moment", () => {
  it("go in one call, and each gets its own answers though the ids are the same", async () => {
    const wire = echo();
    const ask = gathering(wire, signal);
    const answers = await Promise.all([ask(asked("a", "b")), ask(asked("c"))]);
    expect(answers.map(texts)).toEqual([
      [
        ["0", "a"],
        ["1", "b"],
      ],
      [["0", "c"]],
    ]);
    expect(wire.calls).toEqual([["a", "b", "c"]]);
  });

  it("go in several calls when they are many, and what was asked together stays together", async () => {
    const wire = echo();
    const ask = gathering(wire, signal);
    const names = Array.from({ length: 5 }, (_, index) => [`${index}a`, `${index}b`, `${index}c`]);
    await Promise.all(names.map((three) => ask(asked(...three))));
    expect(wire.calls.map((call) => call.length)).toEqual([6, 6, 3]);
  });

  it("that are more than a call should have go by themselves", async () => {
    const wire = echo();
    const ask = gathering(wire, signal);
    const many = Array.from({ length: 20 }, (_, index) => String(index));
    await Promise.all([ask(asked(...many)), ask(asked("after"))]);
    expect(wire.calls.map((call) => call.length)).toEqual([20, 1]);
  });

  it("fail together with their call, and no other call does", async () => {
    const wire = echo("bad");
    const ask = gathering(wire, signal);
    const seven = ["1", "2", "3", "4", "5", "6", "7"];
    const [bad, beside, other] = await Promise.allSettled([
      ask(asked("bad")),
      ask(asked(...seven)),
      ask(asked("good")),
    ]);
    expect(bad).toMatchObject({ status: "rejected", reason: { reason: "timeout" } });
    expect(beside.status).toBe("rejected");
    expect(other.status).toBe("fulfilled");
  });

  it("of a later moment go in a call of their own", async () => {
    const wire = echo();
    const ask = gathering(wire, signal);
    await ask(asked("a"));
    await ask(asked("b"));
    expect(wire.calls).toEqual([["a"], ["b"]]);
  });
});
