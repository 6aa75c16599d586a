import { expect, test } from "vitest";
import { knowsNoPlans, planOf } from "../src/actions/plan";
import { parseJson, printJson } from "../src/json/json";

test("a plan is read as the server wrote it, numbers exact", () => {
  const plan = planOf(parseJson(`{
    "hash": "12-9f", "seq": 12, "summary": "Undoes charge.", "moreUndos": 3,
    "calls": [{"step": "charge", "visit": 1, "kind": "undo", "call": "http", "attempt": 2, "with": {"n": 9007199254740993}}],
    "undos": [{"step": "ship", "visit": 2, "item": "a", "call": "http", "rendered": false, "with": null, "when": "after charge"}],
    "skipped": [{"step": "look", "visit": 1, "why": "it has no effect"}],
    "outstanding": [{"step": "mail", "visit": 1, "effect": "irreversible", "why": "it has no undo"}],
    "changes": {"before": {"a": 1}, "after": {"a": 2}}}`));
  expect(plan).toMatchObject({ hash: "12-9f", seq: 12, summary: "Undoes charge.", moreUndos: 3 });
  expect(plan.calls[0]!.title).toBe("undo of charge, attempt 2");
  expect(printJson(plan.calls[0]!.with!)).toBe('{"n":9007199254740993}');
  expect(plan.undos[0]).toEqual({ title: "ship (a), visit 2", connector: "http", with: undefined, when: "after charge" });
  expect(plan.skipped).toEqual(["look: it has no effect"]);
  expect(plan.outstanding).toEqual(["mail: it has no undo (irreversible)"]);
  expect(printJson(plan.changes!.after)).toBe('{"a":2}');
});

test("what is missing reads as nothing", () => {
  expect(planOf(parseJson('{"hash":"x"}'))).toEqual({
    hash: "x", seq: 0, summary: "", calls: [], undos: [], moreUndos: 0, skipped: [], outstanding: [], changes: null,
  });
});

test("only the refusal of the parameter itself means that a node knows no plans", () => {
  expect(knowsNoPlans(400, parseJson('{"errors":[{"parameter":"plan"}]}'))).toBe(true);
  expect(knowsNoPlans(400, parseJson('{"errors":[{"pointer":"/with"}]}'))).toBe(false);
  expect(knowsNoPlans(409, parseJson('{"errors":[{"parameter":"plan"}]}'))).toBe(false);
});
