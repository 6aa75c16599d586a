// One event of a history, with what every reader of it needs; all other members stay in `raw`.
import { type Json } from "../json/json";
import { count, text } from "../json/members";

export interface HistoryEvent {
  seq: number;
  at: number; // milliseconds since 1970
  type: string;
  state: string; // empty: it is about the whole instance
  item: string;
  visit: number;
  raw: Json;
}

export function eventOf(raw: Json): HistoryEvent {
  return {
    seq: count(raw, "seq"),
    at: Date.parse(text(raw, "at")),
    type: text(raw, "type"),
    state: text(raw, "state"),
    item: text(raw, "item"),
    visit: count(raw, "visit"),
    raw,
  };
}

// What a table tells of a type: only what stands in it, whatever the type's name.
export const inTable = <Value>(table: Record<string, Value>, type: string): Value | undefined =>
  Object.hasOwn(table, type) ? table[type] : undefined;

export const stepKey = (event: HistoryEvent): string => `${event.state}/${event.item}/${event.visit}`;
