import { expect, test } from "vitest";
import { eventBody, sentOf, SOURCE } from "../src/actions/event";
import { JsonError, parseJson } from "../src/json/json";
import { member, text } from "../src/json/members";
import { eventState, takenBy } from "../src/lists/events";

const body = (form: Record<string, string>, once = "o") => parseJson(eventBody((name) => form[name] ?? "", once));

test("a form becomes a CloudEvent, its numbers exact, its key as it was typed", () => {
  const event = body({ type: " shipment.shipped ", key: " A 17", data: '{"n": 9007199254740993}' });
  expect(text(event, "specversion")).toBe("1.0");
  expect(text(event, "type")).toBe("shipment.shipped");
  expect(text(event, "key")).toBe(" A 17");
  expect(text(event, "source")).toBe(SOURCE);
  expect(text(member(event, "data"), "n")).toBe("9007199254740993");
  expect(member(body({ type: "a" }), "key")).toBeNull();
  expect(eventBody((name) => (name === "type" ? "a" : ""), "o")).not.toContain("data");
  expect(() => body({ type: "a", data: "{" })).toThrow(JsonError);
});

test("the same content is the same event, another is another, and a typed id stands", () => {
  const id = (form: Record<string, string>, once?: string) => text(body(form, once), "id");
  expect(id({ type: "a", data: "1" })).toBe(id({ type: "a", data: " 1 " }));
  expect(id({ type: "a", data: "1" })).not.toBe(id({ type: "a", data: "2" }));
  expect(id({ type: "a" }, "other")).not.toBe(id({ type: "a" }));
  expect(id({ type: "a", id: "42", source: "shop" })).toBe("42");
});

test("what became of it is told in words", () => {
  expect(sentOf(parseJson('{"id": "1", "matched": 1}'))).toEqual({ id: "1", says: "It was taken by 1 instance.", duplicate: false });
  expect(sentOf(parseJson('{"id": "1", "matched": 2}')).says).toContain("2 instances");
  expect(sentOf(parseJson('{"id": "1", "matched": 0}')).says).toContain("nobody waits");
  expect(sentOf(parseJson('{"id": "1", "matched": 1, "duplicate": true}'))).toMatchObject({ duplicate: true, says: expect.stringContaining("nothing has changed") });
});

test("a stored event waits, has expired, or was taken", () => {
  const event = (state: string, matched: number) => parseJson(`{"state": "${state}", "matched": ${matched}, "expiresAt": "2026-01-31T12:00:00Z"}`);
  const noon = Date.parse("2026-01-31T12:00:00Z");
  expect(eventState(event("kept", 0), noon - 1)).toBe("waiting");
  expect(eventState(event("kept", 0), noon + 1)).toBe("expired");
  expect(eventState(event("consumed", 1), noon + 1)).toBe("matched");
  expect([event("kept", 0), event("consumed", 1), event("consumed", 3)].map(takenBy)).toEqual(["nobody yet", "1 instance", "3 instances"]);
});
