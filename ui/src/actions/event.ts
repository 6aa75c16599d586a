// An event that an operator sends, and what the server says became of it.
import { type Json, parseJson, printJson } from "../json/json";
import { count, member, text } from "../json/members";
import { shortSum } from "../form/once";

type Value = (name: string) => string;
export const SOURCE = "urn:sagaflow:ui";

// The same content sent again is the same event, so a second click or a lost answer sends nothing
// twice. `once` keeps forms apart. Throws a JsonError where the data cannot be read.
export function eventBody(value: Value, once: string): string {
  const typed = value("data").trim();
  const event = new Map<string, Json>([["specversion", "1.0"], ["type", value("type").trim()], ["source", value("source").trim() || SOURCE]]);
  if (value("key") !== "") event.set("key", value("key"));
  if (typed !== "") event.set("data", parseJson(typed));
  event.set("id", value("id").trim() || `${once}-${shortSum(printJson(event))}`);
  return printJson(event);
}

export interface Sent {
  id: string;
  says: string;
  duplicate: boolean;
}

export function sentOf(answer: Json): Sent {
  const matched = count(answer, "matched");
  const duplicate = member(answer, "duplicate") === true;
  const says = duplicate ? "This event was known already: nothing has changed."
    : matched === 0 ? "It is stored, and nobody waits for it yet. It is kept for a saga that comes to want it."
    : `It was taken by ${matched.toLocaleString("en")} ${matched === 1 ? "instance" : "instances"}.`;
  return { id: text(answer, "id"), says, duplicate };
}
