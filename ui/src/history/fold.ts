// Time travel: the state of an instance after any of its events. Types that this page does not
// know leave the state as it is, so that an older page can still show a newer history.
import { applyStep } from "./fold-steps";
import { applyUndo } from "./fold-undo";
import { type HistoryEvent, inTable } from "./event";
import { emptySnapshot, type Snapshot } from "./snapshot";
import { listOf, member, objectOf, text, textOf } from "../json/members";

type Apply = (now: Snapshot, event: HistoryEvent) => void;

const end =
  (status: string): Apply =>
  (now) => {
    now.status = status;
    now.rewindTo = "";
    now.active.clear();
  };

const fromEvent =
  (status: string): Apply =>
  (now, event) => {
    now.status = status;
    now.error = member(event.raw, "error");
  };

const INSTANCE: Record<string, Apply> = {
  InstanceStarted: () => {},
  InstanceCompleted: (now, event) => {
    enter(now, event);
    end("completed")(now, event);
    now.output = member(event.raw, "output");
  },
  InstanceFailed: (now, event) => {
    fromEvent("failed")(now, event);
    now.active.clear();
  },
  InstanceParked: fromEvent("parked"),
  InstancePaused: (now) => (now.status = "paused"),
  InstanceResumed: (now) => (now.status = "running"),
  InstanceTerminated: end("terminated"),
  InstanceUnstuck: (now) => (now.status = "compensating"),
  InstanceCompensated: end("compensated"),
  InstancePartiallyCompensated: end("partially_compensated"),
  DeadlinePassed: (now) => (now.overdue = true),
  CompensationStarted: fromEvent("compensating"),
  VariablesEdited: (now, event) => {
    for (const name of listOf(member(event.raw, "unset"))) now.vars.delete(textOf(name));
  },
  RewindStarted: (now, event) => {
    fromEvent("compensating")(now, event);
    now.rewindTo = text(event.raw, "next");
  },
  InstanceRewound: (now) => {
    now.status = "running";
    now.error = null;
    now.rewindTo = "";
  },
};

function enter(now: Snapshot, event: HistoryEvent): void {
  if (event.state === "") return;
  now.active.add(event.state);
  now.entered.add(event.state);
}

// Every event that names what comes next leaves its state.
function follow(now: Snapshot, event: HistoryEvent): void {
  for (const [name, value] of objectOf(member(event.raw, "set"))) now.vars.set(name, value);
  const next = event.type === "TimerFired" ? (now.afterTimer.get(event.state) ?? "") : text(event.raw, "next");
  if (event.type === "TimerStarted") now.afterTimer.set(event.state, next);
  if (next === "" || event.type === "TimerStarted") return;
  now.active.delete(event.state);
  if (now.status === "compensating" || now.status === "stuck") return;
  if (event.state !== "") now.path.push({ from: event.state, to: next });
  now.active.add(next);
  now.entered.add(next);
}

export function apply(now: Snapshot, event: HistoryEvent): void {
  now.seq = event.seq;
  now.at = event.at;
  const ofInstance = inTable(INSTANCE, event.type);
  if (ofInstance !== undefined) ofInstance(now, event);
  else if (!applyUndo(now, event) && applyStep(now, event)) enter(now, event);
  if (event.type === "CompensationStarted" || event.type === "RewindStarted") forgetForwardWork(now);
  follow(now, event);
}

// Only calls that are out stay until they end.
function forgetForwardWork(now: Snapshot): void {
  for (const state of [...now.active]) {
    if (now.steps.get(state)?.status !== "running") now.active.delete(state);
  }
}

export function foldHistory(events: readonly HistoryEvent[], until = Infinity): Snapshot {
  const now = emptySnapshot();
  for (const event of events) {
    if (event.seq > until) break;
    apply(now, event);
  }
  return now;
}
