import { unloaded, type SourceFile } from "../documents/load.ts";
import type { Catalogue } from "../model/assets.ts";
import type { Identity } from "../model/environment.ts";
import type { Exception } from "../model/exception.ts";
import type { Problem } from "../model/problem.ts";
import { describeFileError, type Files } from "./files.ts";
import { listFolder } from "./folders.ts";

/** What the rest of the configuration says, to which exceptions refer. */
export type Declared = {
  readonly identities: readonly Identity[];
  readonly environments: readonly string[];
  readonly assets: Catalogue;
};

/**
 * The exceptions in some files, with every problem of them. `declared` is undefined while the rest of the
 * configuration is wrong: the files are then looked at by themselves.
 */
export type LoadExceptions = (
  files: readonly SourceFile[],
  declared: Declared | undefined,
) => { readonly exceptions: readonly Exception[]; readonly problems: readonly Problem[] };

/** Reads the files of `exceptions.d` beside the main file. */
export function readExceptionFiles(files: Files, main: string) {
  const { paths, problems } = listFolder(files, main, "exceptions.d");
  const found: SourceFile[] = [];
  const unread: Problem[] = [...problems];
  for (const path of paths) {
    try {
      found.push({ path, text: files.readText(path) });
    } catch (error) {
      const message = `cannot read the file: ${describeFileError(error)}`;
      unread.push(...unloaded(path, message).problems);
    }
  }
  return { found, unread };
}
