// What is not ASCII's and still acts on a terminal, or reorders text. JSON and XML escape the rest themselves.
// oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
const acting = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** `text` with each character that acts on a terminal replaced by its escape, made of its code in hex. */
export function escapeActing(text: string, escape: (code: string) => string): string {
  return text.replace(acting, (c) => escape(c.charCodeAt(0).toString(16)));
}
