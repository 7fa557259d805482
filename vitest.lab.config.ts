import { defineConfig } from "vitest/config";

// One Odoo, broken and repaired in turn: nothing runs beside anything else.
export default defineConfig({
  test: {
    include: ["tests/lab/**/*.test.ts"],
    fileParallelism: false,
    // On an idle machine a test takes two seconds, on a busy one half a minute. What waits has its own end.
    testTimeout: 300_000,
    hookTimeout: 600_000,
  },
});
