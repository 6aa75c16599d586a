import { describe, expect, test } from "vitest";
import { groupDigits, shorten, showInvisible, statusName } from "../src/format/text";
import { clockOffset, formatDuration, formatRelative, formatTime, formatUtc, styleName, zoneOf } from "../src/format/time";

test.each([
  [0, "0 ms"], [999, "999 ms"], [1000, "1 s"], [1550, "1.5 s"], [59_999, "59.9 s"], [60_000, "1 min"],
  [125_000, "2 min 5 s"], [3_599_999, "59 min 59 s"], [3_600_000, "1 h"], [12_000_000, "3 h 20 min"],
  [86_400_000, "1 d"], [360_000_000, "4 d 4 h"], [-2000, "−2 s"], [Number.NaN, ""],
])("%d ms is %s", (ms, text) => expect(formatDuration(ms)).toBe(text));

test("relative times say the direction", () => {
  expect(formatRelative(10_000, 5000)).toBe("in 5 s");
  expect(formatRelative(0, 65_000)).toBe("1 min 5 s ago");
  expect(formatRelative(500, 0)).toBe("now");
});

test("times are told to the second, all in one zone, and to the millisecond where that is wanted", () => {
  const at = Date.parse("2026-11-23T20:18:13.007Z");
  expect(formatUtc(at)).toBe("2026-11-23 20:18:13.007Z");
  expect(formatTime(at, "utc", 0)).toBe("2026-11-23 20:18:13");
  expect(formatTime(at, "utc", 0, true)).toBe("2026-11-23 20:18:13.007");
  expect(formatTime(at, "relative", at + 5000, true)).toBe("5 s ago");
  expect(formatTime(Number.NaN, "local", 0)).toBe("");
});

test("a local time reads back as the same moment with the zone that is told for all of them", () => {
  const at = Date.parse("2026-07-01T12:34:56.789Z");
  const zone = zoneOf(at) === "UTC" ? "Z" : zoneOf(at).replace("UTC", "").replace("−", "-");
  expect(Date.parse(`${formatTime(at, "local", 0, true).replace(" ", "T")}${zone}`)).toBe(at);
  expect(styleName("local", at)).toBe(zoneOf(at));
  expect(styleName("utc", at)).toBe("UTC");
});

describe("the server's clock", () => {
  const date = "Mon, 23 Nov 2026 20:00:00 GMT";
  const server = Date.parse(date);
  test("is ours when the header's second agrees", () => {
    expect(clockOffset(date, server + 100, server + 900)).toBe(0);
    expect(clockOffset(date, server - 50, server + 20)).toBe(0);
  });
  test("is ahead or behind by the least that explains the header", () => {
    expect(clockOffset(date, server - 60_000, server - 59_000)).toBe(59_000);
    expect(clockOffset(date, server + 60_000, server + 61_000)).toBe(-59_001);
  });
  test("is unknown without the header", () => expect(clockOffset(null, 0, 1)).toBeNull());
});

test("digits are grouped from the text, however long", () => {
  expect(groupDigits("9223372036854775807")).toBe("9,223,372,036,854,775,807");
  expect(groupDigits("-1234")).toBe("-1,234");
  expect(groupDigits("12")).toBe("12");
  expect(groupDigits("1.5e3")).toBe("1.5e3");
});

test("characters that hide or turn text are shown", () => {
  expect(showInvisible("abc\u202egnp.exe")).toBe("abc⟨U+202E⟩gnp.exe");
  expect(showInvisible("a\u0000\u200bb\r\n\tc")).toBe("a⟨U+0000⟩⟨U+200B⟩b⟨U+000D⟩\n\tc");
  expect(showInvisible("<b>ünï 😀</b>")).toBe("<b>ünï 😀</b>");
});

test("texts are cut between characters", () => {
  expect(shorten("abcdef", 6)).toBe("abcdef");
  expect(shorten("abcdefg", 6)).toBe("abcde…");
  expect(shorten("abcd😀fgh", 6)).toBe("abcd…");
});

test("statuses read as words, unknown ones too", () => {
  expect(statusName("partially_compensated")).toBe("partially compensated");
  expect(statusName("doneOutside")).toBe("done outside");
  expect(statusName("migrating")).toBe("migrating");
});
