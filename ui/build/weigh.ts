// After the bundle is written: a gzip and a brotli copy beside each file, and the budget. The first
// load is what index.html names; everything else counts to the total.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { type Plugin } from "vite";

const FIRST_SCRIPT_MAX = 60_000;
const FIRST_STYLE_MAX = 12_000;
const TOTAL_MAX = 220_000;

export interface Weight {
  file: string;
  gzip: number;
  first: boolean;
}

function compress(path: string): number {
  const content = readFileSync(path);
  const gzip = gzipSync(content, { level: 9 });
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  writeFileSync(`${path}.gz`, gzip);
  writeFileSync(`${path}.br`, brotliCompressSync(content, { params }));
  return gzip.length;
}

export function weigh(folder: string): Weight[] {
  const page = readFileSync(join(folder, "index.html"), "utf8");
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(gz|br)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => {
      const file = path.slice(folder.length + 1);
      return { file, gzip: compress(path), first: page.includes(file) };
    });
}

export function overBudget(weights: readonly Weight[]): string[] {
  const sum = (which: (weight: Weight) => boolean) =>
    weights.filter(which).reduce((total, weight) => total + weight.gzip, 0);
  const rows: [string, number, number][] = [
    ["JavaScript of the first load", sum((weight) => weight.first && weight.file.endsWith(".js")), FIRST_SCRIPT_MAX],
    ["CSS of the first load", sum((weight) => weight.first && weight.file.endsWith(".css")), FIRST_STYLE_MAX],
    ["everything", sum(() => true), TOTAL_MAX],
  ];
  return rows.filter(([, size, most]) => size > most).map(([what, size, most]) => `${what}: ${size} B gzip, at most ${most}`);
}

// What a strict Content-Security-Policy would refuse.
export function inlineParts(page: string): string[] {
  const found = page.match(/<script(?![^>]*\ssrc=)[^>]*>|<style[^>]*>|\s(?:style|on[a-z]+)=/gi);
  return (found ?? []).map((part) => part.trim());
}

export function compressAndWeigh(): Plugin {
  let folder = "";
  return {
    name: "compress-and-weigh",
    apply: "build",
    configResolved: (config) => {
      folder = resolve(config.root, config.build.outDir);
    },
    closeBundle() {
      const inline = inlineParts(readFileSync(join(folder, "index.html"), "utf8"));
      if (inline.length > 0) this.error(`index.html has inline parts: ${inline.join(" ")}`);
      const weights = weigh(folder);
      for (const { file, gzip, first } of weights) {
        console.log(`${String(gzip).padStart(8)} B gzip  ${first ? "first" : "     "}  ${file}`);
      }
      const over = overBudget(weights);
      if (over.length > 0) this.error(over.join("; "));
    },
  };
}
