import { describe, expect, test } from "vitest";
import { apply, foldHistory } from "../src/history/fold";
import { eventOf } from "../src/history/event";
import { emptySnapshot } from "../src/history/snapshot";
import { parseJson, printJson } from "../src/json/json";
import { count, listOf, member, objectOf, text } from "../src/json/members";
import { recorded, recordedAs } from "./recorded";

describe.each(recorded)("the whole history of $name", ({ instance, history }) => {
  const folded = foldHistory(history);
  test("gives the status, the variables, output and error of the document", () => {
    expect(folded.status).toBe(text(instance, "status"));
    expect(folded.seq).toBe(count(instance, "seq"));
    expect(printJson(folded.output)).toBe(printJson(member(instance, "output")));
    expect(printJson(folded.error)).toBe(printJson(member(instance, "error")));
    expect(Object.fromEntries(folded.vars)).toEqual(Object.fromEntries(objectOf(member(instance, "vars"))));
    expect(folded.pivotPassed).toBe(member(instance, "pivotPassed"));
  });
  test("gives its steps", () => {
    const steps = [...objectOf(member(instance, "steps"))].map(([name, step]) => [
      name, text(step, "status"), count(step, "visit"), count(step, "attempts"), printJson(member(step, "output")), printJson(member(step, "error")),
    ]);
    const own = [...folded.steps].map(([name, step]) => [
      name, step.status, step.visit, step.attempts, printJson(step.output), printJson(step.error),
    ]);
    expect(own.sort()).toEqual(steps.sort());
  });
  test("gives its undos, in their order", () => {
    const undos = listOf(member(instance, "compensation")).map((undo) => [
      text(undo, "step"), count(undo, "visit"), text(undo, "status"), count(undo, "attempts"), printJson(member(undo, "with")),
    ]);
    expect(folded.undos.map((undo) => [undo.step, undo.visit, undo.status, undo.attempts, printJson(undo.with ?? null)])).toEqual(undos);
  });
});

test("time travel: the state in the middle is the fold of what had happened", () => {
  const { history } = recordedAs("refused");
  const failed = history.find((event) => event.type === "CompensationStarted")!;
  const before = foldHistory(history, failed.seq - 1);
  expect(before.status).toBe("running");
  expect([...before.steps].map(([name, step]) => `${name} ${step.status}`)).toEqual([
    "reserve_stock ok", "charge_card ok", "request_shipment ok", "await_shipment failed",
  ]);
  expect(foldHistory(history, failed.seq).status).toBe("compensating");
});

test("each step forward is the same as folding anew", () => {
  for (const { history } of recorded) {
    const now = emptySnapshot();
    for (const event of history) {
      apply(now, event);
      expect(foldHistory(history, event.seq)).toEqual(now);
    }
  }
});

test("the path of a loop has each round", () => {
  const path = foldHistory(recordedAs("renewal").history).path.map(({ from, to }) => `${from}>${to}`);
  expect(path.filter((way) => way === "pause>charge")).toHaveLength(2);
  expect(path.at(-1)).toBe("once_more>give_up");
});

test("a step that is skipped after an attempt of unknown outcome may have to be undone", () => {
  const told = (part: object, seq: number) => eventOf(parseJson(JSON.stringify({ seq, at: "2026-01-01T00:00:00.000Z", state: "a", visit: 1, ...part })));
  const events = [
    told({ type: "StepStarted", undo: true }, 1),
    told({ type: "RetryScheduled", kind: "do", attempt: 1, error: { type: "timeout", outcome: "unknown" } }, 2),
    told({ type: "StepSkipped", output: null, next: "b" }, 3),
  ];
  expect(foldHistory(events).undos[0]!.status).toBe("uncertain");
  const probed = told({ type: "ProbeAnswered", applied: false }, 2.5);
  expect(foldHistory([...events.slice(0, 2), probed, events[2]!]).undos[0]!.status).toBe("notNeeded");
});

test("an event of a type that is not known yet changes nothing but the place", () => {
  const { history } = recordedAs("waiting");
  const before = foldHistory(history);
  const later = parseJson(`{"seq": 99, "at": "2030-01-01T00:00:00.000Z", "type": "InstanceMigrated", "version": 2}`);
  const after = foldHistory([...history, eventOf(later)]);
  expect({ ...after, seq: before.seq, at: before.at }).toEqual(before);
});
