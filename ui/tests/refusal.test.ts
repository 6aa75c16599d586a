import { expect, test } from "vitest";
import { adviceForAct, adviceForLook, adviceForStart, wordsOf } from "../src/api/advice";
import { Refusal } from "../src/api/client";
import { pauseAfter, retryAfterOf } from "../src/api/retry-after";
import { parseJson } from "../src/json/json";
import { shown, type Stale, toldNoMore, toldNow, worstOf } from "../src/live/stale";

const refusal = (status: number, code = "", retryAfter: number | null = null) => new Refusal(status, "no", new Map([["code", code]]), retryAfter);

test("a Retry-After counts seconds or names a moment, and never waits for ever", () => {
  const now = Date.parse("2026-01-31T12:00:00Z");
  expect(retryAfterOf("2", now)).toBe(2000);
  expect(retryAfterOf(" 0 ", now)).toBe(0);
  expect(retryAfterOf("Sat, 31 Jan 2026 12:00:30 GMT", now)).toBe(30_000);
  expect(retryAfterOf("Sat, 31 Jan 2026 11:00:00 GMT", now)).toBe(0);
  expect(retryAfterOf("999999999999", now)).toBe(600_000);
  for (const wrong of [null, "", "soon", "-5x"]) expect(retryAfterOf(wrong, now)).toBeNull();
});

test("what may pass is asked again, and not before the server wants it", () => {
  expect(pauseAfter(refusal(503, "overloaded", 7000), 2000)).toBe(7000);
  expect(pauseAfter(refusal(503, "overloaded", 1000), 2000)).toBe(2000);
  expect(pauseAfter(refusal(429, "", 7000), null)).toBe(7000);
  expect(pauseAfter(refusal(0), null)).toBe(2000);
  expect(pauseAfter(refusal(400), null)).toBeNull();
  expect(pauseAfter(refusal(404), 2000)).toBe(2000);
});

test("an act that was refused says whether anything has happened", () => {
  for (const status of [400, 404, 409, 412, 422, 428, 429]) expect(adviceForAct(refusal(status)), String(status)).toMatch(/^Nothing has happened/);
  expect(adviceForAct(refusal(503, "overloaded", 3000))).toMatch(/^Nothing has happened.*Try again in 3 s/);
  expect(adviceForAct(refusal(503, "unavailable"))).toMatch(/^Nothing has happened/);
  for (const one of [refusal(0), refusal(500), refusal(502), refusal(503, "outcome-pending", 1000)]) expect(adviceForAct(one)).toMatch(/^It may have happened or not/);
  expect(adviceForAct(new Refusal(0, "no JSON", null, null, true))).toBe("");
});

test("a start may always be sent again", () => {
  expect(adviceForStart(refusal(0), "instance")).toContain("start it again");
  expect(adviceForStart(refusal(503, "overloaded", 3000), "job")).toMatch(/^Nothing has happened/);
});

test("that no answer came is told as past once the server is there again", () => {
  expect(wordsOf(refusal(0), true)).toBe("no");
  expect(wordsOf(refusal(0), false)).toBe("The server did not answer, and is there again.");
  expect(wordsOf(refusal(503), false)).toBe("no");
  expect(wordsOf(new Refusal(0, "no JSON", null, null, true), false)).toBe("no JSON");
});

const placed = (detail: string, errors: string) => new Refusal(422, detail, parseJson(`{"errors": ${errors}}`)).places;

test("a place that the sentence names already is not told again", () => {
  expect(placed("/reason: Expected a text", '[{"pointer": "/reason", "message": "Expected a text"}]')).toEqual([]);
  expect(placed("Expected a duration", '[{"parameter": "olderThan", "message": "Expected a duration"}]')).toEqual(["olderThan"]);
  expect(placed("line 4, column 9: Expected a comma", '[{"line": 4, "column": 9, "message": "Expected a comma"}]')).toEqual([]);
  expect(placed("The definition has 2 errors", '[{"line": 4, "column": 9, "message": "Unknown", "hint": "one"}, {"pointer": "/a", "message": "Unknown"}]'))
    .toEqual(["line 4, column 9: Unknown (one)", "/a: Unknown"]);
  expect(placed("Unknown status", '[{"parameter": "status", "message": "Unknown status", "hint": "stuck?"}]')).toEqual(["status: stuck?"]);
});

test("what cannot be looked at says whether it comes back", () => {
  expect(adviceForLook(refusal(503, "overloaded", 5000))).toContain("asks again in 5 s");
  expect(adviceForLook(refusal(429))).toContain("by itself");
  expect(adviceForLook(refusal(404))).toContain("not there any more");
  expect(adviceForLook(refusal(403))).toContain("load the page again");
});

test("of what is stale, what is gone is told first, then what is oldest", () => {
  const stale = (status: number, since: number): Stale => ({ refusal: refusal(status), since });
  expect(worstOf(new Map())).toBeNull();
  expect(worstOf(new Map([["a", stale(503, 5)], ["b", stale(503, 3)]]))?.since).toBe(3);
  expect(worstOf(new Map([["a", stale(503, 1)], ["b", stale(404, 3)]]))?.refusal.status).toBe(404);
});

test("an age is told of something only: what is shown is known, and forgotten with its page", () => {
  toldNow("list", 1000);
  toldNow("list", 1500);
  expect([...shown.value]).toEqual([["list", 1000]]);
  toldNow("list", 2500);
  expect(shown.value.get("list")).toBe(2500);
  toldNoMore("list");
  toldNoMore("list");
  expect(shown.value.size).toBe(0);
});
