import { expect, test } from "vitest";
import { allowedActions, standing } from "../src/actions/allowed";
import { membersOf, missingIn } from "../src/actions/members";
import { JsonError, parseJson, printJson } from "../src/json/json";
import { recordedAs } from "./recorded";

const of = (name: string) => allowedActions(recordedAs(name).instance).map(({ action }) => action);

test("each status offers what it allows", () => {
  expect(of("completed")).toEqual([]);
  expect(of("terminated")).toEqual([]);
  expect(of("partly")).toEqual([]);
  expect(of("refused")).toEqual(["retry"]);
  expect(of("stuck")).toEqual(["retry", "resolve", "variables", "terminate"]);
  expect(of("paused")).toEqual(["resume", "compensate", "cancel", "variables", "terminate"]);
  expect(of("waiting")).toEqual(["pause", "compensate", "cancel", "variables", "rewind", "terminate"]);
  expect(of("retrying")).toEqual(["retry", "skip", "pause", "compensate", "cancel", "variables", "rewind", "terminate"]);
});

test("nothing is undone after the pivot", () => {
  const instance = parseJson('{"status": "parked", "pivotPassed": true, "waitingFor": []}');
  expect(allowedActions(instance).map(({ action }) => action)).toEqual(["retry", "skip", "variables", "rewind", "terminate"]);
});

test("the effects that stand are told in the order of their undo", () => {
  expect(standing(recordedAs("waiting").instance)).toEqual([
    "request_shipment (pending)", "charge_card (pending)", "reserve_stock (pending)",
  ]);
  expect(standing(recordedAs("stuck").instance)).toEqual(["charge_card (failed)", "reserve_stock (pending)"]);
  expect(standing(recordedAs("refused").instance)).toEqual([]);
});

const said = (action: Parameters<typeof membersOf>[0], form: Record<string, string>) => printJson(membersOf(action, (name) => form[name] ?? ""));

test("a form becomes the members of its action, numbers exact, nothing of other actions", () => {
  expect(said("retry", { step: "charge", with: '{"n": 9007199254740993}', output: "1" })).toBe('{"step":"charge","with":{"n":9007199254740993}}');
  expect(said("skip", { step: "charge", output: "" })).toBe('{"step":"charge"}');
  expect(said("variables", { set: '{"a": 1}', unset: "b, c  d" })).toBe('{"set":{"a":1},"unset":["b","c","d"]}');
  expect(said("rewind", { state: "pack", step: "x" })).toBe('{"state":"pack"}');
  expect(said("cancel", { step: "x", with: "1" })).toBe("{}");
});

test("a resolution takes only what belongs to it", () => {
  const form = { step: "charge", with: "1", evidence: " refund 1 " };
  expect(said("resolve", { ...form, resolution: "retry" })).toBe('{"step":"charge","resolution":"retry","with":1}');
  expect(said("resolve", { ...form, resolution: "done" })).toBe('{"step":"charge","resolution":"done","evidence":"refund 1"}');
  expect(said("resolve", { ...form, resolution: "giveUp" })).toBe('{"step":"charge","resolution":"giveUp"}');
});

test("JSON that cannot be read is told, not sent", () => {
  expect(() => said("variables", { set: "{a: 1}" })).toThrow(JsonError);
});

test("variables are planned once there is something to set or to remove", () => {
  const missing = (form: Record<string, string>) => missingIn("variables", (name) => form[name] ?? "");
  expect(missing({})).toContain("what to set");
  expect(missing({ set: "  ", unset: " , " })).toContain("what to set");
  expect(missing({ set: "{}" })).toBe("");
  expect(missing({ unset: "a" })).toBe("");
  expect(missingIn("cancel", () => "")).toBe("");
});
