import { expect, test } from "vitest";
import { inlineParts, overBudget } from "../build/weigh";

test("the budget is kept or named", () => {
  const file = (name: string, gzip: number, first = true) => ({ file: name, gzip, first });
  expect(overBudget([file("a.js", 60_000), file("a.css", 12_000), file("b.js", 148_000, false)])).toEqual([]);
  expect(overBudget([file("a.js", 30_000), file("b.js", 30_001)])).toEqual(["JavaScript of the first load: 60001 B gzip, at most 60000"]);
  expect(overBudget([file("a.css", 12_001)])).toHaveLength(1);
  expect(overBudget([file("late.js", 220_001, false)])).toEqual(["everything: 220001 B gzip, at most 220000"]);
});

test("inline scripts, styles and handlers are found", () => {
  expect(inlineParts('<script type="module" src="a.js"></script><link href="a.css">')).toEqual([]);
  expect(inlineParts("<script>1</script>")).toEqual(["<script>"]);
  expect(inlineParts('<style>a{}</style><p style="x" onclick="y">')).toEqual(["<style>", "style=", "onclick="]);
});
