import { fileURLToPath } from "node:url";
import { drift, writeAll } from "./generate/disk.ts";
import { generatedFiles } from "./generate/files.ts";

// Writes every generated file; with --check compares instead, names what differs, and exits 1.
const root = fileURLToPath(new URL("..", import.meta.url));
const files = await generatedFiles(root);
if (process.argv.includes("--check")) {
  const differences = drift(root, files);
  for (const line of differences) console.error(line);
  if (differences.length > 0) {
    console.error("Generated files are out of date: run `npm run generate` and look at the diff.");
    process.exit(1);
  }
  console.log(`${files.size} generated files are up to date`);
} else {
  for (const path of writeAll(root, files)) console.log(path);
  for (const line of drift(root, files)) console.error(line);
}
