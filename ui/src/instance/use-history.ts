// The history of the instance that a page shows: read on whenever the instance has moved, told while
// it comes, and taken up again after a refusal.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Refusal, request } from "../api/client";
import { FRESH_MS, pauseAfter } from "../api/retry-after";
import { eventOf, type HistoryEvent } from "../history/event";
import { type AskPage, HistoryPages } from "../history/pages";
import { printJson } from "../json/json";
import { listOf, member, text } from "../json/members";
import { outdated, renewed } from "../live/stale";
import { pathOf } from "./load";

const PAGE = 200;
export const EVENTS_STEP = 20_000;
const TOLD_EVERY_MS = 1000;

export interface History {
  events: readonly HistoryEvent[];
  reading: boolean;
  more: boolean; // it is longer than what was asked for
  readOn: () => void;
}

const asker = (id: string): AskPage => async (cursor, signal) => {
  const search = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
  const { body } = await request(`${pathOf(id)}/history?limit=${PAGE}${search}`, { signal });
  return { events: listOf(member(body, "items")).map(eventOf), next: text(body, "next") || null };
};

// One for each instance: the page that uses it lives as long as its id does.
export function useHistory(id: string, seq: number): History {
  const pages = useRef<HistoryPages | null>(null);
  pages.current ??= new HistoryPages(asker(id));
  const [most, setMost] = useState(EVENTS_STEP);
  const [told, tell] = useState<{ events: readonly HistoryEvent[]; reading: boolean; more: boolean }>({ events: [], reading: true, more: true });
  useEffect(() => {
    const stop = new AbortController();
    const own = pages.current!;
    let toldAt = 0;
    let timer: number | undefined;
    const show = (reading: boolean) => {
      toldAt = Date.now();
      tell({ events: own.events, reading, more: own.more });
    };
    const begun = Date.now();
    const read = async () => {
      try {
        await own.read(stop.signal, most, () => Date.now() - toldAt > TOLD_EVERY_MS && show(own.more));
        renewed(`history ${id}`);
        show(false);
      } catch (error) {
        if (stop.signal.aborted) return;
        const refusal = error instanceof Refusal ? error : new Refusal(0, String(error));
        outdated(`history ${id}`, refusal, begun);
        timer = window.setTimeout(read, pauseAfter(refusal, FRESH_MS) ?? FRESH_MS);
      }
    };
    if (seq > 0) void read();
    return () => {
      stop.abort();
      window.clearTimeout(timer);
      renewed(`history ${id}`);
    };
  }, [id, seq, most]);
  return useMemo(() => ({ ...told, readOn: () => setMost(most + EVENTS_STEP) }), [told, most]);
}

// All of it, as lines of JSON, however long it is.
export async function wholeHistory(id: string): Promise<string> {
  const pages = new HistoryPages(asker(id));
  await pages.read(new AbortController().signal, Infinity, () => {});
  return pages.events.map((event) => `${printJson(event.raw)}\n`).join("");
}
