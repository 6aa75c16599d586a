// The rows of a long table that are drawn: those that its scroller shows, and all of them on paper.
import { useEffect, useState } from "preact/hooks";
import { type Window, windowOf } from "../lists/window";

const SHARE = 0.7; // of the window's height; style.css gives scrollers the same
const LEAST = 640;
const PRINTED_MAX = 2000;

const heightOf = (): number => Math.max(LEAST, innerHeight * SHARE);

function usePrinting(): boolean {
  const [printing, setPrinting] = useState(() => matchMedia("print").matches);
  useEffect(() => {
    const media = matchMedia("print");
    const changed = () => setPrinting(media.matches);
    media.addEventListener("change", changed);
    return () => media.removeEventListener("change", changed);
  }, []);
  return printing;
}

export function useWindow(rows: number, rowHeight: number): { part: Window; onScroll: (event: Event) => void } {
  const [seen, see] = useState({ top: 0, height: heightOf() });
  useEffect(() => {
    const resized = () => see((last) => ({ ...last, height: heightOf() }));
    addEventListener("resize", resized);
    return () => removeEventListener("resize", resized);
  }, []);
  const printing = usePrinting();
  const part = printing ? { first: 0, last: Math.min(rows, PRINTED_MAX), before: 0, after: 0 } : windowOf(rows, rowHeight, seen.top, seen.height);
  return { part, onScroll: (event) => see({ top: (event.currentTarget as HTMLElement).scrollTop, height: heightOf() }) };
}
