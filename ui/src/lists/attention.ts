// What waits for an operator, in groups of the same cause: how many, since when, and where to look.
import { type Json } from "../json/json";
import { count, countOf, listOf, member, objectOf, text } from "../json/members";

export interface Group {
  status: string;
  saga: string;
  step: string;
  undo: boolean;
  error: string;
  count: number;
  oldestAt: string;
  newestAt: string;
  example: { instance: string; key: string };
}
export interface Attention {
  groups: Group[];
  moreGroups: number;
  totals: [string, number][];
  sum: number;
  atLeast: boolean; // there are more than were counted
}

const groupOf = (item: Json): Group => ({
  status: text(item, "status"), saga: text(item, "saga"), step: text(item, "step"), undo: member(item, "undo") === true, error: text(item, "error"),
  count: count(item, "count"), oldestAt: text(item, "oldestAt"), newestAt: text(item, "newestAt"),
  example: { instance: text(member(item, "example"), "instance"), key: text(member(item, "example"), "key") },
});

export function attentionOf(answer: Json): Attention {
  const totals = [...objectOf(member(answer, "total"))].map(([status, number]): [string, number] => [status, countOf(number)]).filter(([, number]) => number > 0);
  return {
    groups: listOf(member(answer, "items")).map(groupOf), moreGroups: count(answer, "moreGroups"), atLeast: member(answer, "atLeast") === true,
    totals, sum: totals.reduce((sum, [, number]) => sum + number, 0),
  };
}

// The group as the list of instances asks for it. Its error is of the undo, which no filter is about.
export function groupSearch({ status, saga, step }: Group): string {
  const search = new URLSearchParams({ status, saga });
  if (step !== "") search.set("state", step);
  return search.toString();
}
