import type { SimFile } from "../spec.ts";
import type { CommandResult } from "./result.ts";

type Files = Readonly<Record<string, SimFile>>;

/** What `find` and `grep` answer about who gets in; undefined for a use of them that is for something else. */
export function accessCommand(
  files: Files,
  words: readonly string[],
  user: string,
): CommandResult | undefined {
  const [program, option = ""] = words;
  const places = words.slice(words.indexOf("--") + 1);
  if (program === "grep" && option === "-raH") {
    return grepAll(files, user, (path) =>
      places.some((place) => path === place || path.startsWith(`${place}/`)),
    );
  }
  if (program !== "find") return undefined;
  const name = words[words.indexOf("-name") + 1];
  if (name === "authorized_keys*") {
    return grepAll(files, user, (path) => /\/authorized_keys[^/]*$/.test(path));
  }
  return name === "environ"
    ? grepAll(files, user, (path) => /^\/proc\/\d+\/environ$/.test(path))
    : undefined;
}

/** Every line of the files, behind its path; of what may not be read, a complaint. */
function grepAll(files: Files, user: string, isAsked: (path: string) => boolean): CommandResult {
  const asked = Object.entries(files).filter(([path]) => isAsked(path));
  const mayRead = ({ readable }: SimFile): boolean => readable || user === "root";
  const lines = asked
    .filter(([, file]) => mayRead(file))
    .flatMap(([path, { content }]) =>
      content
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => `${path}:${line}\n`),
    );
  const denied = asked
    .filter(([, file]) => !mayRead(file))
    .map(([path]) => `grep: ${path}: Permission denied\n`);
  const code = denied.length > 0 ? 2 : lines.length > 0 ? 0 : 1;
  return { stdout: lines.join(""), stderr: denied.join(""), code };
}
