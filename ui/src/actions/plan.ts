// What the server says an action would do. Read with defaults: a later server may say more.
import { type Json } from "../json/json";
import { count, listOf, member, text } from "../json/members";

export interface PlannedCall {
  title: string;
  connector: string;
  with: Json | undefined; // undefined: it hangs on an answer that is not there yet
  when: string;
}
export interface Plan {
  hash: string;
  seq: number;
  summary: string;
  calls: PlannedCall[];
  undos: PlannedCall[];
  moreUndos: number;
  skipped: string[];
  outstanding: string[];
  changes: { before: Json; after: Json } | null;
}

const KINDS: Record<string, string> = { do: "", undo: "undo of ", probe: "probe of " };

function visitOf(item: Json): string {
  const name = text(item, "item");
  const visit = count(item, "visit");
  return `${name === "" ? "" : ` (${name})`}${visit > 1 ? `, visit ${visit}` : ""}`;
}

function callOf(item: Json, before: string): PlannedCall {
  const attempt = count(item, "attempt");
  const hangs = member(item, "rendered") === false;
  return {
    title: `${before}${text(item, "step")}${visitOf(item)}${attempt > 0 ? `, attempt ${attempt}` : ""}`,
    connector: text(item, "call"), with: hangs ? undefined : member(item, "with"), when: text(item, "when"),
  };
}

const because = (item: Json): string => `${text(item, "step")}${visitOf(item)}: ${text(item, "why")}`;

export function planOf(answer: Json): Plan {
  const changes = member(answer, "changes");
  return {
    hash: text(answer, "hash"), seq: count(answer, "seq"), summary: text(answer, "summary"),
    calls: listOf(member(answer, "calls")).map((item) => callOf(item, KINDS[text(item, "kind")] ?? "")),
    undos: listOf(member(answer, "undos")).map((item) => callOf(item, "")),
    moreUndos: count(answer, "moreUndos"),
    skipped: listOf(member(answer, "skipped")).map(because),
    outstanding: listOf(member(answer, "outstanding")).map((item) => `${because(item)} (${text(item, "effect")})`),
    changes: changes === null ? null : { before: member(changes, "before"), after: member(changes, "after") },
  };
}

// A node of a version before plans refuses the parameter by its name.
export function knowsNoPlans(status: number, problem: Json): boolean {
  return status === 400 && listOf(member(problem, "errors")).some((item) => text(item, "parameter") === "plan");
}
