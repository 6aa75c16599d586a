// One action for all instances that a filter matches: the order, the server's plan of it, and the
// filter as people and the list of instances read it.
import { type Json, printJson } from "../json/json";
import { count, countOf, listOf, member, objectOf, text, textOf } from "../json/members";

// What an instance is now, beside what became of it in a plan or a job.
export interface Present {
  saga: string;
  key: string;
  status: string; // empty: it is not told, or the instance is gone
}
export const presentOf = (item: Json): Present => {
  const now = member(item, "now");
  return { saga: text(now, "saga"), key: text(now, "key"), status: text(now, "status") };
};
// A result means what the action became: taken, which is not yet what it leads to.
export const resultName = (status: string): string => (status === "done" ? "accepted" : status === "pending" ? "open" : status);

export interface Sampled {
  instance: string;
  status: string;
  now: Present;
  summary: string;
  refused: string; // why; empty: it would be done
}
export interface BulkPlan {
  hash: string;
  matching: number;
  byStatus: [string, number][];
  sample: Sampled[];
  looked: number; // of those that match: this many were tried out
  possible: number; // of them
  refused: number; // of them
  left: { effects: number; instances: number }; // what would stay outside, over them
}

export function bulkPlanOf(answer: Json): BulkPlan {
  return {
    hash: text(answer, "hash"), matching: count(answer, "matching"),
    looked: count(answer, "looked"), possible: count(answer, "possible"), refused: count(answer, "refused"),
    left: { effects: count(member(answer, "left"), "effects"), instances: count(member(answer, "left"), "instances") },
    byStatus: [...objectOf(member(answer, "byStatus"))].map(([status, number]) => [status, countOf(number)]),
    sample: listOf(member(answer, "sample")).map((item) => ({
      instance: text(item, "instance"), status: text(item, "status"), now: presentOf(item), summary: text(item, "summary"), refused: text(item, "refused"),
    })),
  };
}

const number = (value: number): string => value.toLocaleString("en");
const things = (value: number, one: string): string => `${number(value)} ${value === 1 ? one : `${one}s`}`;

// How many of them it would be done to, in words.
export function possibleText({ matching, looked, possible, refused }: BulkPlan): string {
  if (looked === 0) return "";
  const among = looked < matching ? `Of the first ${number(looked)} it is possible for ${number(possible)}` : `It is possible for ${number(possible)} of ${number(matching)}`;
  return refused === 0 ? `${among}.` : `${among}; ${number(refused)} would be refused.`;
}

export const leftText = ({ left, looked, matching }: BulkPlan): string =>
  left.effects === 0 ? "" : `${things(left.effects, "effect")} of ${things(left.instances, "instance")} would stay as they are outside, and nobody would undo them${looked < matching ? `, in the first ${number(looked)} alone` : ""}.`;

// What the button says of whom it is about.
export const concerned = ({ matching, looked, possible }: BulkPlan): string =>
  looked === matching && possible < matching ? `${number(possible)} of ${things(matching, "instance")}` : things(matching, "instance");

export const isImpossible = ({ matching, looked, possible }: BulkPlan): boolean => matching === 0 || (looked === matching && possible === 0);

export function bulkBody(action: string, search: URLSearchParams, own: Map<string, Json>, reason: string, evenIfMoved = false): string {
  const body = new Map<string, Json>([["action", action], ["filter", new Map<string, Json>(search)], ["arguments", own]]);
  if (reason !== "") body.set("reason", reason);
  if (evenIfMoved) body.set("evenIfMoved", true);
  return printJson(body);
}

const valueOf = (value: Json): string => (Array.isArray(value) ? value.map(textOf).join(",") : textOf(value));

// As the query of the list of instances.
export function searchOf(filter: Json): URLSearchParams {
  return new URLSearchParams([...objectOf(filter)].map(([name, value]) => [name, valueOf(value)]));
}

export const filterText = (search: URLSearchParams): string =>
  [...search].map(([name, value]) => `${name} ${value.split(",").join(" or ")}`).join(", ");

export const settledOf = (job: Json): number => count(job, "total") - count(job, "open");
