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

export const stepKey = (event: HistoryEvent): string => `${event.state}/${event.item}/${event.visit}`;
