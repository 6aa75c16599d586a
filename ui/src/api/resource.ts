// Something that a page shows and keeps fresh: asked for at once, then again after each answer,
// while the page is visible and not paused. The last good answer stays when a later one fails.
import { useEffect, useState } from "preact/hooks";
import { paused } from "../shell/settings";
import { Refusal } from "./client";

export interface Resource<Value> {
  value: Value | null;
  refusal: Refusal | null;
  reload: () => void;
}

export const FRESH_MS = 2000;

export function useResource<Value>(
  key: string,
  load: (signal: AbortSignal, before: Value | null) => Promise<Value>,
  every: number | null = FRESH_MS,
): Resource<Value> {
  const [shown, show] = useState<{ key: string; value: Value | null; refusal: Refusal | null }>({ key, value: null, refusal: null });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    let value: Value | null = null;
    let timer: number | undefined;
    const next = () => {
      if (every !== null && !stop.signal.aborted) timer = window.setTimeout(ask, every);
    };
    const ask = async () => {
      const skip = value !== null && (document.hidden || paused.value);
      if (!skip) {
        try {
          value = await load(stop.signal, value);
          if (!stop.signal.aborted) show({ key, value, refusal: null });
        } catch (error) {
          if (stop.signal.aborted) return;
          const refusal = error instanceof Refusal ? error : new Refusal(0, String(error));
          show((last) => ({ key, value: last.key === key ? last.value : null, refusal }));
        }
      }
      next();
    };
    void ask();
    return () => {
      stop.abort();
      window.clearTimeout(timer);
    };
  }, [key, round]);
  const current = shown.key === key ? shown : { value: null, refusal: null };
  return { value: current.value, refusal: current.refusal, reload: () => setRound(round + 1) };
}
