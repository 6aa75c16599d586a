import { expect, test } from "vitest";
import { parseJson } from "../src/json/json";
import { factOf, formatBytes, formatMs } from "../src/system/facts";

const fact = (name: string, value: string) => factOf(name, parseJson(value));

test("figures have their unit beside them, and no more digits than they are good for", () => {
  expect(fact("pingMs", "1.386455")).toEqual({ name: "ping", says: "1.4 ms" });
  expect(fact("sizeBytes", "10485760")).toEqual({ name: "size", says: "10.5 MB" });
  expect(fact("uptimeSeconds", "3700")).toEqual({ name: "uptime", says: "1 h 1 min" });
  expect(fact("mailboxDepth", "12345")).toEqual({ name: "mailbox depth", says: "12,345" });
  expect(fact("version", '"17.2"')).toEqual({ name: "version", says: "17.2" });
  expect(fact("timeoutMs", "null")).toEqual({ name: "timeout ms", says: "" });
});

test.each([[0, "0 B"], [999, "999 B"], [1000, "1.00 kB"], [123_456, "123 kB"], [5e15, "5.00e+3 TB"]])("%d bytes are %s", (bytes, says) => expect(formatBytes(bytes)).toBe(says));
test.each([[0, "0 ms"], [0.0123, "0.012 ms"], [250, "250 ms"], [1500, "1.5 s"]])("%d ms are %s", (ms, says) => expect(formatMs(ms)).toBe(says));
