import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { formatTable } from "../../src/cli/format/table.ts";
import { showProgress } from "../../src/cli/progress.ts";
import { reportError } from "../../src/cli/errors.ts";
import { InternalError, RecordError, TargetError, UsageError } from "../../src/model/errors.ts";
import { records } from "./records.ts";
import { asStream, FakeStream } from "./streams.ts";

// oxlint-disable-next-line no-control-regex -- finding colours is the purpose
const colour = /\u001b\[[0-9;]*m/;

beforeEach(() => {
  for (const name of ["NO_COLOR", "FORCE_COLOR", "NODE_DISABLE_COLORS", "CI"])
    vi.stubEnv(name, undefined);
  vi.stubEnv("TERM", "xterm-256color");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe("the table", () => {
  test("is coloured on a terminal, with the same words", () => {
    const coloured = formatTable(records, asStream(new FakeStream(true)));
    expect(coloured).toMatch(colour);
    const plain = formatTable(records, asStream(new FakeStream()));
    expect(coloured.replaceAll(new RegExp(colour, "g"), "")).toBe(plain);
  });

  test("is plain in a file", () => {
    expect(formatTable(records, asStream(new FakeStream(false)))).not.toMatch(colour);
  });

  test("is plain on a terminal with NO_COLOR", () => {
    vi.stubEnv("NO_COLOR", "1");
    expect(formatTable(records, asStream(new FakeStream(true)))).not.toMatch(colour);
  });

  test("is plain on a terminal that has no colours", () => {
    vi.stubEnv("TERM", "dumb");
    expect(formatTable(records, asStream(new FakeStream(true)))).not.toMatch(colour);
  });
});

function said(error: unknown, isTTY: boolean, aborted = false) {
  const stderr = new FakeStream(isTTY);
  const signal = aborted ? AbortSignal.abort() : new AbortController().signal;
  const io = {
    stdout: asStream(new FakeStream()),
    stderr: asStream(stderr),
    env: {},
    cwd: "/",
    signal,
  };
  return { code: reportError(io, error), text: stderr.text };
}

describe("an error", () => {
  test("is coloured on a terminal only", () => {
    expect(said(new UsageError("wrong"), true).text).toMatch(colour);
    expect(said(new UsageError("wrong"), false).text).not.toMatch(colour);
  });

  test.each([
    [new UsageError("wrong"), 64, "envaudit: wrong (see --help)\n"],
    [new RecordError("full"), 3, "envaudit: full\n"],
    [new TargetError("timeout", "sl\u001bow"), 2, "envaudit: timeout: sl\\u001bow\n"],
    [new InternalError("odd"), 70, "envaudit: internal error: InternalError: odd\n"],
    ["thrown text", 70, "envaudit: internal error: thrown text\n"],
  ])("%s", (error, code, text) => {
    const shown = said(error, false);
    expect(shown.code).toBe(code);
    expect(shown.text.startsWith(text)).toBe(true);
  });

  test("of an interrupted run is no error", () => {
    expect(said(new Error("aborted"), false, true)).toEqual({ code: 130, text: "" });
    expect(said(new RecordError("full"), false, true).code).toBe(3);
  });
});

describe("progress", () => {
  const diff = { checks: {}, findings: { new: [], worse: [], unchanged: [], fixed: [] } };

  async function shown(isTTY: boolean): Promise<string> {
    const stderr = new FakeStream(isTTY);
    const io = {
      stdout: asStream(new FakeStream()),
      stderr: asStream(stderr),
      env: {},
      cwd: "/",
      signal: new AbortController().signal,
    };
    const progress = showProgress(io, ["quiet", "hostile", "full", "late"]);
    for (const record of records) {
      const { environment } = record;
      progress.onEvent({ type: "planned", environment });
      progress.onEvent({ type: "started", environment });
      progress.onEvent({ type: "finished", environment, record, diff });
    }
    progress.onEvent({ type: "started", environment: "full" });
    progress.onEvent({ type: "failed", environment: "full", error: "the disk is full" });
    await progress.stop();
    return stderr.text;
  }

  test("says on a terminal how each audit ended", async () => {
    const text = await shown(true);
    expect(text).toContain("hostile: 3 failing, 3 unknown");
    expect(text).toContain("quiet: 0 failing, 1 unknown");
    expect(text).toContain("full: not recorded");
    expect(text).toContain("late: stopped");
  });

  test("says nothing elsewhere", async () => {
    expect(await shown(false)).toBe("");
  });
});
