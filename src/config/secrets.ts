import { resolve } from "node:path";
import { Secret } from "../model/secret.ts";
import { printable, shorten } from "../model/text.ts";
import { describeFileError, type Files } from "./files.ts";

/** Where references are looked up: `folder` is that of the file in which they stand. */
export type Surroundings = {
  readonly files: Files;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
};

/** The thing that was asked for, or one line that says why there is none; never with its text. */
export type Resolved<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string };

/** `${env:NAME}` or `${file:path}`: the only forms in which a secret may stand in a file. */
export const secretPattern = /^\$\{(?:env:([A-Za-z_][A-Za-z0-9_]*)|file:([^{}\n]+))\}$/;

export const literalSecret =
  "a secret does not stand in this file: write it as ${env:NAME} or ${file:path}";

/** The secret that a reference names. One newline at the end of a file or variable is not part of it. */
export function resolveSecret(reference: string, around: Surroundings): Resolved<Secret> {
  const match = secretPattern.exec(reference);
  if (match === null) return no(literalSecret);
  const [, name, path] = match;
  const text = name === undefined ? readSecretFile(path ?? "", around) : readVariable(name, around);
  return text.ok ? { ok: true, value: new Secret(text.value) } : text;
}

/** Text of a file that is no secret. `path` is relative to the folder of the file that names it. */
export function readBeside(path: string, { files, folder }: Surroundings): Resolved<string> {
  try {
    return { ok: true, value: files.readText(resolve(folder, path)) };
  } catch (error) {
    return no(`cannot read ${show(path)}: ${describeFileError(error)}`);
  }
}

function readVariable(name: string, { env }: Surroundings): Resolved<string> {
  const value = env[name];
  if (value === undefined) return no(`environment variable ${name} is not set`);
  return notEmpty(value, `environment variable ${name}`);
}

function readSecretFile(path: string, around: Surroundings): Resolved<string> {
  const text = readBeside(path, around);
  if (!text.ok) return text;
  if ((around.files.mode(resolve(around.folder, path)) & forEveryone) !== 0) {
    return no(`secret file ${show(path)} is open to every account of this machine: chmod o= it`);
  }
  return notEmpty(text.value, `secret file ${show(path)}`);
}

const forEveryone = 0o007;

function notEmpty(text: string, what: string): Resolved<string> {
  const value = text.replace(/\r?\n$/, "");
  return value.trim() === "" ? no(`${what} is empty`) : { ok: true, value };
}

function no(message: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message };
}

function show(path: string): string {
  return `\`${shorten(printable(path), 200)}\``;
}
