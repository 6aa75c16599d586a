import { describe, expect, test } from "vitest";
import { attemptsOf } from "../src/history/attempts";
import { detailOf } from "../src/history/detail";
import { eventOf } from "../src/history/event";
import { happenedSince } from "../src/actions/moved";
import { parseJson } from "../src/json/json";
import { text } from "../src/json/members";
import { recorded, recordedAs } from "./recorded";

const told = (part: object, seq = 1, second = 0) =>
  eventOf(parseJson(JSON.stringify({ seq, at: `2026-01-01T00:00:${String(second).padStart(2, "0")}.000Z`, state: "a", visit: 1, ...part })));

describe("attempts", () => {
  test("of a step that was tried three times: each with its outcome, its length and its error", () => {
    const attempts = attemptsOf(recordedAs("retried").history.filter(({ state }) => state === "request_shipment"));
    expect(attempts.map(({ kind, attempt, outcome, error }) => [kind, attempt, outcome, text(error, "type")])).toEqual([
      ["do", 1, "unknown", "http.500"], ["do", 2, "unknown", "http.500"], ["do", 3, "ok", ""],
    ]);
    for (const one of attempts) expect(one.to).toBeGreaterThanOrEqual(one.from);
    expect(attempts[0]!.nextAt).toBe(attempts[1]!.from);
  });
  test("of an undo that failed for good stand after those of its step", () => {
    const attempts = attemptsOf(recordedAs("partly").history.filter(({ state }) => state === "charge_card"));
    expect(attempts.map(({ kind, attempt }) => `${kind} ${attempt}`)).toEqual(["do 1", "undo 1", "undo 2"]);
    expect(attempts.slice(1).every(({ outcome }) => outcome !== "ok" && outcome !== "")).toBe(true);
  });
  test("are as many as the document counts, for every recorded step", () => {
    for (const { history, instance } of recorded) {
      for (const [name, step] of (instance as Map<string, unknown>).get("steps") as Map<string, Map<string, { text: string }>>) {
        const visit = Number(step.get("visit")!.text);
        const calls = attemptsOf(history.filter(({ state }) => state === name)).filter((one) => one.kind === "do" && one.visit === visit);
        const counted = Number(step.get("attempts")!.text);
        expect(calls.length === 0 ? 0 : Math.max(...calls.map(({ attempt }) => attempt)), name).toBe(counted);
      }
    }
  });
  test("that are out have no end; probes that learn nothing are unknown", () => {
    const attempts = attemptsOf([
      told({ type: "StepStarted" }, 1), told({ type: "AttemptInterrupted", kind: "do" }, 2, 1),
      told({ type: "AttemptStarted", kind: "probe", attempt: 1 }, 3, 2), told({ type: "ProbeAnswered", applied: null }, 4, 3),
      told({ type: "AttemptStarted", kind: "do", attempt: 2 }, 5, 4),
    ]);
    expect(attempts.map(({ kind, outcome, to }) => [kind, outcome, to === null])).toEqual([["do", "unknown", false], ["probe", "unknown", false], ["do", "", true]]);
  });
});

test("an event's line says what its type does not", () => {
  expect(detailOf(told({ type: "RetryScheduled", attempt: 2, kind: "do", until: "2026-01-01T00:01:00.000Z", error: { type: "http.500", message: "no" } })))
    .toBe("attempt 2, http.500: no, due 1 min later");
  expect(detailOf(told({ type: "UndoResolved", resolution: "done", evidence: "refund 1", reason: "by hand", actor: "me" }))).toBe("done: refund 1, “by hand”");
  expect(detailOf(told({ type: "VariablesEdited", set: { a: 1, b: 2 }, unset: ["c"] }))).toBe("sets a, b; removes c");
  expect(detailOf(told({ type: "EventReceived", event: { type: "paid" }, next: "b" }))).toBe("paid, → b");
  expect(detailOf(told({ type: "InstanceUnstuck" }))).toBe("");
  for (const { history } of recorded) for (const event of history) expect(detailOf(event)).not.toMatch(/undefined|NaN|\[object/);
});

test("what happened since a plan is told newest first, and not without end", () => {
  const events = Array.from({ length: 10 }, (_, at) => told({ type: "InstancePaused", state: "", actor: "eve", reason: `no ${at + 1}` }, at + 1));
  expect(happenedSince(events, 10)).toEqual([]);
  expect(happenedSince(events, 8)).toEqual(["10: InstancePaused by eve “no 10”", "9: InstancePaused by eve “no 9”"]);
  expect(happenedSince(events, 0).at(-1)).toBe("and 4 before");
});
