import { describe, expect, test } from "vitest";
import { foldHistory } from "../src/history/fold";
import { emptySnapshot, type Snapshot } from "../src/history/snapshot";
import { snapshotOf } from "../src/history/told";
import { printJson } from "../src/json/json";
import { recorded, recordedAs } from "./recorded";

const seen = (now: Snapshot) => ({
  seq: now.seq, status: now.status, pivotPassed: now.pivotPassed, overdue: now.overdue,
  steps: [...now.steps].map(([name, { status, visit, attempts, output, error }]) => [name, status, visit, attempts, printJson(output), printJson(error)]).sort(),
  undos: now.undos.map(({ step, item, visit, status, attempts, with: input }) => [step, item, visit, status, attempts, printJson(input ?? null)]),
  vars: Object.fromEntries([...now.vars].map(([name, value]) => [name, printJson(value)])),
  output: printJson(now.output), error: printJson(now.error),
});

describe.each(recorded)("the document of $name", ({ instance, history }) => {
  const folded = foldHistory(history);
  test("shows the same as its whole history", () => {
    expect(seen(snapshotOf(instance, emptySnapshot()))).toEqual(seen(folded));
  });
});

test("where forward work stands is what the document waits for", () => {
  for (const name of ["paused", "stuck", "retried"]) {
    const { instance, history } = recordedAs(name);
    expect([...snapshotOf(instance, emptySnapshot()).active]).toEqual([...foldHistory(history).active]);
  }
});

test("the ways that are known from the first events stay", () => {
  const { instance, history } = recordedAs("refused");
  const known = foldHistory(history, 5);
  const now = snapshotOf(instance, known);
  expect(now.path).toEqual(known.path);
  expect(known.path.length).toBeGreaterThan(0);
  for (const state of known.entered) expect(now.entered.has(state)).toBe(true);
});
