import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadDocument, type Loaded, type SourceFile } from "../documents/load.ts";
import type { Catalogue } from "../model/assets.ts";
import { ConfigError, InternalError } from "../model/errors.ts";
import type { Problem } from "../model/problem.ts";
import { loadAssets } from "./assets.ts";
import { documents, type Contents, type DocumentName, type Sources } from "./documents.ts";
import { digestOf } from "../documents/digest.ts";
import { deepFreeze } from "../documents/freeze.ts";
import { looseRegistry } from "./loose.ts";
import { rules } from "./rules/all.ts";

type Content = {
  readonly personas: Contents<"personas">["personas"];
  readonly expertise: Contents<"expertise">["domains"];
  readonly actions: Contents<"actions">["actions"];
  readonly agents: Contents<"agents">["agents"];
  readonly access: Contents<"access-matrix">["privileges"];
  readonly gates: Contents<"gates">["gates"];
  readonly controls: Contents<"controls">["controls"];
  readonly evidence: Contents<"evidence">;
  readonly personalData: Contents<"personal-data">;
  readonly exceptions: Contents<"exceptions">;
  readonly catalogue: Catalogue;
};

/** `T` with every level read-only. */
type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** The platform's rules, frozen. `digest` is SHA-256 in hex over the content, not over its layout. */
export type Registry = DeepReadonly<Content> & { readonly digest: string };

/**
 * Reads and validates the registry's documents in `directory`. Throws `ConfigError` with every problem of
 * all documents and of the rules between them, ordered by file, line and column.
 */
export function loadRegistry(directory: string): Registry {
  const sources: Sources = {
    personas: read(directory, "personas", (file) => loadDocument(file, documents.personas)),
    expertise: read(directory, "expertise", (file) => loadDocument(file, documents.expertise)),
    actions: read(directory, "actions", (file) => loadDocument(file, documents.actions)),
    agents: read(directory, "agents", (file) => loadDocument(file, documents.agents)),
    "access-matrix": read(directory, "access-matrix", (file) =>
      loadDocument(file, documents["access-matrix"]),
    ),
    gates: read(directory, "gates", (file) => loadDocument(file, documents.gates)),
    controls: read(directory, "controls", (file) => loadDocument(file, documents.controls)),
    evidence: read(directory, "evidence", (file) => loadDocument(file, documents.evidence)),
    "personal-data": read(directory, "personal-data", (file) =>
      loadDocument(file, documents["personal-data"]),
    ),
    exceptions: read(directory, "exceptions", (file) => loadDocument(file, documents.exceptions)),
  };
  const files = assetFiles(join(directory, "assets"));
  const assets = loadAssets(files.found);
  const problems = [...problemsOf(sources), ...files.problems, ...assets.problems];
  if (problems.length > 0) throw new ConfigError(problems);
  const content: Content = {
    personas: valueOf(sources.personas).personas,
    expertise: valueOf(sources.expertise).domains,
    actions: valueOf(sources.actions).actions,
    agents: valueOf(sources.agents).agents,
    access: valueOf(sources["access-matrix"]).privileges,
    gates: valueOf(sources.gates).gates,
    controls: valueOf(sources.controls).controls,
    evidence: valueOf(sources.evidence),
    personalData: valueOf(sources["personal-data"]),
    exceptions: valueOf(sources.exceptions),
    catalogue: assets.catalogue,
  };
  return deepFreeze({ ...content, digest: digestOf(content) });
}

function problemsOf(sources: Sources): Problem[] {
  const registry = looseRegistry(sources);
  const found = [
    ...Object.values(sources).flatMap((source) => source.problems),
    ...rules.flatMap((rule) => rule(registry, sources)),
  ];
  const order = Object.values(sources).map(({ file }) => file);
  return found.toSorted(
    (a, b) =>
      order.indexOf(a.file) - order.indexOf(b.file) || a.line - b.line || a.column - b.column,
  );
}

type Read<T> = { readonly value: T } | { readonly message: string };

function attempt<T>(action: () => T): Read<T> {
  try {
    return { value: action() };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
    if (code === undefined) throw error;
    return { message: code === "ENOENT" ? "no such file" : `cannot be read (${code})` };
  }
}

const readFile = (path: string): Read<SourceFile> =>
  attempt(() => ({ path, text: readFileSync(path, "utf8") }));

function read<T>(
  directory: string,
  name: DocumentName,
  load: (file: SourceFile) => Loaded<T>,
): Loaded<T> {
  const path = join(directory, `${name}.yaml`);
  const file = readFile(path);
  return "value" in file ? load(file.value) : unreadable(path, file.message);
}

/** The asset catalogue's files, by name. */
function assetFiles(folder: string) {
  const names = attempt(() => readdirSync(folder).filter((name) => name.endsWith(".yaml")));
  if (!("value" in names)) {
    const message = names.message.replace("file", "folder");
    return { found: [], problems: unreadable(folder, message).problems };
  }
  const paths = names.value.toSorted().map((name) => join(folder, name));
  const files = paths.map((path) => ({ path, file: readFile(path) }));
  return {
    found: files.flatMap(({ file }) => ("value" in file ? [file.value] : [])),
    problems: files.flatMap(({ path, file }) =>
      "value" in file ? [] : unreadable(path, file.message).problems,
    ),
  };
}

function unreadable(file: string, message: string): Loaded<never> {
  const place = { line: 0, column: 0 };
  const problemAt = () => ({ file, ...place, path: "", message });
  return {
    file,
    value: undefined,
    raw: undefined,
    problems: [problemAt()],
    at: () => place,
    problemAt,
  };
}

function valueOf<T>(source: Loaded<T>): T {
  if (source.value === undefined) throw new InternalError(`${source.file} has no value`);
  return source.value;
}
