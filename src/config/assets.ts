import { dirname, resolve } from "node:path";
import { z } from "zod";
import type { Loaded, SourceFile } from "../documents/load.ts";
import type { Catalogue } from "../model/assets.ts";
import type { Problem } from "../model/problem.ts";
import { describeFileError, type Files } from "./files.ts";

/** The catalogue in some files, with every problem of them. */
export type LoadAssets = (files: readonly SourceFile[]) => {
  readonly catalogue: Catalogue;
  readonly problems: readonly Problem[];
};

type Options = {
  readonly path: string;
  readonly files: Files;
  readonly loadAssets: LoadAssets;
};

// Asked of a main file with mistakes as well; what the schema refuses counts as not given.
const outline = z.object({ assets: z.array(z.unknown()).catch([]) }).catch({ assets: [] });

/** Reads the files that `assets` of the main file names. One that cannot be read is told where it is named. */
export function readAssetFiles(
  { path, files, loadAssets }: Options,
  main: Loaded<unknown>,
): ReturnType<LoadAssets> {
  const found: SourceFile[] = [];
  const problems: Problem[] = [];
  for (const [index, name] of outline.parse(main.raw).assets.entries()) {
    if (typeof name !== "string" || name === "") continue;
    const file = resolve(dirname(path), name);
    if (found.some((earlier) => earlier.path === file)) {
      problems.push(main.problemAt(["assets", index], "this file is named already"));
      continue;
    }
    try {
      found.push({ path: file, text: files.readText(file) });
    } catch (error) {
      const message = `cannot read the file: ${describeFileError(error)}`;
      problems.push(main.problemAt(["assets", index], message));
    }
  }
  const { catalogue, problems: inFiles } = loadAssets(found);
  return { catalogue, problems: [...problems, ...inFiles] };
}
