import { loadDocument, type Loaded, type SourceFile } from "../documents/load.ts";
import type { Exception } from "../model/exception.ts";
import type { Problem } from "../model/problem.ts";
import { complaintsAbout, type Ground } from "./rules.ts";
import { buildException, exceptionsFileSchema } from "./schema.ts";

export type LoadedExceptions = {
  readonly exceptions: readonly Exception[];
  readonly problems: readonly Problem[];
};

/**
 * The exceptions of some files, with every problem of each and between them. Without a ground they are looked
 * at by themselves alone.
 */
export function loadExceptions(
  files: readonly SourceFile[],
  ground: Ground | undefined,
): LoadedExceptions {
  const loaded = files.map((file) => loadDocument(file, exceptionsFileSchema));
  const exceptions: Exception[] = [];
  const problems: Problem[] = [];
  const owners = new Map<string, Loaded<unknown>>();
  for (const file of loaded) {
    problems.push(...file.problems);
    for (const [id, input] of Object.entries(file.value?.exceptions ?? {})) {
      const exception = buildException(id, input);
      const earlier = owners.get(id);
      if (earlier === undefined) owners.set(id, file);
      else problems.push(file.problemAt(["exceptions", id], declaredIn(earlier, id), "key"));
      const complaints = ground === undefined ? [] : complaintsAbout(exception, ground);
      for (const { at, message } of complaints) {
        problems.push(file.problemAt(["exceptions", id, ...at], message));
      }
      exceptions.push(exception);
    }
  }
  return { exceptions, problems };
}

function declaredIn(file: Loaded<unknown>, id: string): string {
  const { line, column } = file.at(["exceptions", id], "key");
  return `\`${id}\` is declared already at ${file.file}:${line}:${column}`;
}
