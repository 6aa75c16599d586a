// What an action can be about on this instance: steps, and what they were called with last.
import { type ActionRule } from "./allowed";
import { type HistoryEvent } from "../history/event";
import { type Json } from "../json/json";
import { listOf, member, text } from "../json/members";

export function stepsFor(rule: ActionRule, instance: Json): string[] {
  const undo = rule.action === "resolve";
  const waits = listOf(member(instance, "waitingFor")).filter(
    (wait) => (member(wait, "undo") === true) === undo && (!undo || text(wait, "kind") === "operator"),
  );
  const wanted = rule.action === "skip" || undo || (rule.action === "retry" && text(instance, "status") !== "stuck") ? waits : [];
  return [...new Set(wanted.map((wait) => text(wait, "state")))];
}

// What the step, or the undo of it, was called with last.
export function inputOf(events: readonly HistoryEvent[], undo: boolean, step: string): Json | undefined {
  const types = undo ? ["UndoStarted", "UndoRetried"] : ["StepStarted", "StepRetried"];
  const last = events.findLast((event) => event.state === step && types.includes(event.type) && event.raw instanceof Map && event.raw.has("with"));
  return last === undefined ? undefined : member(last.raw, "with");
}
