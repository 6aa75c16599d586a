// Which actions an instance's status lets an operator take. The server has the last word: this only
// spares people buttons that it would refuse.
import { type Json } from "../json/json";
import { listOf, member, text } from "../json/members";

export type Action = "retry" | "skip" | "compensate" | "cancel" | "pause" | "resume" | "resolve" | "variables" | "rewind" | "terminate";

export interface ActionRule {
  action: Action;
  title: string;
  says: string;
  reason: boolean; // required
  destroys: boolean;
}

export const RULES: readonly ActionRule[] = [
  { action: "retry", title: "Retry", says: "Tries the step or undo that waits for you again, under the same idempotency key. A saga that was undone starts anew.", reason: false, destroys: false },
  { action: "resolve", title: "Resolve the undo…", says: "Settles an undo that failed for good.", reason: true, destroys: true },
  { action: "skip", title: "Skip the step…", says: "Goes on as if the step had succeeded with the output that you give.", reason: true, destroys: true },
  { action: "pause", title: "Pause", says: "Lets nothing new start. Calls that are out end and are recorded.", reason: false, destroys: false },
  { action: "resume", title: "Resume", says: "Goes on where it was paused.", reason: false, destroys: false },
  { action: "compensate", title: "Undo now…", says: "Undoes what was done, in reverse order, because it went wrong: a parked saga keeps its error as the cause.", reason: true, destroys: true },
  { action: "cancel", title: "Cancel the saga…", says: "Undoes what was done, in reverse order, because nobody wants it any more: the saga ends with the error \"cancelled\".", reason: true, destroys: true },
  { action: "variables", title: "Edit variables…", says: "Sets and removes variables. What was rendered before stays; an expression sees the new values when it is evaluated next.", reason: true, destroys: false },
  { action: "rewind", title: "Send it back…", says: "Undoes what started with or after the last visit of a state, then enters that state again as a new visit.", reason: true, destroys: true },
  { action: "terminate", title: "Terminate…", says: "Stops at once, without any undo. Effects that were applied stay applied.", reason: true, destroys: true },
];

const STATUS: Record<Action, string[]> = {
  retry: ["parked", "stuck", "compensated"],
  resolve: ["stuck"],
  skip: ["parked"],
  pause: ["running"],
  resume: ["paused"],
  compensate: ["running", "paused", "parked"],
  cancel: ["running", "paused", "parked"],
  variables: ["running", "paused", "parked", "compensating", "stuck"],
  rewind: ["running", "parked"],
  terminate: ["running", "paused", "parked", "compensating", "stuck"],
};

const waitsFor = (instance: Json, ...kinds: string[]): boolean =>
  listOf(member(instance, "waitingFor")).some(
    (wait) => kinds.includes(text(wait, "kind")) && member(wait, "undo") !== true,
  );

export function allowedActions(instance: Json): ActionRule[] {
  const status = text(instance, "status");
  const passed = member(instance, "pivotPassed") === true;
  return RULES.filter(({ action }) => {
    if (passed && (action === "compensate" || action === "cancel")) return false;
    if (action === "retry" && status === "running") return waitsFor(instance, "retry");
    if (action === "skip" && status === "running") return waitsFor(instance, "retry", "timer");
    return STATUS[action].includes(status);
  });
}

// Effects that stand now: what an undo would take back, and what terminating would leave.
export function standing(instance: Json): string[] {
  const settled = ["undone", "notNeeded", "doneOutside", "givenUp", "kept"];
  return listOf(member(instance, "compensation"))
    .filter((undo) => !settled.includes(text(undo, "status")))
    .map((undo) => `${text(undo, "step")} (${text(undo, "status")})`)
    .reverse();
}
