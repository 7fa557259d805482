/**
 * A gate in front of the package's decoder, which mends what it is given: it closes elements that were
 * left open, skips text between elements, takes `12abc` for 12 and pairs up whatever stands in a struct.
 * An answer that passes here is a whole, well-formed XML-RPC answer, and nothing else.
 */

type Rule =
  /** Exactly these children, each position with its choices; no text. */
  | { readonly kind: "sequence"; readonly children: readonly (readonly string[])[] }
  /** Any number of one child; no text. */
  | { readonly kind: "many"; readonly child: string }
  /** One typed child, or text, which is a string. */
  | { readonly kind: "value" }
  /** Text alone. */
  | { readonly kind: "text"; readonly cdata: boolean; readonly valid: (text: string) => boolean };

// Odoo sends strings for dates and binaries, so `dateTime.iso8601` and `base64` have no place here
const types = new Set(["string", "int", "i4", "boolean", "double", "nil", "array", "struct"]);

const sequence = (...children: readonly (readonly string[])[]): Rule => ({
  kind: "sequence",
  children,
});
const text = (valid: (text: string) => boolean, cdata = false): Rule => ({
  kind: "text",
  cdata,
  valid,
});

const isInt = (t: string): boolean => /^[+-]?\d{1,16}$/.test(t) && Number.isSafeInteger(Number(t));
const isDouble = (t: string): boolean =>
  /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/.test(t) && Number.isFinite(Number(t));
// the decoder would set the prototype of the object instead of a member, so no spelling of it passes
const isName = (t: string): boolean => t !== "__proto__" && !t.includes("&#");

const documentRule = sequence(["methodResponse"]);
const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ["methodResponse", sequence(["params", "fault"])],
  ["params", sequence(["param"])],
  ["param", sequence(["value"])],
  ["fault", sequence(["value"])],
  ["value", { kind: "value" }],
  ["array", sequence(["data"])],
  ["data", { kind: "many", child: "value" }],
  ["struct", { kind: "many", child: "member" }],
  ["member", sequence(["name"], ["value"])],
  ["name", text(isName)],
  ["string", text(() => true, true)],
  ["int", text(isInt)],
  ["i4", text(isInt)],
  ["boolean", text((t) => t === "0" || t === "1")],
  ["double", text(isDouble)],
  ["nil", text((t) => t === "")],
]);
const faultValue = sequence(["struct"]);

type Frame = { readonly tag: string; readonly rule: Rule; children: number; text: string };

/** Deeper than any Odoo value by far, and shallow enough for every recursive reader after us. */
const maxDepth = 200;

const declaration = /^\s*<\?xml [^?<>]{0,200}\?>/;
const markup = /<(?:(\/?)([A-Za-z][\w.]{0,40})\s*(\/?)>|!\[CDATA\[([\s\S]*?)\]\]>)/y;
// numeric references stop below the last code point: the decoder throws on a higher one
const badReference = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,6}|#x[0-9a-fA-F]{1,5});)/;

/** What is wrong with an answer, in a few words without any of its values; undefined when nothing is. */
export function shapeProblem(xml: string): string | undefined {
  const root: Frame = { tag: "document", rule: documentRule, children: 0, text: "" };
  const stack: Frame[] = [root];
  let at = declaration.exec(xml)?.[0].length ?? 0;
  for (;;) {
    const next = xml.indexOf("<", at);
    const problem = addText(top(stack), xml.slice(at, next === -1 ? undefined : next), false);
    if (problem !== undefined) return problem;
    if (next === -1) break;
    markup.lastIndex = next;
    const match = markup.exec(xml);
    if (match === null) return "markup that XML-RPC does not have, or cut short";
    const wrong = step(stack, match);
    if (wrong !== undefined) return wrong;
    at = markup.lastIndex;
  }
  if (stack.length > 1) return `cut short inside <${top(stack).tag}>`;
  return root.children === 1 ? undefined : "empty";
}

function top(stack: readonly Frame[]): Frame {
  return stack.at(-1) as Frame; // the root is never popped
}

function step(stack: Frame[], match: RegExpExecArray): string | undefined {
  const [, closing, tag, selfClosing, cdata] = match;
  if (tag === undefined) return addText(top(stack), cdata ?? "", true);
  if (closing === "/") return close(stack, tag);
  const problem = open(stack, tag);
  return problem ?? (selfClosing === "/" ? close(stack, tag) : undefined);
}

function open(stack: Frame[], tag: string): string | undefined {
  const parent = top(stack);
  if (!mayOpen(parent, tag)) return `<${tag}> inside <${parent.tag}>`;
  if (stack.length > maxDepth) return "nested too deeply";
  parent.children += 1;
  const rule = parent.tag === "fault" ? faultValue : rules.get(tag);
  if (rule === undefined) return `<${tag}> is not known`;
  stack.push({ tag, rule, children: 0, text: "" });
  return undefined;
}

function mayOpen(parent: Frame, tag: string): boolean {
  switch (parent.rule.kind) {
    case "sequence":
      return parent.rule.children[parent.children]?.includes(tag) ?? false;
    case "many":
      return tag === parent.rule.child;
    case "value":
      return parent.children === 0 && parent.text.trim() === "" && types.has(tag);
    case "text":
      return false;
  }
}

function close(stack: Frame[], tag: string): string | undefined {
  const frame = top(stack);
  if (stack.length === 1 || frame.tag !== tag) return `</${tag}> inside <${frame.tag}>`;
  if (!isComplete(frame)) return `<${tag}> is not complete`;
  stack.pop();
  return undefined;
}

function isComplete({ rule, children, text: content }: Frame): boolean {
  switch (rule.kind) {
    case "sequence":
      return children === rule.children.length;
    case "text":
      return rule.valid(content);
    case "many":
    case "value":
      return true;
  }
}

function addText(frame: Frame, content: string, cdata: boolean): string | undefined {
  if (content === "" && !cdata) return undefined;
  if (!cdata && content.includes("&") && badReference.test(content)) return "a broken reference";
  if (!mayHold(frame, content, cdata)) return `text inside <${frame.tag}>`;
  // a string's text needs no second look: only its being there counts
  if (frame.rule.kind === "text" && frame.rule.cdata) return undefined;
  frame.text += content;
  return undefined;
}

function mayHold(frame: Frame, content: string, cdata: boolean): boolean {
  switch (frame.rule.kind) {
    case "text":
      return !cdata || frame.rule.cdata;
    case "value":
      return frame.children === 0 || (content.trim() === "" && !cdata);
    case "sequence":
    case "many":
      return content.trim() === "" && !cdata;
  }
}
