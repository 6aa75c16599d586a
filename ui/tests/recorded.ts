// Instances of the examples as a real engine told of them: the document and the whole history of
// each, recorded once from the API. Compensated, stuck, partly undone, retried, paused, cancelled.
import { readFileSync } from "node:fs";
import { eventOf, type HistoryEvent } from "../src/history/event";
import { type Json, parseJson } from "../src/json/json";
import { listOf, member, text } from "../src/json/members";

export interface Recorded {
  name: string;
  instance: Json;
  history: HistoryEvent[];
}

export const recorded: Recorded[] = readFileSync(new URL("recorded.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => {
    const entry = parseJson(line);
    return {
      name: text(entry, "name"),
      instance: member(entry, "instance"),
      history: listOf(member(entry, "history")).map(eventOf),
    };
  });

export function recordedAs(name: string): Recorded {
  const found = recorded.find((entry) => entry.name === name);
  if (found === undefined) throw new Error(`nothing is recorded as ${name}`);
  return found;
}
