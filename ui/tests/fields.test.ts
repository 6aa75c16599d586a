import { expect, test } from "vitest";
import { type Field, fieldsOf, valueOf } from "../src/form/fields";
import { parseJson, printJson } from "../src/json/json";
import { member } from "../src/json/members";
import { offsetOf } from "../src/form/offset";
import { exampleDefinitions } from "./definitions";

const field = (kind: Field["kind"], required = false): Field => ({ name: "x", kind, required, description: "", choices: [] });

test("the order's form has a field for each member", () => {
  const order = exampleDefinitions().find(({ file }) => file.endsWith("order.saga.json"))!;
  const fields = fieldsOf(member(order.definition, "input"))!;
  expect(fields.map(({ name, kind, required }) => [name, kind, required])).toEqual([
    ["orderId", "text", true], ["items", "json", true], ["amount", "number", true], ["card", "text", true],
  ]);
});

test("required members without a schema, choices, and schemas that are no object", () => {
  expect(fieldsOf(parseJson('{"type":"object","required":["a"]}'))![0]).toMatchObject({ name: "a", kind: "json", required: true });
  expect(fieldsOf(parseJson('{"type":"object","properties":{"a":{"enum":["x","y"]}}}'))![0]!.choices).toEqual(["x", "y"]);
  expect(fieldsOf(parseJson('{"type":"array"}'))).toBeNull();
  expect(fieldsOf(null)).toBeNull();
});

test("what is typed is sent as typed", () => {
  expect(printJson(valueOf(field("number"), "9007199254740993")!)).toBe("9007199254740993");
  expect(valueOf(field("boolean"), "false")).toBe(false);
  expect(valueOf(field("text"), "")).toBeUndefined();
  expect(valueOf(field("text", true), "")).toBe("");
  expect(printJson(valueOf(field("json"), '[{"a":1.0}]')!)).toBe('[{"a":1.0}]');
});

test("what cannot be sent says which field and why", () => {
  expect(() => valueOf(field("number"), "1,5")).toThrow("x: expected a number");
  expect(() => valueOf(field("json", true), " ")).toThrow("x: expected a value");
  expect(() => valueOf(field("json"), "lamp")).toThrow(/x: expected JSON/);
});

test("a diagnostic's line and column lead to their place", () => {
  expect(offsetOf("ab\ncd", 2, 2)).toBe(4);
  expect(offsetOf("äö x", 1, 6)).toBe(3);
  expect(offsetOf("a", 9, 9)).toBeGreaterThanOrEqual(1);
});
