import { fileURLToPath } from "node:url";

/** The registry that ships with the package: two folders up, from `src/registry` and `dist/registry` alike. */
export function registryDirectory(): string {
  return fileURLToPath(new URL("../../registry", import.meta.url));
}
