import { describe, expect, test } from "vitest";
import { eventOf } from "../src/history/event";
import { parseJson } from "../src/json/json";
import { placeOf, sectionsOf, ticksOf } from "../src/timeline/scale";
import { type Timeline, timelineOf } from "../src/timeline/timeline";
import { recorded, recordedAs } from "./recorded";

const shape = (timeline: Timeline) =>
  timeline.rows.map((row) => [
    `${row.undo ? "undo " : ""}${row.state}`,
    row.bars.map((bar) => `${bar.kind}${bar.attempt || ""} ${bar.outcome || "open"}`).join(", "),
  ]);

const lastOf = (name: string) => recordedAs(name).history.at(-1)!.at;
const of = (name: string, later = 0) => timelineOf(recordedAs(name).history, lastOf(name) + later);

test("attempts, the gaps between them, and a pause", () => {
  expect(shape(of("retried"))).toEqual([
    ["reserve_stock", "attempt1 ok"],
    ["charge_card", "attempt1 ok"],
    ["request_shipment", "attempt1 unknown, backoff1 cut, attempt2 unknown, backoff2 cut, attempt3 ok"],
    ["await_shipment", "receive ok"],
    ["", "paused ok"],
    ["send_receipt", "attempt1 ok"],
  ]);
});

test("undo has rows of its own, all of them after the failure line", () => {
  const timeline = of("stuck", 60_000);
  expect(shape(timeline).slice(4)).toEqual([
    ["undo request_shipment", "attempt1 ok"],
    ["undo charge_card", "attempt1 unknown, backoff1 cut, attempt2 unknown, parked open"],
  ]);
  expect(timeline.failedAt).not.toBeNull();
  for (const row of timeline.rows) {
    for (const bar of row.bars) {
      if (row.undo) expect(bar.from).toBeGreaterThanOrEqual(timeline.failedAt!);
      else expect(bar.to).toBeLessThanOrEqual(timeline.failedAt!);
    }
  }
});

test("what is open shows until now, what has ended does not", () => {
  expect(of("waiting", 5000).to).toBe(lastOf("waiting") + 5000);
  expect(of("completed", 5000).to).toBe(lastOf("completed"));
  expect(of("retrying").rows.at(-1)!.bars.at(-1)).toMatchObject({ kind: "backoff", to: null, outcome: "" });
  expect(of("retrying").rows.at(-1)!.bars.at(-1)!.due).toBeGreaterThan(lastOf("retrying"));
});

test("nothing is open after the end", () => {
  for (const { name, history } of recorded) {
    const timeline = timelineOf(history, lastOf(name) + 1000);
    const ended = /Compensated|Completed|Terminated|InstanceFailed/.test(history.at(-1)!.type);
    const open = timeline.rows.some((row) => row.bars.some((bar) => bar.to === null));
    if (ended) expect([name, open]).toEqual([name, false]);
  }
});

describe("the scale", () => {
  const week = 7 * 86_400_000;
  const story = (): Timeline => {
    const at = (ms: number) => new Date(1_700_000_000_000 + ms).toISOString();
    const events = [
      { seq: 1, at: at(0), type: "InstanceStarted" },
      { seq: 2, at: at(0), type: "StepStarted", state: "a", visit: 1 },
      { seq: 3, at: at(40), type: "StepSucceeded", state: "a", visit: 1, next: "b" },
      { seq: 4, at: at(40), type: "ReceiveStarted", state: "b", visit: 1 },
      { seq: 5, at: at(week), type: "EventReceived", state: "b", visit: 1, next: "c" },
      { seq: 6, at: at(week), type: "StepStarted", state: "c", visit: 1 },
      { seq: 7, at: at(week + 60), type: "StepSucceeded", state: "c", visit: 1, next: "d" },
      { seq: 8, at: at(week + 60), type: "InstanceCompleted", state: "d" },
    ].map((event) => eventOf(parseJson(JSON.stringify(event))));
    return timelineOf(events, 0);
  };

  test("folds a week of waiting beside 100 ms of work", () => {
    const sections = sectionsOf(story());
    expect(sections.map((section) => section.folded)).toEqual([false, true, false]);
    const [first, wait, last] = sections.map((section) => section.end - section.start);
    expect(last! / first!).toBeCloseTo(1.5);
    expect(wait! / (first! + last!)).toBeCloseTo(0.3);
  });

  test("is monotonous from 0 to 1 over every recorded history", () => {
    for (const { name, history } of recorded) {
      const timeline = timelineOf(history, lastOf(name) + 3_600_000);
      const sections = sectionsOf(timeline);
      expect(sections[0]!.start).toBe(0);
      expect(sections.at(-1)!.end).toBeCloseTo(1);
      let before = -1;
      for (let at = timeline.from; at <= timeline.to; at += (timeline.to - timeline.from) / 97) {
        const place = placeOf(sections, at);
        expect(place).toBeGreaterThanOrEqual(before);
        before = place;
      }
    }
  });

  test("has a place for an empty history", () => {
    expect(placeOf(sectionsOf(timelineOf([], 5)), 5)).toBe(0);
  });
});

test("a rewind is a bar of the instance; it draws no failure line, as the work goes on", () => {
  const timeline = of("rewound");
  expect(timeline.failedAt).toBeNull();
  expect(shape(timeline)).toEqual([
    ["pick", "attempt1 ok"],
    ["pack", "attempt1 ok, attempt1 ok"],
    ["label", "attempt1 ok, attempt1 ok"],
    ["rest", "timer cut, timer open"],
    ["", "rewind ok"],
    ["undo label", "attempt1 ok"],
    ["undo pack", "attempt1 ok"],
  ]);
});

test("the axis begins at the start, ends at the end, and its times keep their distance", () => {
  for (const { name } of recorded) {
    const timeline = of(name, 60_000);
    const ticks = ticksOf(sectionsOf(timeline));
    expect(ticks[0]).toEqual({ at: timeline.from, place: 0 });
    for (const [at, tick] of ticks.entries()) {
      expect(tick.place).toBeCloseTo(placeOf(sectionsOf(timeline), tick.at));
      if (at > 0) expect(tick.place - ticks[at - 1]!.place).toBeGreaterThanOrEqual(0.12);
    }
  }
  expect(ticksOf([])).toEqual([]);
});
