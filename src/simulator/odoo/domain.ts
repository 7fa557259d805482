/** A search domain as a tree. Negations are pushed down to the leaves, as Odoo does. */
export type Domain =
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "and" | "or"; readonly terms: readonly [Domain, Domain] }
  | Leaf;
export type Leaf = {
  readonly kind: "leaf";
  /** Field, or a path through many2ones: `company_id.name`. */
  readonly path: readonly [string, ...string[]];
  readonly operator: Operator;
  readonly value: unknown;
};

const plain = [
  ["=", "!="],
  ["<", ">="],
  [">", "<="],
  ["in", "not in"],
  ["like", "not like"],
  ["ilike", "not ilike"],
  ["=like", "not =like"],
  ["=ilike", "not =ilike"],
] as const;
export type Operator = (typeof plain)[number][number];

const negations = new Map<string, Operator>(
  plain.flatMap(([a, b]) => [
    [a, b],
    [b, a],
  ]),
);

/** What Odoo answers with a traceback: the domain is not one. */
export class DomainError extends Error {
  override readonly name = "DomainError";
}

const everything: Domain = { kind: "constant", value: true };

/**
 * A domain in Polish notation, `["|", ["a", "=", 1], ["b", "=", 2]]`, terms without an operator joined by `&`.
 * Throws `DomainError`.
 */
export function parseDomain(raw: unknown): Domain {
  if (!Array.isArray(raw)) throw new DomainError("Domains to normalize must have a 'domain' form");
  const tokens: unknown[] = [...raw];
  let domain: Domain | undefined;
  while (tokens.length > 0) {
    const term = takeTerm(tokens, false);
    domain = domain === undefined ? term : { kind: "and", terms: [domain, term] };
  }
  return domain ?? everything;
}

function takeTerm(tokens: unknown[], negated: boolean): Domain {
  if (tokens.length === 0) throw new DomainError("Domain is syntactically not correct");
  const token = tokens.shift();
  if (token === "!") return takeTerm(tokens, !negated);
  if (token === "&" || token === "|") {
    const kind = (token === "&") === negated ? "or" : "and";
    return { kind, terms: [takeTerm(tokens, negated), takeTerm(tokens, negated)] };
  }
  return leafOf(token, negated);
}

function leafOf(token: unknown, negated: boolean): Domain {
  if (!Array.isArray(token) || token.length !== 3)
    throw new DomainError(`Invalid leaf ${JSON.stringify(token)}`);
  const [left, right, value]: unknown[] = token;
  if (left === 1 || left === 0) return { kind: "constant", value: (left === value) !== negated };
  if (typeof left !== "string" || typeof right !== "string") throw new DomainError("Invalid leaf");
  const operator = operatorOf(right, value);
  if (operator === undefined) return { kind: "constant", value: !negated };
  const [first = "", ...rest] = left.split(".");
  return {
    kind: "leaf",
    path: [first, ...rest],
    operator: negated ? inverse(operator) : operator,
    value,
  };
}

/** Undefined for `=?` without a value, which holds for every row. */
function operatorOf(text: string, value: unknown): Operator | undefined {
  const lower = text.toLowerCase();
  if (lower === "=?") return value === false || value === null ? undefined : "=";
  const known = lower === "<>" ? "!=" : lower === "==" ? "=" : lower;
  if (!negations.has(known)) throw new DomainError(`Invalid operator '${text}'`);
  // A list beside an equality means membership.
  if (Array.isArray(value) && known === "=") return "in";
  if (Array.isArray(value) && known === "!=") return "not in";
  return inverse(inverse(known as Operator)); // the lookup above found it
}

function inverse(operator: Operator): Operator {
  return negations.get(operator) ?? operator; // every operator is in the map
}

/** Whether the domain holds, given the truth of its leaves. */
export function holds(domain: Domain, leaf: (leaf: Leaf) => boolean): boolean {
  switch (domain.kind) {
    case "constant":
      return domain.value;
    case "and":
      return domain.terms.every((term) => holds(term, leaf));
    case "or":
      return domain.terms.some((term) => holds(term, leaf));
    case "leaf":
      return leaf(domain);
  }
}

/** Every leaf of the domain, left to right. */
export function leavesOf(domain: Domain): readonly Leaf[] {
  if (domain.kind === "leaf") return [domain];
  return domain.kind === "constant" ? [] : domain.terms.flatMap(leavesOf);
}
