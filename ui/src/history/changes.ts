// What an operator's act changed, a line for each value, as its event tells it: the statuses, the
// input that was replaced, the variables that were edited.
import { type HistoryEvent } from "./event";
import { shorten, statusName } from "../format/text";
import { type Json, type JsonObject, printJson } from "../json/json";
import { member, objectOf } from "../json/members";

export interface ChangeLine {
  name: string;
  before: string;
  after: string;
}

const LONGEST = 400;
const TITLES: Record<string, string> = { undo: "undo of the step", with: "input" };

function shownOf(name: string, value: Json | undefined): string {
  if (value === undefined) return "–";
  return typeof value === "string" && name !== "" ? statusName(value) : shorten(printJson(value), LONGEST);
}

const editsOf = ({ type }: HistoryEvent): boolean => type === "VariablesEdited";

function afterOf(event: HistoryEvent): JsonObject {
  if (editsOf(event)) return objectOf(member(event.raw, "set"));
  const after = new Map(objectOf(member(event.raw, "after")));
  if (event.raw instanceof Map && event.raw.has("with")) after.set("with", event.raw.get("with")!);
  return after;
}

export function changesOf(event: HistoryEvent): ChangeLine[] {
  const before = objectOf(member(event.raw, "before"));
  if (before.size === 0) return [];
  const after = afterOf(event);
  const status = (name: string) => (editsOf(event) || name === "with" ? "" : name);
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => name !== "with" || before.has("with"))
    .map((name) => ({
      name: editsOf(event) ? `variable ${name}` : TITLES[name] ?? name,
      before: shownOf(status(name), before.get(name)), after: shownOf(status(name), after.get(name)),
    }))
    .filter((line) => line.before !== line.after);
}

// In one line: long values stand in the event itself.
export const changesText = (event: HistoryEvent): string => (editsOf(event) ? "" : changesOf(event)
  .map(({ name, before, after }) => (name === TITLES["with"] ? "other input" : `${name} ${before} → ${after}`)).join(", "));
