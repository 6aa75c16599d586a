import { describe, expect, test } from "vitest";
import { countdown, liveWhy, untilWords } from "../src/format/why";

const at = Date.parse("2026-01-31T12:00:00Z");

describe("the time in the server's sentence", () => {
  test("is written as the server writes it", () => {
    expect(untilWords(0)).toBe("now");
    expect(untilWords(-5)).toBe("now");
    expect(untilWords(1)).toBe("in 1 s");
    expect(untilWords(12_000)).toBe("in 12 s");
    expect(untilWords(11_001)).toBe("in 12 s");
    expect(untilWords(119_000)).toBe("in 119 s");
    expect(untilWords(119_500)).toBe("in 2 min");
    expect(untilWords(7_300_000)).toBe("in 2 h");
    expect(untilWords(6 * 86_400_000)).toBe("in 6 d");
  });
  test("is told in the same steps beside it", () => {
    expect([-1, 45_300, 119_000, 130_000, 601_200_000].map(countdown)).toEqual(["now", "in 46 s", "in 119 s", "in 2 min 10 s", "in 6 d 23 h"]);
  });
  test("goes on while the sentence stays", () => {
    const says = "charge_card failed 1 of 50 with 500, next attempt in 19 s";
    expect(liveWhy(says, at, at + 19_000, at)).toEqual({ says, counts: true });
    expect(liveWhy(says, at, at + 18_400, at + 10_000).says).toBe("charge_card failed 1 of 50 with 500, next attempt in 9 s");
    expect(liveWhy(says, at, at + 19_000, at + 30_000).says).toBe("charge_card failed 1 of 50 with 500, next attempt now");
  });
  test("is never changed in what people wrote", () => {
    const says = 'waits for "ready in 60 s" of key "in 60 s" at a; gives up in 60 s';
    expect(liveWhy(says, at, at + 60_000, at + 1000).says).toBe('waits for "ready in 60 s" of key "in 60 s" at a; gives up in 59 s');
  });
  test("is told beside the sentence where it does not stand in it", () => {
    for (const says of ["runs", "next in 19 seconds", "", "in 119 s"]) expect(liveWhy(says, at, at + 19_000, at + 1000)).toEqual({ says, counts: false });
    expect(liveWhy("parked, in 5 s", at, NaN, at + 1000)).toEqual({ says: "parked, in 5 s", counts: false });
    expect(liveWhy("runs now", at, at - 1, at + 1000)).toEqual({ says: "runs now", counts: false });
  });
});
