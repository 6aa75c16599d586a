// A history as bars over time: one row for each state, and for each undo after the failure.
import { type HistoryEvent, inTable } from "../history/event";
import { count, member, text } from "../json/members";

export type BarKind = "attempt" | "probe" | "backoff" | "timer" | "receive" | "parked" | "paused" | "rewind";

export interface Bar {
  kind: BarKind;
  from: number;
  to: number | null; // null: still open
  due: number | null; // when a back-off or a wait ends at the latest
  outcome: string; // ok, failed, unknown, cut (ended by something else), or empty while open
  attempt: number;
  visit: number;
}
export interface Row {
  state: string; // empty: the instance as a whole
  item: string;
  undo: boolean;
  bars: Bar[];
}
export interface Timeline {
  from: number;
  to: number;
  failedAt: number | null; // the line after which there is only undo
  rows: Row[];
}

const END = /^(InstanceCompleted|InstanceFailed|InstanceTerminated|InstanceCompensated|InstancePartially)/;

class Rows {
  readonly rows: Row[] = [];
  private readonly index = new Map<string, Row>();

  row(event: HistoryEvent, undo: boolean): Row {
    const key = `${undo}/${event.item}/${event.state}`;
    let row = this.index.get(key);
    if (row === undefined) {
      row = { state: event.state, item: event.item, undo, bars: [] };
      this.index.set(key, row);
      this.rows.push(row);
    }
    return row;
  }

  open(event: HistoryEvent, undo: boolean, kind: BarKind, attempt = 0, due: number | null = null): void {
    this.close(event, undo, "cut");
    const bar = { kind, from: event.at, to: null, due, outcome: "", attempt, visit: event.visit };
    this.row(event, undo).bars.push(bar);
  }

  close(event: HistoryEvent, undo: boolean, outcome: string): void {
    const bar = this.row(event, undo).bars.at(-1);
    if (bar === undefined || bar.to !== null) return;
    bar.to = event.at;
    bar.outcome = outcome;
  }

  // The end of everything that is open, or of forward waits when compensation starts.
  closeAll(at: number, which: (row: Row, bar: Bar) => boolean): void {
    for (const row of this.rows) {
      const bar = row.bars.at(-1);
      if (bar === undefined || bar.to !== null || !which(row, bar)) continue;
      bar.to = at;
      bar.outcome = "cut";
    }
  }
}

const timeIn = (event: HistoryEvent, name: string): number | null => {
  const at = Date.parse(text(event.raw, name));
  return Number.isNaN(at) ? null : at;
};

function outcomeOf(event: HistoryEvent): string {
  return text(event.raw, "outcome") || text(member(event.raw, "error"), "outcome") || "failed";
}

type Apply = (rows: Rows, event: HistoryEvent, undo: boolean) => void;

// What undo ends at once: all but the calls that are out.
const isForwardWait = (row: Row, bar: Bar): boolean => !row.undo && bar.kind !== "attempt";

const closeWell: Apply = (rows, event, undo) => rows.close(event, undo, "ok");
const closeBadly: Apply = (rows, event, undo) => rows.close(event, undo, outcomeOf(event));
const closeWait: Apply = (rows, event) =>
  rows.close(event, false, member(event.raw, "error") === null ? "ok" : "failed");

const BARS: Record<string, Apply> = {
  StepStarted: (rows, event) => rows.open(event, false, "attempt", 1),
  UndoStarted: (rows, event) => rows.open(event, true, "attempt", 1),
  AttemptStarted: (rows, event, undo) => {
    const probe = text(event.raw, "kind") === "probe";
    rows.open(event, undo, probe ? "probe" : "attempt", count(event.raw, "attempt"));
  },
  AttemptEnded: closeBadly,
  AttemptInterrupted: (rows, event, undo) => rows.close(event, undo, "unknown"),
  RetryScheduled: (rows, event, undo) => {
    closeBadly(rows, event, undo);
    rows.open(event, undo, "backoff", count(event.raw, "attempt"), timeIn(event, "until"));
  },
  ProbeAnswered: (rows, event, undo) =>
    rows.close(event, undo, member(event.raw, "applied") === null ? "unknown" : "ok"),
  StepSucceeded: (rows, event) => closeWell(rows, event, false),
  StepFailed: (rows, event) => closeBadly(rows, event, false),
  StepAbandoned: (rows, event) => rows.close(event, false, "cut"),
  StepSkipped: (rows, event) => rows.close(event, false, "cut"),
  StepRetried: (rows, event) => rows.close(event, false, "cut"),
  StateFailed: (rows, event) => {
    rows.row(event, false);
    rows.close(event, false, "failed");
  },
  UndoSucceeded: (rows, event) => closeWell(rows, event, true),
  UndoFailed: (rows, event) => {
    closeBadly(rows, event, true);
    rows.open(event, true, "parked");
  },
  UndoRetried: (rows, event) => rows.close(event, true, "cut"),
  UndoResolved: (rows, event) => rows.close(event, true, "cut"),
  TimerStarted: (rows, event) => rows.open(event, false, "timer", 0, timeIn(event, "until")),
  TimerFired: closeWell,
  ReceiveStarted: (rows, event) => rows.open(event, false, "receive", 0, timeIn(event, "deadline")),
  EventReceived: closeWait,
  ReceiveTimedOut: closeWait,
  InstanceParked: (rows, event) => rows.open(event, false, "parked"),
  InstancePaused: (rows, event) => rows.open({ ...event, state: "" }, false, "paused"),
  RewindStarted: (rows, event) => {
    rows.closeAll(event.at, isForwardWait);
    rows.open({ ...event, state: "" }, false, "rewind");
  },
  InstanceRewound: (rows, event) => rows.close({ ...event, state: "" }, false, "ok"),
  InstanceResumed: (rows, event) => rows.close({ ...event, state: "" }, false, "ok"),
};

export function timelineOf(events: readonly HistoryEvent[], now: number): Timeline {
  const rows = new Rows();
  let failedAt: number | null = null;
  let ended: number | null = null;
  for (const event of events) {
    const undo = member(event.raw, "undo") === true && event.type !== "StepStarted";
    inTable(BARS, event.type)?.(rows, event, undo);
    if (event.type === "CompensationStarted") {
      failedAt ??= event.at;
      rows.closeAll(event.at, isForwardWait);
    }
    if (END.test(event.type)) {
      ended = event.at;
      rows.closeAll(event.at, () => true);
    }
  }
  const first = events[0]?.at ?? now;
  const last = events.at(-1)?.at ?? now;
  return { from: first, to: ended ?? Math.max(last, now), failedAt, rows: rows.rows };
}
