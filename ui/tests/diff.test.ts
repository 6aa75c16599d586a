import { expect, test } from "vitest";
import { type DiffLine, diffLines, foldSame } from "../src/diff/lines";
import { random } from "./random";

const texts = (lines: readonly DiffLine[], ...kinds: string[]) => lines.filter(({ kind }) => kinds.includes(kind)).map(({ text }) => text);

test("a changed line is one line removed and one added", () => {
  expect(diffLines(["a", "b", "c"], ["a", "x", "c"])).toEqual([
    { kind: "same", text: "a" }, { kind: "removed", text: "b" }, { kind: "added", text: "x" }, { kind: "same", text: "c" },
  ]);
  expect(diffLines([], [])).toEqual([]);
  expect(diffLines([], ["a"])).toEqual([{ kind: "added", text: "a" }]);
  expect(diffLines(["a"], [])).toEqual([{ kind: "removed", text: "a" }]);
});

test("both texts come back out of any difference, and equal ones have none", () => {
  const roll = random(7);
  for (let round = 0; round < 1000; round += 1) {
    const lines = () => Array.from({ length: roll(12) }, () => "abcd"[roll(4)]!);
    const [before, after] = [lines(), lines()];
    const found = diffLines(before, after);
    expect(texts(found, "same", "removed")).toEqual(before);
    expect(texts(found, "same", "added")).toEqual(after);
    expect(diffLines(before, before).every(({ kind }) => kind === "same")).toBe(true);
  }
});

test("texts that share nothing are told as such, quickly", () => {
  const many = (name: string) => Array.from({ length: 5000 }, (_, at) => `${name}${at}`);
  expect(diffLines(many("a"), many("b"))).toHaveLength(10_000);
});

test("what is the same far from a change is folded", () => {
  const before = Array.from({ length: 30 }, (_, at) => String(at));
  const after = before.map((line) => (line === "15" ? "x" : line));
  expect(foldSame(diffLines(before, after)).filter((line) => typeof line === "number")).toEqual([12, 11]);
});
