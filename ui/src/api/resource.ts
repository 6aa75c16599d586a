// Something that a page shows and keeps fresh: asked for at once, then again when the stream tells
// of a change that concerns it, and now and then besides; without the stream more often. Only while
// the page is visible and not paused. The last good answer stays when a later one fails.
import { useEffect, useState } from "preact/hooks";
import { type News, onNews, streaming } from "../live/stream";
import { paused } from "../shell/settings";
import { Refusal } from "./client";

export interface Resource<Value> {
  value: Value | null;
  refusal: Refusal | null;
  reload: () => void;
}

export const FRESH_MS = 2000;
// While the stream is open asking is only a safety net; and no storm of changes makes a storm of
// requests.
const NET_FACTOR = 5;
const GAP_MS = 500;

export interface Freshness {
  every?: number | null; // null: never again
  concerns?: (news: string) => boolean; // instances whose change makes it old
}

export function useResource<Value>(
  key: string,
  load: (signal: AbortSignal, before: Value | null) => Promise<Value>,
  { every = FRESH_MS, concerns }: Freshness = {},
): Resource<Value> {
  const [shown, show] = useState<{ key: string; value: Value | null; refusal: Refusal | null }>({ key, value: null, refusal: null });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    let value: Value | null = null;
    let timer: number | undefined;
    let askedAt = 0;
    let asking = false;
    const later = (ms: number) => {
      window.clearTimeout(timer);
      if (!stop.signal.aborted) timer = window.setTimeout(ask, ms);
    };
    let failed = false;
    let news = false;
    const usual = () => {
      const trusts = streaming.value && concerns !== undefined && !failed;
      if (every !== null) later(trusts ? every * NET_FACTOR : every);
    };
    const ask = async () => {
      const skip = value !== null && (document.hidden || paused.value);
      if (!skip) {
        asking = true;
        news = false;
        askedAt = Date.now();
        try {
          value = await load(stop.signal, value);
          failed = false;
          if (!stop.signal.aborted) show({ key, value, refusal: null });
        } catch (error) {
          if (stop.signal.aborted) return;
          failed = true;
          const refusal = error instanceof Refusal ? error : new Refusal(0, String(error));
          show((last) => ({ key, value: last.key === key ? last.value : null, refusal }));
        }
        asking = false;
      }
      if (news) later(GAP_MS);
      else usual();
    };
    const stopListening = concerns === undefined ? undefined : onNews((id: News) => {
      if (id !== null && !concerns(id)) return;
      news = true;
      if (!asking) later(Math.max(0, askedAt + GAP_MS - Date.now()));
    });
    void ask();
    return () => {
      stop.abort();
      stopListening?.();
      window.clearTimeout(timer);
    };
  }, [key, round]);
  const current = shown.key === key ? shown : { value: null, refusal: null };
  return { value: current.value, refusal: current.refusal, reload: () => setRound(round + 1) };
}
