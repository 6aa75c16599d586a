import { expect, test } from "vitest";
import { filterHistory, isTrouble } from "../src/history/filter";
import {
  apiQuery, COLUMNS, DEFAULT_COLUMNS, EMPTY_QUERY, type InstanceQuery, PRESETS, presetOf, readQuery, STATUSES, TEXT_FILTERS, WAITS, writeQuery,
} from "../src/lists/query";
import { goneIds, missesRows } from "../src/lists/gone";
import { windowOf } from "../src/lists/window";
import { random } from "./random";
import { recordedAs } from "./recorded";

const read = (url: string) => readQuery(new URLSearchParams(url));

test("500 random queries survive the way through the URL", () => {
  const next = random(3);
  const some = <T>(all: readonly T[]) => all.filter(() => next(3) === 0);
  for (let round = 0; round < 500; round += 1) {
    const texts: InstanceQuery["texts"] = {};
    for (const name of some(TEXT_FILTERS)) {
      texts[name] = name === "version" ? String(1 + next(99)) : name.startsWith("started") ? "2026-11-23T20:00:00Z" : `ä&=,+% ${next(1000)} <b>`;
    }
    const columns = some(COLUMNS);
    const query: InstanceQuery = {
      statuses: some(STATUSES), texts, waitingFor: next(2) ? "" : WAITS[next(WAITS.length)]!,
      columns: columns.length > 0 ? columns : DEFAULT_COLUMNS,
    };
    const { query: again, refused } = read(writeQuery(query).toString());
    expect(refused).toEqual([]);
    expect(again.statuses).toEqual(query.statuses);
    expect(again.texts).toEqual(query.texts);
    expect(again.waitingFor).toBe(query.waitingFor);
    expect([...again.columns].sort()).toEqual([...query.columns].sort());
  }
});

test("nothing chosen leaves the URL empty", () => {
  expect(writeQuery(EMPTY_QUERY).toString()).toBe("");
  expect(read("").query).toEqual(EMPTY_QUERY);
});

test("what a URL says and nobody knows is told", () => {
  const { query, refused } = read("status=running,runing&version=x&startedAfter=never&foo=1&waitingFor=tea");
  expect(query.statuses).toEqual(["running"]);
  expect([...refused].sort()).toEqual(["foo", "startedAfter=never", "status=runing", "version=x", "waitingFor=tea"]);
});

test("the API is never asked for columns", () => {
  expect(apiQuery(read("cols=id,status&q=a b").query).toString()).toBe("q=a+b");
});

test("each preset knows itself in the URL", () => {
  for (const preset of PRESETS) {
    const query = { ...EMPTY_QUERY, statuses: preset.statuses, waitingFor: preset.waitingFor };
    expect(presetOf(read(writeQuery(query).toString()).query)).toBe(preset.name);
  }
  expect(presetOf(read("status=running&q=x").query)).toBe("");
});

test("only what is seen is drawn, and the heights add up", () => {
  for (const scrolled of [0, 1, 500, 399_000, 400_000, 9e9, -50]) {
    const window = windowOf(10_000, 40, scrolled, 800);
    expect(window.last - window.first).toBeLessThanOrEqual(37);
    expect(window.before + (window.last - window.first) * 40 + window.after).toBe(400_000);
  }
  expect(windowOf(0, 40, 0, 800)).toEqual({ first: 0, last: 0, before: 0, after: 0 });
});

test("rows that left the filters are known, those beyond the first page are not judged", () => {
  expect([...goneIds(["d", "c", "b", "a"], ["e", "d", "b"], false)]).toEqual(["c"]);
  expect([...goneIds(["d", "c", "b", "a"], ["e", "d", "b"], true)]).toEqual(["c", "a"]);
  expect([...goneIds(["b", "a"], [], true)]).toEqual(["b", "a"]);
  expect([...goneIds(["b", "a"], ["d", "c"], false)]).toEqual([]);
});

test("a full first page of strangers means that something was missed", () => {
  expect(missesRows(new Set(["a"]), ["c", "b"], true)).toBe(true);
  expect(missesRows(new Set(["a"]), ["b", "a"], true)).toBe(false);
  expect(missesRows(new Set(["a"]), ["c"], false)).toBe(false);
  expect(missesRows(new Set(), ["c"], true)).toBe(false);
});

test("a history is filtered by state, by kind and by trouble", () => {
  const { history } = recordedAs("partly");
  const types = (filter: Parameters<typeof filterHistory>[1]) => filterHistory(history, filter).map((event) => event.type);
  expect(types({ state: "", group: "", troubleOnly: false })).toHaveLength(history.length);
  expect(types({ state: "charge_card", group: "undo", troubleOnly: false })).toEqual([
    "UndoStarted", "RetryScheduled", "AttemptStarted", "UndoFailed", "UndoResolved",
  ]);
  expect(types({ state: "", group: "manual", troubleOnly: false })).toEqual(["UndoResolved"]);
  expect(types({ state: "", group: "waits", troubleOnly: false })).toEqual(["ReceiveStarted", "EventReceived"]);
  expect(filterHistory(history, { state: "", group: "", troubleOnly: true }).every(isTrouble)).toBe(true);
  expect(types({ state: "", group: "steps", troubleOnly: true })).toEqual(["RetryScheduled"]);
});
