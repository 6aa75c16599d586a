// One page, built into hashed files below assets/, with compressed copies and a check of sizes.
import { defineConfig } from "vite";
import { compressAndWeigh } from "./build/weigh.ts";

export default defineConfig({
  root: "src",
  base: "/ui/",
  build: {
    outDir: process.env["SAGAFLOW_UI_DIST"] ?? "../dist",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  plugins: [compressAndWeigh()],
  test: { root: ".", include: ["tests/**/*.test.ts"] },
} as import("vite").UserConfig);
