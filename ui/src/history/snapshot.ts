// What the page shows of an instance at one of its events. The server folds the same history; the
// tests hold both to the same result.
import { type Json } from "../json/json";

export interface StepView {
  status: string;
  visit: number;
  attempts: number;
  inDoubt: boolean; // an attempt may have had its effect
  output: Json;
  error: Json;
}
export interface UndoView {
  step: string;
  item: string;
  visit: number;
  status: string;
  attempts: number;
  onFailed: boolean; // the step is undone also where it failed
  with: Json | undefined;
  error: Json;
}
export interface Taken {
  from: string;
  to: string;
}
export interface Snapshot {
  seq: number;
  at: number;
  status: string;
  steps: Map<string, StepView>;
  undos: UndoView[]; // in the order in which the steps started
  vars: Map<string, Json>;
  active: Set<string>; // states that forward work stands in
  entered: Set<string>;
  afterTimer: Map<string, string>; // where a state that waits for its timer leads
  path: Taken[];
  output: Json;
  error: Json;
  pivotPassed: boolean;
  overdue: boolean;
  rewindTo: string; // the state that it is being sent back to; empty for none
}

export function emptySnapshot(): Snapshot {
  return {
    seq: 0, at: 0, status: "running", steps: new Map(), undos: [], vars: new Map(), active: new Set(),
    entered: new Set(), afterTimer: new Map(), path: [], output: null, error: null, pivotPassed: false, overdue: false,
    rewindTo: "",
  };
}

const SETTLED = ["undone", "notNeeded", "doneOutside", "givenUp", "kept"];
export const isSettled = (undo: UndoView): boolean => SETTLED.includes(undo.status);

const ENDED = ["completed", "compensated", "partially_compensated", "failed", "terminated"];
export const hasEnded = (status: string): boolean => ENDED.includes(status);
