import { TargetError } from "../model/errors.ts";
import type { UnknownReason } from "../model/outcome.ts";
import { printable, shorten } from "../model/text.ts";
import type { HostResult } from "../transports/wires.ts";
import { neutralizeFile, type Addon, type Addons } from "./addons.ts";
import { chunks } from "./chunks.ts";

/** A module whose part of the script is not known, and why. */
export type Unread = {
  readonly module: string;
  readonly reason: UnknownReason;
  readonly why: string;
};

// Odoo's own are under a kilobyte; one that is a hundred times as long was not written by hand.
const mostBytes = 64 * 1024;
// All of them together: a hundred modules with a long one each.
const mostBytesTogether = 1024 * 1024;
// The command goes to the shell as one word, which Linux limits to 128 KiB.
const filesPerCommand = 100;

type Chosen = { readonly files: readonly Addon[]; readonly tooLarge: readonly Addon[] };

/** The files to read, in the order in which Odoo runs them, and those that are too large. */
export function chooseFiles({ found }: Addons): Chosen {
  const files: Addon[] = [];
  const tooLarge: Addon[] = [];
  let together = 0;
  for (const addon of inOrder(found)) {
    if (addon.neutralizeBytes === null) continue;
    const sum = together + addon.neutralizeBytes;
    const fits = addon.neutralizeBytes <= mostBytes && sum <= mostBytesTogether;
    if (fits) together = sum;
    (fits ? files : tooLarge).push(addon);
  }
  return { files, tooLarge };
}

/** As the list of modules has them, which is Odoo's order as well; `base`, its first, before all. */
const inOrder = (found: readonly Addon[]): readonly Addon[] => [
  ...found.filter(({ name }) => name === "base"),
  ...found.filter(({ name }) => name !== "base"),
];

export const filesByCommand = ({ files }: Chosen): readonly (readonly [string, ...string[]])[] =>
  chunks(
    files.map(({ folder }) => neutralizeFile(folder)),
    filesPerCommand,
  );

/** The texts that `read-addons-files` printed, and what is not among them. */
export function readFiles(
  results: readonly HostResult[],
  { files, tooLarge }: Chosen,
): {
  readonly files: readonly { readonly module: string; readonly text: string }[];
  readonly unread: readonly Unread[];
} {
  const texts = new Map(files.map(({ folder }) => [neutralizeFile(folder), ""]));
  for (const { stdout } of results) addLines(texts, stdout);
  const complaints = results.flatMap(({ stderr }) => stderr.split("\n"));
  const unread: Unread[] = tooLarge.map(({ name }) => ({
    module: name,
    reason: "response_too_large",
    why: `its neutralize.sql is larger than ${mostBytes / 1024} KiB, or too much with the others`,
  }));
  const read = files.flatMap(({ name, folder }) => {
    const path = neutralizeFile(folder);
    const said = complaints.find((line) => line.startsWith(`grep: ${path}: `));
    if (said === undefined) return [{ module: name, text: texts.get(path) ?? "" }];
    unread.push({ module: name, ...complaintOf(said.slice(`grep: ${path}: `.length)) });
    return [];
  });
  if (complaints.some((line) => line !== "" && !line.startsWith("grep: /"))) {
    const line = complaints.find((one) => one !== "") ?? "";
    throw new TargetError(
      "malformed_response",
      `reading the neutralize.sql files failed: ${printable(shorten(line, 120))}`,
    );
  }
  return { files: read, unread };
}

/** Each line comes behind the path of its file and a colon; which paths there are is known. */
function addLines(texts: Map<string, string>, stdout: string): void {
  const paths = [...texts.keys()];
  let path = "";
  for (const line of stdout.replace(/\n$/, "").split("\n")) {
    if (line === "") continue;
    if (!line.startsWith(`${path}:`)) path = paths.find((p) => line.startsWith(`${p}:`)) ?? "";
    if (path === "") {
      throw new TargetError("malformed_response", "grep printed a line of no file asked for");
    }
    texts.set(path, `${texts.get(path) ?? ""}${line.slice(path.length + 1)}\n`);
  }
}

function complaintOf(said: string): Pick<Unread, "reason" | "why"> {
  return /permission denied/i.test(said)
    ? { reason: "access_denied", why: "the account may not read its neutralize.sql" }
    : { reason: "malformed_response", why: `its neutralize.sql is not read: ${printable(said)}` };
}
