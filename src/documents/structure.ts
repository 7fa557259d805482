import { isAlias, isMap, isSeq, visit, type Alias, type Document, type Node } from "yaml";
import { formatPath, printKey, type Path } from "./path.ts";
import { keyText } from "./positions.ts";

/** A mistake in the document's structure, before any schema is asked. */
export type StructureProblem = {
  readonly offset: number;
  readonly path: string;
  readonly message: string;
};

/** Enough to share an SSH section over a fleet; too few to blow up memory. */
export const maxAliases = 100;

/**
 * Keys that would be lost without a word: one that its map has already (the first one's line is named), and
 * `__proto__`, which sets an object's prototype instead of a key.
 */
export function lostKeys(root: unknown, lineOf: (offset: number) => number): StructureProblem[] {
  const problems: StructureProblem[] = [];
  const walk = (node: unknown, path: Path): void => {
    if (isSeq(node)) node.items.forEach((item, index) => walk(item, [...path, index]));
    if (!isMap(node)) return;
    const first = new Map<string, number>();
    for (const { key, value } of node.items) {
      const name = keyText(key);
      const offset = startOf(key);
      if (name === "__proto__") {
        const message = "key `__proto__` is not possible";
        problems.push({ offset, path: formatPath([...path, name]), message });
      }
      const earlier = first.get(name);
      if (earlier === undefined) first.set(name, offset);
      else {
        const message = `key \`${printKey(name)}\` is given twice; the first is on line ${lineOf(earlier)}`;
        problems.push({ offset, path: formatPath([...path, name]), message });
      }
      walk(value, [...path, name]);
    }
  };
  walk(root, []);
  return problems;
}

/** Aliases without an anchor before them, inside their own anchor, or too many of them. */
export function badAliases(document: Document): StructureProblem[] {
  const aliases: { readonly alias: Alias; readonly inside: readonly unknown[] }[] = [];
  visit(document, { Alias: (_key, alias, path) => void aliases.push({ alias, inside: path }) });
  const excess = aliases[maxAliases]?.alias;
  if (excess !== undefined) {
    const message = `more than ${maxAliases} aliases`;
    return [{ offset: startOf(excess), path: "", message }];
  }
  return aliases.flatMap(({ alias, inside }) => {
    const target = alias.resolve(document);
    const message =
      target === undefined ? unresolved : inside.includes(target) ? cyclic : undefined;
    return message === undefined ? [] : [{ offset: startOf(alias), path: "", message }];
  });
}

const unresolved = "alias without an anchor before it; a text that starts with * needs quotes";
const cyclic = "alias inside the value that it stands for";

function startOf(node: unknown): number {
  return hasRange(node) ? (node.range?.[0] ?? 0) : 0;
}

function hasRange(node: unknown): node is Node {
  return isAlias(node) || (typeof node === "object" && node !== null && "range" in node);
}
