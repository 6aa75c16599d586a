import { expect, test } from "vitest";
import { changesOf, changesText } from "../src/history/changes";
import { detailOf } from "../src/history/detail";
import { eventOf } from "../src/history/event";
import { parseJson } from "../src/json/json";
import { recorded } from "./recorded";

const of = (source: string) => eventOf(parseJson(source));
const RESOLVED = of(`{"seq": 9, "type": "UndoResolved", "state": "charge", "resolution": "done", "evidence": "refund 1", "reason": "by hand",
  "before": {"status": "stuck", "step": "undoFailed", "undo": "failed"}, "after": {"status": "compensating", "step": "undone", "undo": "doneOutside"}}`);

test("an operator's act tells what it changed, in words", () => {
  expect(changesOf(RESOLVED)).toEqual([
    { name: "status", before: "stuck", after: "compensating" }, { name: "step", before: "undo failed", after: "undone" },
    { name: "undo of the step", before: "failed", after: "done outside" },
  ]);
  expect(detailOf(RESOLVED)).toBe("done: refund 1, “by hand”, status stuck → compensating, step undo failed → undone, undo of the step failed → done outside");
});

test("edited variables are told by name, as they were and are, numbers exact", () => {
  const edited = of('{"type": "VariablesEdited", "before": {"n": 1, "note": "old"}, "set": {"n": 9007199254740993, "by": "hand"}, "unset": ["note"]}');
  expect(changesOf(edited)).toEqual([
    { name: "variable n", before: "1", after: "9007199254740993" }, { name: "variable note", before: '"old"', after: "–" },
    { name: "variable by", before: "–", after: '"hand"' },
  ]);
  expect(detailOf(edited)).toBe("sets n, by; removes note");
});

test("input that was replaced is told as both, and short in a row", () => {
  const retried = of('{"type": "StepRetried", "with": {"a": 2}, "before": {"status": "parked", "with": {"a": 1}}, "after": {"status": "running"}}');
  expect(changesOf(retried)).toEqual([{ name: "status", before: "parked", after: "running" }, { name: "input", before: '{"a":1}', after: '{"a":2}' }]);
  expect(changesText(retried)).toBe("status parked → running, other input");
});

test("what nobody changed by hand has no changes", () => {
  for (const { history } of recorded) {
    for (const event of history) if (!/^(Undo|Step|Variables|Instance|Rewind)/.test(event.type)) expect(changesOf(event)).toEqual([]);
  }
  expect(changesOf(of('{"type": "StepStarted", "with": {"a": 1}}'))).toEqual([]);
});
