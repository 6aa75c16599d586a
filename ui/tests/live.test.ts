import { expect, test } from "vitest";
import { type Live, type LiveEvent, reduceLive, startLive, WAITING_MAX } from "../src/live/changes";

interface Row {
  id: string;
  status: string;
}
const row = (id: string, status = "running"): Row => ({ id, status });
const changed = (id: string, seq: number, status: string): LiveEvent<Row> => ({
  kind: "changed", change: { id, seq, row: row(id, status) },
});
const run = (...events: LiveEvent<Row>[]): Live<Row> => events.reduce(reduceLive<Row>, startLive<Row>());
const loaded: LiveEvent<Row> = { kind: "loaded", rows: [row("b"), row("a")] };
const beat: LiveEvent<Row> = { kind: "beat" };

test("many changes of one instance become one at the beat, and rows keep their places", () => {
  const before = run(loaded, changed("a", 2, "stuck"), changed("a", 3, "compensated"));
  expect(before.rows).toEqual([row("b"), row("a")]);
  const after = reduceLive(before, beat);
  expect(after.rows).toEqual([row("b"), row("a", "compensated")]);
  expect(after.changed).toBe(1);
});

test("what comes late or twice does not turn a row back", () => {
  const live = run(loaded, changed("a", 5, "completed"), beat, changed("a", 4, "running"), changed("a", 5, "running"), beat);
  expect(live.rows[1]).toEqual(row("a", "completed"));
});

test("new instances wait to be asked for, newest first", () => {
  const live = run(loaded, changed("c", 1, "running"), changed("d", 1, "running"), beat);
  expect(live.rows).toHaveLength(2);
  expect(live.fresh.size).toBe(2);
  expect(reduceLive(live, { kind: "showFresh" }).rows.map(({ id }) => id)).toEqual(["d", "c", "b", "a"]);
});

test("paused collects and changes nothing; resumed catches up", () => {
  const paused = run(loaded, { kind: "pause" }, changed("a", 2, "stuck"), beat);
  expect(paused.rows[1]).toEqual(row("a"));
  expect(reduceLive(reduceLive(paused, { kind: "resume" }), beat).rows[1]).toEqual(row("a", "stuck"));
});

test("stale since the first loss; found again asks for a reload, which settles it", () => {
  const lost = run(loaded, { kind: "lost", at: 10 }, { kind: "lost", at: 20 });
  expect(lost.staleSince).toBe(10);
  expect(lost.rows).toHaveLength(2);
  const found = reduceLive(lost, { kind: "found" });
  expect([found.staleSince, found.mustReload]).toEqual([null, true]);
  expect(reduceLive(found, loaded).mustReload).toBe(false);
});

test("too many changes, or missed ones, ask for a reload and use no memory", () => {
  let live = run(loaded, { kind: "pause" });
  for (let at = 0; at <= WAITING_MAX; at += 1) live = reduceLive(live, changed(`x${at}`, 1, "running"));
  expect([live.mustReload, live.waiting.size]).toEqual([true, 0]);
  expect(reduceLive(live, changed("y", 1, "running")).waiting.size).toBe(0);
  expect(run(loaded, { kind: "missed" }).mustReload).toBe(true);
  expect(reduceLive(live, loaded).paused).toBe(true);
});

test("a beat without news keeps the very same state", () => {
  const live = run(loaded);
  expect(reduceLive(live, beat)).toBe(live);
});
