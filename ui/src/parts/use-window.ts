// The rows of a long table that are drawn: those that its scroller shows, and all of them on paper.
import { useEffect, useState } from "preact/hooks";
import { type Window, windowOf } from "../lists/window";

const SHARE = 0.7; // of the window's height; style.css gives scrollers the same
const LEAST = 640;
const PRINTED_MAX = 2000;

const heightOf = (): number => Math.max(LEAST, innerHeight * SHARE);

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const changed = () => setMatches(media.matches);
    changed();
    media.addEventListener("change", changed);
    return () => media.removeEventListener("change", changed);
  }, []);
  return matches;
}

// Where the rows of a list are cards; style.css has the same width.
export const useNarrow = (): boolean => useMedia("screen and (max-width: 700px)");

export function useWindow(rows: number, rowHeight: number): { part: Window; onScroll: (event: Event) => void } {
  const [seen, see] = useState({ top: 0, height: heightOf() });
  useEffect(() => {
    const resized = () => see((last) => ({ ...last, height: heightOf() }));
    addEventListener("resize", resized);
    return () => removeEventListener("resize", resized);
  }, []);
  const printing = useMedia("print");
  const part = printing ? { first: 0, last: Math.min(rows, PRINTED_MAX), before: 0, after: 0 } : windowOf(rows, rowHeight, seen.top, seen.height);
  return { part, onScroll: (event) => see({ top: (event.currentTarget as HTMLElement).scrollTop, height: heightOf() }) };
}
