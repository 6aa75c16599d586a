import { expect, test } from "vitest";
import { JsonError, NumberText, parseJson, printJson } from "../src/json/json";
import { member, text } from "../src/json/members";
import { random } from "./random";

test("numbers keep the text they were written with", () => {
  const source = '[9007199254740993,-9223372036854775808,1.0,1e2,0.10,-0]';
  expect(printJson(parseJson(source))).toBe(source);
});

test("strings mean what JSON.parse says they mean", () => {
  const source = String.raw`"a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00 \u202e"`;
  expect(parseJson(source)).toBe(JSON.parse(source));
});

test("a member named __proto__ is data", () => {
  const value = parseJson('{"__proto__": {"polluted": true}, "constructor": 1}');
  expect(printJson(value)).toBe('{"__proto__":{"polluted":true},"constructor":1}');
  expect(member(new Map(), "polluted")).toBeNull();
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});

test.each([
  ["{", 1, 2], ['{"a":1,}', 1, 8], ["[1,]", 1, 4], ['{"a":1 "b":2}', 1, 8], ["01", 1, 2], ["+1", 1, 1],
  ['"\\x"', 1, 4], ['"a', 1, 3], ['{\n  "a": tru\n}', 2, 8], ["", 1, 1], ["1 2", 1, 3], ['"\t"', 1, 2],
])("refuses %j and says where", (source, line, column) => {
  try {
    parseJson(source);
  } catch (error) {
    expect(error).toBeInstanceOf(JsonError);
    expect([(error as JsonError).line, (error as JsonError).column]).toEqual([line, column]);
    return;
  }
  throw new Error("it was accepted");
});

test("duplicate members are refused, as the server refuses them", () => {
  expect(() => parseJson('{"a":1,"a":2}')).toThrow(/twice/);
});

test("too deep text is refused before the stack ends", () => {
  expect(() => parseJson("[".repeat(100_000))).toThrow(/Nested deeper/);
});

test("indented print", () => {
  expect(printJson(parseJson('{"a":[1,{}],"b":[]}'), 2)).toBe('{\n  "a": [\n    1,\n    {}\n  ],\n  "b": []\n}');
});

test("1,000 random values survive reading and printing", () => {
  const next = random(7);
  const make = (depth: number): unknown => {
    const kind = next(depth > 4 ? 4 : 6);
    if (kind === 0) return null;
    if (kind === 1) return next(2) === 0;
    if (kind === 2) return next(1e9) / 1000 - 5e5;
    if (kind === 3) return String.fromCharCode(...Array.from({ length: next(8) }, () => next(0xd000)));
    if (kind === 4) return Array.from({ length: next(4) }, () => make(depth + 1));
    return Object.fromEntries(Array.from({ length: next(4) }, (_, at) => [`k${at}`, make(depth + 1)]));
  };
  for (let round = 0; round < 1000; round += 1) {
    const source = JSON.stringify(make(0));
    expect(printJson(parseJson(source))).toBe(source);
    expect(JSON.parse(printJson(parseJson(source), 2))).toEqual(JSON.parse(source));
  }
});

test("what is missing reads as nothing", () => {
  expect(text(parseJson('{"a": 1}'), "b")).toBe("");
  expect(text(parseJson('{"a": 12345678901234567890}'), "a")).toBe("12345678901234567890");
  expect(text("no object", "b")).toBe("");
  expect(new NumberText("1").text).toBe("1");
});
