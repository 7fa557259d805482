import { defineConfig } from "vitest/config";

// Everything that npm alone can run; the real Odoo of the lab has a configuration of its own.
export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/lab/**"],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
