import { readFileSync } from "node:fs";
import { z } from "zod";

/** The version of package.json, which lies two folders up from `src/cli` and from `dist/cli` alike. */
export function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
