// How the events of compensation change undos and the steps that they belong to.
import { type HistoryEvent, inTable } from "./event";
import { stepOf, undoOf } from "./fold-steps";
import { hasEnded, type Snapshot, type UndoView } from "./snapshot";
import { type Json } from "../json/json";
import { count, member, text } from "../json/members";

type Apply = (now: Snapshot, event: HistoryEvent, undo: UndoView) => void;

function markStep(now: Snapshot, event: HistoryEvent, status: string): void {
  const step = stepOf(now, event);
  if (step !== undefined) step.status = status;
}

function takeInput(undo: UndoView, raw: Json): void {
  if (raw instanceof Map && raw.has("with")) undo.with = raw.get("with");
}

// A success that nobody waited for any more: the effect is there and has to be undone.
const lateResult: Apply = (now, event, undo) => {
  if (text(event.raw, "outcome") !== "ok") return;
  const open = undo.status === "open" && hasEnded(now.status);
  if (open || ["notNeeded", "uncertain", "probing"].includes(undo.status)) undo.status = "pending";
};

const probeAnswered: Apply = (now, event, undo) => {
  const applied = member(event.raw, "applied");
  undo.status = applied === null ? "uncertain" : applied === true ? "pending" : "notNeeded";
  if (applied !== null) markStep(now, event, applied === true ? "ok" : "failed");
};

const UNDO: Record<string, Apply> = {
  UndoStarted: (now, event, undo) => {
    undo.status = "undoing";
    undo.attempts = 1;
    takeInput(undo, event.raw);
    markStep(now, event, "undoing");
  },
  UndoSucceeded: (now, event, undo) => {
    undo.status = "undone";
    undo.error = null;
    markStep(now, event, "undone");
  },
  UndoFailed: (now, event, undo) => {
    undo.status = "failed";
    undo.error = member(event.raw, "error");
    markStep(now, event, "undoFailed");
    now.status = "stuck";
  },
  UndoRetried: (now, event, undo) => {
    undo.status = "undoing";
    takeInput(undo, event.raw);
    markStep(now, event, "undoing");
  },
  UndoResolved: (now, event, undo) => {
    const done = text(event.raw, "resolution") === "done";
    undo.status = done ? "doneOutside" : "givenUp";
    if (done) markStep(now, event, "undone");
  },
  LateResultRecorded: lateResult,
};

// Attempts, retries and probes stand in both lanes; `undo` says that this one is about the undo.
const OF_EITHER: Record<string, Apply> = {
  AttemptStarted: (_now, event, undo) => {
    const probe = text(event.raw, "kind") === "probe";
    undo.status = probe ? "probing" : "undoing";
    if (!probe) undo.attempts = count(event.raw, "attempt");
  },
  AttemptInterrupted: () => {},
  RetryScheduled: (_now, event, undo) => (undo.error = member(event.raw, "error")),
  ProbeAnswered: probeAnswered,
};

// Whether the event was about an undo.
export function applyUndo(now: Snapshot, event: HistoryEvent): boolean {
  const ofUndo = member(event.raw, "undo") === true;
  const known = inTable(UNDO, event.type) ?? (ofUndo ? inTable(OF_EITHER, event.type) : undefined);
  if (known === undefined) return false;
  const undo = undoOf(now, event);
  if (undo !== undefined) known(now, event, undo);
  return true;
}
