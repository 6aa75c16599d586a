// One instance and its history. Histories are append-only: of the pages that are here already, only
// the last is asked for again.
import { request } from "../api/client";
import { eventOf, type HistoryEvent } from "../history/event";
import { type Json } from "../json/json";
import { listOf, member, text } from "../json/members";

interface Page {
  cursor: string; // that it was asked with
  events: HistoryEvent[];
}
export interface Loaded {
  instance: Json;
  source: string;
  etag: string;
  pages: Page[];
  events: HistoryEvent[];
  more: boolean; // the history is longer than what is shown
}

const PAGE = 200;
export const EVENTS_MAX = 20_000;

async function historyOf(path: string, signal: AbortSignal, before: Page[]) {
  const pages = before.slice(0, -1);
  let cursor: string | null = before.at(-1)?.cursor ?? "";
  let seen = pages.length * PAGE;
  while (cursor !== null && seen < EVENTS_MAX) {
    const search: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const { body } = await request(`${path}/history?limit=${PAGE}${search}`, { signal });
    const events = listOf(member(body, "items")).map(eventOf);
    pages.push({ cursor, events });
    seen += events.length;
    cursor = text(body, "next") || null;
  }
  return { pages, more: cursor !== null };
}

export async function loadInstance(id: string, signal: AbortSignal, before: Loaded | null): Promise<Loaded> {
  const path = `/v1/instances/${encodeURIComponent(id)}`;
  const headers: Record<string, string> = before === null ? {} : { "If-None-Match": before.etag };
  const answer = await request(path, { signal, headers });
  if (answer.status === 304 && before !== null) return before;
  const { pages, more } = await historyOf(path, signal, before?.pages ?? []);
  return {
    instance: answer.body, source: answer.source, etag: answer.etag ?? "", pages, more,
    events: pages.flatMap((page) => page.events),
  };
}
