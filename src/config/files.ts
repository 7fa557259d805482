import { readdirSync, readFileSync, statSync } from "node:fs";

/** What the configuration reads from the disk. Each throws what `node:fs` throws. */
export interface Files {
  readText(path: string): string;
  /** Names of a folder's entries; empty when there is no such folder. */
  list(folder: string): readonly string[];
  /** Permission bits, of the file that a link leads to. */
  mode(path: string): number;
}

export const nodeFiles: Files = {
  readText: (path) => readFileSync(path, "utf8"),
  list: (folder) => {
    try {
      return readdirSync(folder);
    } catch (error) {
      if (codeOf(error) === "ENOENT") return [];
      throw error;
    }
  },
  mode: (path) => statSync(path).mode,
};

const sentences: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is no folder",
  ELOOP: "its links lead in a circle",
};

/** Why a file could not be read, in words. */
export function describeFileError(error: unknown): string {
  const code = codeOf(error);
  return sentences[code] ?? code;
}

function codeOf(error: unknown): string {
  const hasCode = error instanceof Error && "code" in error && typeof error.code === "string";
  return hasCode && typeof error.code === "string" ? error.code : "unknown error";
}
