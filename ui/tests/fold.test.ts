import { describe, expect, test } from "vitest";
import { apply, foldHistory } from "../src/history/fold";
import { eventOf } from "../src/history/event";
import { emptySnapshot } from "../src/history/snapshot";
import { filterHistory, GROUPS } from "../src/history/filter";
import { type Json, parseJson, printJson } from "../src/json/json";
import { count, listOf, member, objectOf, text } from "../src/json/members";
import { timelineOf } from "../src/timeline/timeline";
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

test("a rewind undoes what came after its target, keeps what came before, and goes on", () => {
  const { history } = recordedAs("rewound");
  const seqOf = (type: string) => history.find((event) => event.type === type)!.seq;
  const under = foldHistory(history, seqOf("RewindStarted"));
  expect(under).toMatchObject({ status: "compensating", rewindTo: "pack" });
  expect(text(under.error, "type")).toBe("rewound");
  expect([...under.active]).toEqual([]);
  const back = foldHistory(history, seqOf("InstanceRewound"));
  expect(back).toMatchObject({ status: "running", rewindTo: "", error: null });
  expect([...back.active]).toEqual(["pack"]);
  expect(back.undos.map(({ step, visit, status }) => `${step} ${visit} ${status}`)).toEqual([
    "pick 1 pending", "pack 1 undone", "label 1 undone",
  ]);
  expect(foldHistory(history).path.map(({ from, to }) => `${from}>${to}`).filter((way) => way === "pack>label")).toHaveLength(2);
});

test("variables that an operator sets and removes are seen from that event on", () => {
  const { history } = recordedAs("rewound");
  const { seq } = history.find((event) => event.type === "VariablesEdited")!;
  expect(Object.fromEntries(foldHistory(history, seq - 1).vars)).toEqual({ box: "small", note: "old" });
  expect(Object.fromEntries(foldHistory(history, seq).vars)).toEqual({ box: "large", by: "hand" });
});

test("no event type breaks the fold, the timeline or the filters", () => {
  const { history } = recordedAs("rewound");
  for (const type of ["InstanceMigrated", "", "StepTeleported", "constructor", "__proto__"]) {
    const odd = eventOf(new Map<string, Json>([["seq", null], ["at", "later"], ["type", type], ["set", "no object"], ["unset", "no list"], ["state", "pack"]]));
    const events = [...history.slice(0, 5), { ...odd, seq: 5.5 }, ...history.slice(5)];
    expect(foldHistory(events).status).toBe("running");
    expect(timelineOf(events, Date.now()).rows.length).toBe(timelineOf(history, Date.now()).rows.length);
    for (const group of ["", "manual", ...Object.keys(GROUPS)]) filterHistory(events, { state: "", group, troubleOnly: false });
  }
});
