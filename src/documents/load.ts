import { LineCounter, type Document } from "yaml";
import type { z } from "zod";
import type { Problem } from "../model/problem.ts";
import { flatten } from "./flatten.ts";
import { describeIssue } from "./issues.ts";
import { parse, plainValue } from "./parse.ts";
import { formatPath, type Path } from "./path.ts";
import { offsetOf, type Side } from "./positions.ts";
import { badAliases, lostKeys, type StructureProblem } from "./structure.ts";
import { describeSyntaxError } from "./syntax.ts";

/** A file that was read: `path` is what problems name. */
export type SourceFile = { readonly path: string; readonly text: string };

/** Line and column, both from 1; 0 in a file that was not read. */
export type Place = { readonly line: number; readonly column: number };

export type Loaded<T> = {
  readonly file: string;
  /** The value as the schema gives it; undefined when there is any problem. */
  readonly value: T | undefined;
  /** The YAML as plain values before the schema; undefined when the text is not valid YAML. */
  readonly raw: unknown;
  /** Every problem, in the order of the text. */
  readonly problems: readonly Problem[];
  /**
   * Where `path` stands: a scalar itself, a map or a list at its key, what is missing at the innermost
   * parent that exists. With `"key"` a scalar too is placed at its key.
   */
  at(path: Path, side?: Side): Place;
  /** A problem of the caller's own about the value (or the key) at `path`. */
  problemAt(path: Path, message: string, side?: Side): Problem;
};

/** A file of an operator or of the registry is a few kilobytes: more is the wrong file. */
export const maxBytes = 1024 * 1024;

/**
 * Parses one YAML 1.2 (core) document and validates it. All problems are collected, none is thrown; no
 * message quotes a value other than a word that should have been one of a closed list.
 */
export function loadDocument<T>(source: SourceFile, schema: z.ZodType<T>): Loaded<T> {
  if (Buffer.byteLength(source.text) > maxBytes) {
    return unloaded(source.path, `more than ${maxBytes / 1024} KiB: not read`);
  }
  const lines = new LineCounter();
  const document = parse(source.text, lines);
  if (document === undefined) return unloaded(source.path, "nested too deeply");
  const places = placesIn(source.path, document, lines);
  const { plain, problems: structural } = read(document, places);
  if (plain === undefined)
    return { ...places, value: undefined, raw: undefined, problems: structural };
  const parsed = schema.safeParse(plain.value, { error: describeIssue });
  const invalid = parsed.success ? [] : flatten(parsed.error.issues);
  const problems = [
    ...structural,
    ...invalid.map(({ path, message, side }) => places.problemAt(path, message, side)),
  ];
  const value = problems.length === 0 ? parsed.data : undefined;
  return { ...places, value, raw: plain.value, problems: sorted(problems) };
}

type Places = Pick<Loaded<unknown>, "file" | "at" | "problemAt"> & {
  readonly atOffset: (offset: number) => Place;
};

function placesIn(file: string, document: Document, lines: LineCounter): Places {
  const atOffset = (offset: number): Place => {
    // Of an empty text there are no lines to count.
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const at = (path: Path, side?: Side) => atOffset(offsetOf(document, path, side));
  const problemAt = (path: Path, message: string, side?: Side): Problem => ({
    file,
    ...at(path, side),
    path: formatPath(path),
    message,
  });
  return { file, at, problemAt, atOffset };
}

/** The plain value of the document, unless its structure leaves none to depend on. */
function read(document: Document, places: Places) {
  const syntax = onePerLine(
    [...document.errors, ...document.warnings].map((error) =>
      placed(places, { offset: error.pos[0], path: "", message: describeSyntaxError(error) }),
    ),
  );
  if (document.errors.length > 0) return { plain: undefined, problems: sorted(syntax) };
  const aliases = badAliases(document);
  const keys = lostKeys(document.contents, (offset) => places.atOffset(offset).line);
  const found = [...keys, ...aliases].map((problem) => placed(places, problem));
  const problems = sorted([...syntax, ...found]);
  if (aliases.length > 0) return { plain: undefined, problems };
  const plain = plainValue(document);
  if (plain !== undefined) return { plain, problems };
  const message = "aliases stand for too much";
  return { plain, problems: [...problems, places.problemAt([], message)] };
}

function placed({ file, atOffset }: Places, { offset, path, message }: StructureProblem): Problem {
  return { file, ...atOffset(offset), path, message };
}

/** One mistake often makes the parser stumble several times on one line: its first word is the best. */
function onePerLine(problems: readonly Problem[]): Problem[] {
  const seen = new Set<number>();
  return problems.filter(({ line }) => !seen.has(line) && seen.add(line));
}

function sorted(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

/** Stands for a file that was not read or not parsed at all: its one problem has no place. */
export function unloaded(file: string, message: string): Loaded<never> {
  const place = { line: 0, column: 0 };
  const problemAt = (path: Path, text: string): Problem => ({
    file,
    ...place,
    path: formatPath(path),
    message: text,
  });
  const problems = [problemAt([], message)];
  return { file, value: undefined, raw: undefined, problems, at: () => place, problemAt };
}
