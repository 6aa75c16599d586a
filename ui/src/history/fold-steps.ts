// How forward events change steps and register undos.
import { type HistoryEvent, inTable } from "./event";
import { isSettled, type Snapshot, type StepView, type UndoView } from "./snapshot";
import { count, member, text } from "../json/members";

type Apply = (now: Snapshot, event: HistoryEvent) => void;

export function undoOf(now: Snapshot, event: HistoryEvent): UndoView | undefined {
  return now.undos.find(
    (undo) => undo.step === event.state && undo.item === event.item && undo.visit === event.visit,
  );
}

export function stepOf(now: Snapshot, event: HistoryEvent): StepView | undefined {
  const step = now.steps.get(event.state);
  return step !== undefined && step.visit === event.visit ? step : undefined;
}

function begin(now: Snapshot, event: HistoryEvent, attempts: number): void {
  now.steps.set(event.state, {
    status: "running", visit: event.visit, attempts, inDoubt: false, output: null, error: null,
  });
}

function change(now: Snapshot, event: HistoryEvent, part: Partial<StepView>): void {
  const step = stepOf(now, event);
  if (step !== undefined) Object.assign(step, part);
}

function close(now: Snapshot, event: HistoryEvent, status: string): void {
  const undo = undoOf(now, event);
  if (undo === undefined || undo.status !== "open") return;
  undo.status = status === "notNeeded" && undo.onFailed ? "pending" : status;
}

function passPivot(now: Snapshot, event: HistoryEvent): void {
  if (member(event.raw, "pivot") !== true) return;
  now.pivotPassed = true;
  for (const undo of now.undos) if (!isSettled(undo)) undo.status = "kept";
}

function leaveIfUndoing(now: Snapshot, event: HistoryEvent): void {
  if (now.status === "compensating" || now.status === "stuck") now.active.delete(event.state);
}

function endBadly(now: Snapshot, event: HistoryEvent, unknown: boolean): void {
  change(now, event, { status: unknown ? "unknown" : "failed", inDoubt: unknown });
  close(now, event, unknown ? "uncertain" : "notNeeded");
}

// A receive or another waiting state that ended: by an error, or well.
const leaveWait: Apply = (now, event) => {
  const error = member(event.raw, "error");
  if (error === null) change(now, event, { status: "ok" });
  else change(now, event, { status: "failed", error });
};

const doubt: Apply = (now, event) => {
  const error = member(event.raw, "error");
  if (text(error, "outcome") === "unknown") change(now, event, { inDoubt: true });
};

function goForwardAgain(now: Snapshot): void {
  if (now.status === "parked") now.status = "running";
  now.error = null;
}

const STEPS: Record<string, Apply> = {
  ChoiceTaken: () => {},
  VariablesSet: () => {},
  EventStored: () => {},
  TimerStarted: (now, event) => begin(now, event, 0),
  TimerFired: (now, event) => change(now, event, { status: "ok" }),
  ReceiveStarted: (now, event) => begin(now, event, 0),
  EventReceived: (now, event) => {
    change(now, event, { output: member(member(event.raw, "event"), "data") });
    leaveWait(now, event);
  },
  ReceiveTimedOut: leaveWait,
  StepStarted: (now, event) => {
    begin(now, event, 1);
    if (member(event.raw, "undo") !== true) return;
    const { state: step, item, visit } = event;
    const onFailed = member(event.raw, "undoOnFailed") === true;
    now.undos.push({ step, item, visit, status: "open", attempts: 0, onFailed, with: undefined, error: null });
  },
  AttemptStarted: (now, event) => {
    if (text(event.raw, "kind") === "probe") return;
    change(now, event, { status: "running", attempts: count(event.raw, "attempt") });
  },
  AttemptEnded: doubt,
  AttemptInterrupted: (now, event) => {
    if (text(event.raw, "kind") === "do") change(now, event, { inDoubt: true });
  },
  RetryScheduled: (now, event) => {
    if (text(event.raw, "kind") === "probe") return;
    change(now, event, { status: "retrying", error: member(event.raw, "error") });
    doubt(now, event);
  },
  ProbeAnswered: (now, event) => {
    if (member(event.raw, "applied") === false) change(now, event, { inDoubt: false });
  },
  StepSucceeded: (now, event) => {
    change(now, event, { status: "ok", output: member(event.raw, "output"), error: null });
    close(now, event, "pending");
    passPivot(now, event);
    leaveIfUndoing(now, event);
  },
  StepFailed: (now, event) => {
    const error = member(event.raw, "error");
    change(now, event, { error });
    endBadly(now, event, text(error, "outcome") === "unknown");
    leaveIfUndoing(now, event);
  },
  StepAbandoned: (now, event) => {
    const status = stepOf(now, event)?.status;
    if (status === "running" || status === "retrying") {
      endBadly(now, event, text(event.raw, "outcome") === "unknown");
    }
    now.active.delete(event.state);
  },
  StepRetried: (now, event) => {
    goForwardAgain(now);
    const undo = undoOf(now, event);
    if (undo !== undefined && (!isSettled(undo) || undo.status === "notNeeded")) undo.status = "open";
  },
  StepSkipped: (now, event) => {
    goForwardAgain(now);
    const inDoubt = stepOf(now, event)?.inDoubt ?? false;
    change(now, event, { status: "skipped", output: member(event.raw, "output") });
    close(now, event, inDoubt ? "uncertain" : "notNeeded");
    passPivot(now, event);
  },
  StateFailed: (now, event) => {
    if (event.visit !== 0 && stepOf(now, event) === undefined) begin(now, event, 0);
    change(now, event, { status: "failed", error: member(event.raw, "error") });
  },
  ErrorCaught: () => {},
};

// Whether the event is known here and its state is entered by it.
export function applyStep(now: Snapshot, event: HistoryEvent): boolean {
  const known = inTable(STEPS, event.type);
  if (known === undefined) return false;
  const abandoned = event.type === "StepAbandoned";
  known(now, event);
  return !abandoned && now.status !== "compensating" && now.status !== "stuck";
}
