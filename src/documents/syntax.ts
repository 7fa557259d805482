import type { ErrorCode, YAMLError } from "yaml";

/**
 * Our sentence for a syntax error. The parser's own sentences may quote the text, which may be a
 * password that somebody forgot to quote.
 */
export function describeSyntaxError(error: YAMLError): string {
  // These sentences name the missing character and never quote the text.
  if (error.code === "MISSING_CHAR") return `not valid YAML: ${error.message}`;
  return sentences[error.code];
}

const needsQuotes = (first: string) => `a text that starts with ${first} needs quotes`;

const sentences = {
  ALIAS_PROPS: "not valid YAML: an alias takes neither a tag nor an anchor",
  BAD_ALIAS: `not valid YAML: anchor or alias without a name; ${needsQuotes("* or &")}`,
  BAD_COLLECTION_TYPE: `tags are not supported; ${needsQuotes("!")}`,
  BAD_DIRECTIVE: `directives are not supported; ${needsQuotes("%")}`,
  BAD_DQ_ESCAPE: "unknown escape in double quotes; single quotes take a text as it is",
  BAD_INDENT: "wrong indentation: not in line with its neighbours",
  BAD_PROP_ORDER: "not valid YAML: a tag or an anchor in the wrong place",
  BAD_SCALAR_START: `not valid YAML: ${needsQuotes("this character")}`,
  BLOCK_AS_IMPLICIT_KEY:
    "not valid YAML: a second `: ` on one line; quote the text or start a line",
  BLOCK_IN_FLOW: "not valid YAML: an indented block inside { } or [ ]",
  DUPLICATE_KEY: "this key is given twice",
  IMPOSSIBLE: "not valid YAML",
  KEY_OVER_1024_CHARS: "not valid YAML: a key of more than 1024 characters; is a quote missing?",
  MISSING_CHAR: "not valid YAML: a character is missing",
  MULTILINE_IMPLICIT_KEY: "not valid YAML: a key over several lines; is a colon missing?",
  MULTIPLE_ANCHORS: "not valid YAML: two anchors on one value",
  MULTIPLE_DOCS: "a second document begins here; a file holds one",
  MULTIPLE_TAGS: "not valid YAML: two tags on one value",
  NON_STRING_KEY: "a key must be text, not a list or a map",
  RESOURCE_EXHAUSTION: "nested too deeply",
  TAB_AS_INDENT: "a tab in the indentation; use spaces",
  TAG_RESOLVE_FAILED: `tags are not supported; ${needsQuotes("!")}`,
  UNEXPECTED_TOKEN: "not valid YAML: unexpected here; is a quote or an indentation wrong?",
} satisfies Record<ErrorCode, string>;
