// The state of an instance as the server's document tells it: where its history is too long to be
// here as a whole. Which ways it took is known only as far as its events are here.
import { type Json } from "../json/json";
import { count, listOf, member, objectOf, text } from "../json/members";
import { hasEnded, type Snapshot, type StepView, type UndoView } from "./snapshot";

const stepOf = (told: Json): StepView => ({
  status: text(told, "status"), visit: count(told, "visit"), attempts: count(told, "attempts"), inDoubt: false,
  output: member(told, "output"), error: member(told, "error"),
});

const undoOf = (told: Json): UndoView => ({
  step: text(told, "step"), item: text(told, "item"), visit: count(told, "visit"), status: text(told, "status"),
  attempts: count(told, "attempts"), onFailed: false, error: member(told, "error"),
  with: told instanceof Map && told.has("with") ? told.get("with") : undefined,
});

const activeIn = (told: Json): Set<string> =>
  new Set(listOf(member(told, "waitingFor")).filter((wait) => member(wait, "undo") !== true).map((wait) => text(wait, "state")));

// `known`: what the events that are here give.
export function snapshotOf(told: Json, known: Snapshot): Snapshot {
  const status = text(told, "status");
  const steps = new Map([...objectOf(member(told, "steps"))].map(([name, step]) => [name, stepOf(step)]));
  const active = hasEnded(status) ? new Set<string>() : activeIn(told);
  return {
    seq: count(told, "seq"), at: Date.parse(text(told, "updatedAt")), status, steps,
    undos: listOf(member(told, "compensation")).map(undoOf), vars: new Map(objectOf(member(told, "vars"))), active,
    entered: new Set([...known.entered, ...steps.keys(), ...active]), afterTimer: new Map(), path: known.path,
    output: member(told, "output"), error: member(told, "error"),
    pivotPassed: member(told, "pivotPassed") === true, overdue: member(told, "overdue") === true, rewindTo: "",
  };
}
