// Which events of a history are shown.
import { type HistoryEvent } from "./event";
import { member, text } from "../json/members";

export interface HistoryFilter {
  state: string;
  group: string; // "" for all
  troubleOnly: boolean;
}

export const GROUPS: Record<string, RegExp> = {
  instance: /^(Instance|Deadline|Rewind)/,
  steps: /^(Step|Attempt|Retry|Probe|LateResult|State|Error)/,
  waits: /^(Timer|Receive|Event)/,
  data: /^(Choice|Variables)/,
  undo: /^(Compensation|Undo|InstanceUnstuck|RewindStarted|InstanceRewound)/,
};

export function isTrouble(event: HistoryEvent): boolean {
  const outcome = text(event.raw, "outcome");
  return (
    member(event.raw, "error") !== null || outcome === "failed" || outcome === "unknown" ||
    event.type === "AttemptInterrupted" || event.type === "DeadlinePassed"
  );
}

// What an operator did: such events name who it was.
export const isManual = (event: HistoryEvent): boolean => text(event.raw, "actor") !== "";

function inGroup(event: HistoryEvent, group: string): boolean {
  if (group === "") return true;
  if (group === "manual") return isManual(event);
  if (group === "undo" && member(event.raw, "undo") === true && event.type !== "StepStarted") return true;
  return GROUPS[group]?.test(event.type) ?? false;
}

export function filterHistory(events: readonly HistoryEvent[], filter: HistoryFilter): HistoryEvent[] {
  return events.filter(
    (event) =>
      (filter.state === "" || event.state === filter.state) &&
      (!filter.troubleOnly || isTrouble(event)) &&
      inGroup(event, filter.group),
  );
}
