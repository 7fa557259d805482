import { inspect } from "node:util";

const shown = "[secret]";

/** A value that prints as `[secret]` wherever it is shown; `reveal` is the one way to the value. */
export class Secret {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  /** The value itself: call it at the wire, nowhere else. */
  reveal(): string {
    return this.#value;
  }
  /** `text` with every occurrence of the value replaced, for errors that quote what was sent. */
  scrub(text: string): string {
    return this.#value === "" ? text : text.replaceAll(this.#value, shown);
  }
  toString(): string {
    return shown;
  }
  toJSON(): string {
    return shown;
  }
  [inspect.custom](): string {
    return shown;
  }
}
