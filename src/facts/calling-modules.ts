import { TargetError } from "../model/errors.ts";
import { printable, shorten } from "../model/text.ts";
import type { HostCommand } from "../transports/ssh/commands.ts";
import type { HostResult } from "../transports/wires.ts";
import type { Addon, Addons } from "./addons.ts";
import { chunks } from "./chunks.ts";

// The command goes to the shell as one word, which Linux limits to 128 KiB.
const foldersPerCommand = 100;

/** Modules whose own script does not make them safe: only these are asked about. */
export const withoutScript = ({ found }: Addons): readonly Addon[] =>
  found.filter(({ neutralizeBytes }) => neutralizeBytes === null);

export function callingCommands(addons: readonly Addon[]): readonly HostCommand[] {
  return chunks(addons, foldersPerCommand).flatMap(([first, ...rest]) => [
    {
      name: "find-importing-addons",
      paths: [first.folder, ...rest.map(({ folder }) => folder)],
    } as const,
    { name: "find-iap-addons", paths: [manifest(first), ...rest.map(manifest)] } as const,
  ]);
}

const manifest = ({ folder }: Addon): string => `${folder}/__manifest__.py`;

/** How a module calls out: a file with such an import (below its folder), or by `iap`. */
export type Calling = { readonly module: string; readonly file: string | null };

/** What `callingCommands` printed, module by module, and the modules that could not be looked through. */
export function callingModules(
  results: readonly HostResult[],
  addons: readonly Addon[],
): { readonly calling: readonly Calling[]; readonly denied: readonly string[] } {
  const paths = results.flatMap(({ stdout }, index) =>
    stdout.split("\n").map((path) => ({ path, isIap: index % 2 === 1 })),
  );
  const hidden = results.flatMap(({ stderr }) => stderr.split("\n")).flatMap(hiddenPath);
  const calling = addons.flatMap(({ name, folder }) => {
    const own = paths.filter(({ path }) => path.startsWith(`${folder}/`));
    const [first] = own
      .filter(({ isIap }) => !isIap)
      .map(({ path }) => path)
      .toSorted();
    if (own.length === 0) return [];
    return [{ module: name, file: first === undefined ? null : first.slice(folder.length + 1) }];
  });
  const denied = addons.filter(({ folder }) =>
    hidden.some((path) => path === folder || path.startsWith(`${folder}/`)),
  );
  return { calling, denied: denied.map(({ name }) => name) };
}

/** The path of a complaint; a link that leads nowhere hides nothing. */
function hiddenPath(line: string): readonly string[] {
  const said = /^grep: (\/.*): ([^:]+)$/.exec(line);
  if (said?.[1] !== undefined) return said[2] === "No such file or directory" ? [] : [said[1]];
  if (line === "" || line.startsWith("grep: warning: ")) return [];
  throw new TargetError(
    "malformed_response",
    `looking through the modules failed: ${printable(shorten(line, 120))}`,
  );
}
