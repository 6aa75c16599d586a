// What became of an event that the server keeps, in words: it knows only whether somebody took it.
import { type Json } from "../json/json";
import { count, text } from "../json/members";

export const EVENT_STATES: readonly (readonly [string, string])[] = [
  ["", "all that were received"], ["kept", "waiting for a saga that wants it, or expired"], ["consumed", "matched: taken by an instance"],
];

export function eventState(event: Json, now: number): string {
  if (text(event, "state") === "consumed") return "matched";
  return Date.parse(text(event, "expiresAt")) < now ? "expired" : "waiting";
}

export function takenBy(event: Json): string {
  const matched = count(event, "matched");
  return matched === 0 ? "nobody yet" : `${matched.toLocaleString("en")} ${matched === 1 ? "instance" : "instances"}`;
}
