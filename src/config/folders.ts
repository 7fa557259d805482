import { dirname, join } from "node:path";
import { unloaded } from "../documents/load.ts";
import type { Problem } from "../model/problem.ts";
import { describeFileError, type Files } from "./files.ts";

/** The visible YAML files of a folder beside the main file, by name; none when there is no such folder. */
export function listFolder(
  files: Files,
  main: string,
  name: string,
): { readonly paths: readonly string[]; readonly problems: readonly Problem[] } {
  const folder = join(dirname(main), name);
  try {
    // Hidden names are left alone: editors and Kubernetes keep things of their own there.
    const names = files.list(folder).filter((each) => /^[^.].*\.ya?ml$/.test(each));
    return { paths: names.toSorted().map((each) => join(folder, each)), problems: [] };
  } catch (error) {
    const message = `cannot read the folder: ${describeFileError(error)}`;
    return { paths: [], problems: unloaded(folder, message).problems };
  }
}
