// Something that a page shows and keeps fresh: asked for at once, then again when the stream tells
// of a change that concerns it, and now and then besides; without the stream more often. Only while
// the page is visible and not paused, and at once when it is so again. The last good answer stays
// when a later one fails, and the banner tells that it is old.
import { effect } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { outdated, renewed, toldNoMore, toldNow } from "../live/stale";
import { type News, onNews, streaming } from "../live/stream";
import { paused } from "../shell/settings";
import { Refusal } from "./client";
import { FRESH_MS, pauseAfter } from "./retry-after";

export interface Resource<Value> {
  value: Value | null;
  refusal: Refusal | null;
  reload: () => void;
}

// While the stream is open asking is only a safety net; and no storm of changes makes a storm of
// requests.
const NET_FACTOR = 5;
const GAP_MS = 500;

export interface Freshness {
  every?: number | null; // null: never again, once there was an answer
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
    let toldAt = Date.now();
    let asking = false;
    let news = false;
    let skipped = false;
    const resting = () => document.hidden || paused.value;
    const later = (ms: number | null) => {
      window.clearTimeout(timer);
      if (!stop.signal.aborted && ms !== null) timer = window.setTimeout(ask, ms);
    };
    const usual = (): number | null => {
      if (every === null) return null;
      return streaming.value && concerns !== undefined ? every * NET_FACTOR : every;
    };
    // The pause until the next time.
    const attempt = async (): Promise<number | null> => {
      try {
        value = await load(stop.signal, value);
        toldAt = Date.now();
        renewed(key);
        if (!stop.signal.aborted && value !== null) toldNow(key, toldAt);
        if (!stop.signal.aborted) show({ key, value, refusal: null });
        return news ? GAP_MS : usual();
      } catch (error) {
        if (stop.signal.aborted) return null;
        const refusal = error instanceof Refusal ? error : new Refusal(0, String(error));
        if (value !== null) outdated(key, refusal, toldAt);
        show((last) => ({ key, value: last.key === key ? last.value : null, refusal }));
        return pauseAfter(refusal, every);
      }
    };
    const ask = async () => {
      skipped = value !== null && resting();
      if (skipped) return;
      asking = true;
      news = false;
      askedAt = Date.now();
      const pause = await attempt();
      asking = false;
      later(pause);
    };
    const awake = () => {
      if (skipped && !resting()) later(0);
    };
    const stopListening = concerns === undefined ? undefined : onNews((id: News) => {
      if (id !== null && !concerns(id)) return;
      news = true;
      if (!asking) later(Math.max(0, askedAt + GAP_MS - Date.now()));
    });
    const stopPausing = effect(() => {
      void paused.value;
      awake();
    });
    document.addEventListener("visibilitychange", awake);
    void ask();
    return () => {
      stop.abort();
      stopListening?.();
      stopPausing();
      document.removeEventListener("visibilitychange", awake);
      window.clearTimeout(timer);
      renewed(key);
      toldNoMore(key);
    };
  }, [key, round]);
  const current = shown.key === key ? shown : { value: null, refusal: null };
  return { value: current.value, refusal: current.refusal, reload: () => setRound(round + 1) };
}
