// Every call of one state, do, undo and probe, as rows: when it went out, how long it took, and what
// came of it.
import { type HistoryEvent } from "./event";
import { type Json } from "../json/json";
import { count, member, text } from "../json/members";

export interface Attempt {
  kind: string; // do, undo, probe
  item: string;
  visit: number;
  attempt: number;
  from: number;
  to: number | null; // null: it is out
  outcome: string; // ok, failed, unknown, cut, or empty while it is out
  error: Json;
  nextAt: number; // when the next one is due; NaN where none is
}

function kindOf(event: HistoryEvent): string {
  if (event.type === "ProbeAnswered" || text(event.raw, "kind") === "probe") return "probe";
  if (event.type.startsWith("Undo")) return "undo";
  return event.type !== "StepStarted" && member(event.raw, "undo") === true ? "undo" : "do";
}

const BEGINS = ["StepStarted", "UndoStarted", "AttemptStarted"];
const ENDS: Record<string, string> = {
  StepSucceeded: "ok", UndoSucceeded: "ok", ProbeAnswered: "ok", StepFailed: "failed", UndoFailed: "failed", RetryScheduled: "failed",
  AttemptEnded: "failed", AttemptInterrupted: "unknown", StepAbandoned: "cut",
};

function end(open: Attempt, event: HistoryEvent, usual: string): void {
  const error = member(event.raw, "error");
  open.to = event.at;
  open.error = error;
  open.outcome = text(event.raw, "outcome") || text(error, "outcome") || usual;
  open.nextAt = Date.parse(text(event.raw, "until"));
}

export function attemptsOf(events: readonly HistoryEvent[]): Attempt[] {
  const attempts: Attempt[] = [];
  for (const event of events) {
    const last = attempts.findLast((one) => one.item === event.item && one.visit === event.visit);
    const usual = Object.hasOwn(ENDS, event.type) ? ENDS[event.type] : undefined;
    const open = member(event.raw, "applied") === null && event.type === "ProbeAnswered";
    if (usual !== undefined && last !== undefined && last.to === null) end(last, event, open ? "unknown" : usual);
    if (!BEGINS.includes(event.type)) continue;
    attempts.push({
      kind: kindOf(event), item: event.item, visit: event.visit, attempt: Math.max(1, count(event.raw, "attempt")),
      from: event.at, to: null, outcome: "", error: null, nextAt: NaN,
    });
  }
  return attempts;
}
