// One action for all instances that a filter matches: the order, the server's plan of it, and the
// filter as people and the list of instances read it.
import { type Json, printJson } from "../json/json";
import { count, countOf, listOf, member, objectOf, text, textOf } from "../json/members";

export interface Sampled {
  instance: string;
  status: string;
  summary: string;
  refused: string; // why; empty: it would be done
}
export interface BulkPlan {
  hash: string;
  matching: number;
  byStatus: [string, number][];
  sample: Sampled[];
  refused: number; // of the sample
}

export function bulkPlanOf(answer: Json): BulkPlan {
  return {
    hash: text(answer, "hash"), matching: count(answer, "matching"), refused: count(answer, "sampleRefused"),
    byStatus: [...objectOf(member(answer, "byStatus"))].map(([status, number]) => [status, countOf(number)]),
    sample: listOf(member(answer, "sample")).map((item) => ({
      instance: text(item, "instance"), status: text(item, "status"), summary: text(item, "summary"), refused: text(item, "refused"),
    })),
  };
}

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
