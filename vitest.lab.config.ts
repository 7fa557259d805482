import { defineConfig } from "vitest/config";

// One Odoo, broken and repaired in turn: nothing runs beside anything else.
export default defineConfig({
  test: {
    include: ["tests/lab/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
