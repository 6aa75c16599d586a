// The journeys: real Chromium, the real program, its private PostgreSQL. e2e/run.sh starts them.
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ["journeys/*.test.ts"],
    globalSetup: ["rig/setup.ts"],
    maxWorkers: 2,
    testTimeout: 240_000,
    hookTimeout: 240_000,
    reporters: ["verbose"],
  },
});
