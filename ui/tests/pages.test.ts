import { expect, test } from "vitest";
import { eventOf } from "../src/history/event";
import { HistoryPages } from "../src/history/pages";
import { parseJson } from "../src/json/json";

// A server with a history that grows, and pages of three.
class Stored {
  length = 0;
  readonly asked: string[] = [];
  ask = (cursor: string) => {
    this.asked.push(cursor);
    const from = cursor === "" ? 0 : Number(cursor);
    const to = Math.min(from + 3, this.length);
    const events = Array.from({ length: to - from }, (_, at) => eventOf(parseJson(`{"seq": ${from + at + 1}, "type": "X"}`)));
    return Promise.resolve({ events, next: to < this.length ? String(to) : null });
  };
}
const stored = (length: number) => Object.assign(new Stored(), { length });
const numbers = (pages: HistoryPages) => pages.events.map(({ seq }) => seq);
const going = () => new AbortController().signal;

test("all pages are read once, and later only the last one again", async () => {
  const server = stored(7);
  const pages = new HistoryPages(server.ask);
  let told = 0;
  await pages.read(going(), Infinity, () => (told += 1));
  expect(numbers(pages)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(told).toBe(3);
  expect(pages.more).toBe(false);
  server.length = 10;
  await pages.read(going(), Infinity, () => {});
  expect(numbers(pages)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(server.asked).toEqual(["", "3", "6", "6", "9"]);
});

test("it stops where enough is there, and goes on from there", async () => {
  const server = stored(9);
  const pages = new HistoryPages(server.ask);
  await pages.read(going(), 4, () => {});
  expect(numbers(pages)).toHaveLength(6);
  expect(pages.more).toBe(true);
  await pages.read(going(), 100, () => {});
  expect(numbers(pages)).toHaveLength(9);
  expect(server.asked).toEqual(["", "3", "6"]);
});

test("a reading that was given up leaves no page twice", async () => {
  const server = stored(6);
  const pages = new HistoryPages(server.ask);
  const stop = new AbortController();
  const first = pages.read(stop.signal, Infinity, () => {});
  stop.abort();
  await expect(first).rejects.toThrow();
  await pages.read(going(), Infinity, () => {});
  expect(numbers(pages)).toEqual([1, 2, 3, 4, 5, 6]);
});
