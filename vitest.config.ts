import { defineConfig } from "vitest/config";

// Everything that npm alone can run; the real Odoo of the lab has a configuration of its own.
export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/lab/**"],
    // One for each processor: by default vitest leaves one idle, which here is half of them.
    maxWorkers: "100%",
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
