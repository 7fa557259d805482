import { z } from "zod";
import { loadDocument, type Loaded, type SourceFile } from "../documents/load.ts";
import { printKey } from "../documents/path.ts";
import type { Catalogue } from "../model/assets.ts";
import type { Problem } from "../model/problem.ts";
import { dangling } from "./rules/rule.ts";
import { assetsDocument } from "./schemas/assets.ts";

/** Beginning of every id of an operator's own: none of ours has it, so that none can clash. */
const ownPrefix = "custom.";

export type LoadedCatalogue = {
  /** All files together; only as good as `problems` is empty. */
  readonly catalogue: Catalogue;
  readonly problems: readonly Problem[];
};

type Kind = "checks" | "assets";
const kinds: readonly Kind[] = ["checks", "assets"];

/** The files of `registry/assets`, as one catalogue, with every problem of each and between them. */
export function loadAssets(files: readonly SourceFile[]): LoadedCatalogue {
  return load(files, (id) =>
    id.startsWith(ownPrefix)
      ? `ids that begin with \`${ownPrefix}\` are the operator's`
      : undefined,
  );
}

/** An operator's own files: the same form, and every id begins with `custom.`. */
export function loadOwnAssets(files: readonly SourceFile[]): LoadedCatalogue {
  return load(files, (id) =>
    id.startsWith(ownPrefix) ? undefined : `an id of your own must begin with \`${ownPrefix}\``,
  );
}

function load(
  files: readonly SourceFile[],
  idComplaint: (id: string) => string | undefined,
): LoadedCatalogue {
  const loaded = files.map((file) => loadDocument(file, assetsDocument));
  const problems = [
    ...loaded.flatMap((file) => [...file.problems, ...referenceProblems(file)]),
    ...loaded.flatMap((file) => idProblems(file, idComplaint)),
    ...repeated(loaded),
  ];
  const values = loaded.flatMap(({ value }) => value ?? []);
  return {
    catalogue: {
      checks: Object.fromEntries(values.flatMap(({ checks }) => Object.entries(checks))),
      assets: Object.fromEntries(values.flatMap(({ assets }) => Object.entries(assets))),
    },
    problems: problems.toSorted(
      (a, b) =>
        files.findIndex(({ path }) => path === a.file) -
          files.findIndex(({ path }) => path === b.file) ||
        a.line - b.line ||
        a.column - b.column,
    ),
  };
}

// Read with patience, so that a mistake in one place hides none in another.
const word = z.object({ check: z.string().catch("") }).catch({ check: "" });
const outline = z
  .object({
    checks: z.record(z.string(), z.unknown()).optional().catch(undefined),
    assets: z.record(z.string(), word).optional().catch(undefined),
  })
  .catch({ checks: undefined, assets: undefined });

/** Assets of a check that is not there, and checks without an asset. */
function referenceProblems(file: Loaded<unknown>): readonly Problem[] {
  const { checks, assets } = outline.parse(file.raw);
  if (checks === undefined || assets === undefined) return [];
  const used = new Set(Object.values(assets).map(({ check }) => check));
  const lost = Object.entries(assets).flatMap(([id, { check }]) => {
    const message = dangling("check", check, checks);
    return message === undefined ? [] : [file.problemAt(["assets", id, "check"], message)];
  });
  if (lost.length > 0) return lost;
  return Object.keys(checks)
    .filter((id) => !used.has(id))
    .map((id) => file.problemAt(["checks", id], "no asset is judged by this check", "key"));
}

function idProblems(
  file: Loaded<unknown>,
  complaint: (id: string) => string | undefined,
): readonly Problem[] {
  const document = outline.parse(file.raw);
  return kinds.flatMap((kind) =>
    Object.keys(document[kind] ?? {}).flatMap((id) => {
      const message = complaint(id);
      return message === undefined ? [] : [file.problemAt([kind, id], message, "key")];
    }),
  );
}

/** Ids that an earlier file has; within one file, the document's own structure tells. */
function repeated(files: readonly Loaded<unknown>[]): readonly Problem[] {
  const first = new Map<string, Loaded<unknown>>();
  return files.flatMap((file) => {
    const document = outline.parse(file.raw);
    return kinds.flatMap((kind) =>
      Object.keys(document[kind] ?? {}).flatMap((id) => {
        const earlier = first.get(`${kind} ${id}`);
        if (earlier === undefined) {
          first.set(`${kind} ${id}`, file);
          return [];
        }
        const { line, column } = earlier.at([kind, id], "key");
        const place = `${earlier.file}:${line}:${column}`;
        const message = `\`${printKey(id)}\` is given already at ${place}`;
        return [file.problemAt([kind, id], message, "key")];
      }),
    );
  });
}
