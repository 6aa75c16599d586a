// What a person chose for this browser. Storage may be forbidden; then the choice lasts as long as
// the page does.
import { effect, signal } from "@preact/signals";
import { type TimeStyle } from "../format/time";

function stored<Value extends string>(name: string, all: readonly Value[], usual: Value) {
  let first: string | null = null;
  try {
    first = localStorage.getItem(`sagaflow.${name}`);
  } catch {
    // Forbidden: the usual choice.
  }
  const choice = signal<Value>(all.find((value) => value === first) ?? usual);
  effect(() => {
    const value = choice.value;
    try {
      localStorage.setItem(`sagaflow.${name}`, value);
    } catch {
      // Forbidden: kept in memory only.
    }
  });
  return choice;
}

export const THEMES = ["system", "light", "dark"] as const;
export const TIME_STYLES: readonly TimeStyle[] = ["local", "utc", "relative"];
export const theme = stored("theme", THEMES, "system");
export const timeStyle = stored("times", TIME_STYLES, "local");
export const letterKeys = stored("letterKeys", ["on", "off"] as const, "on");
export const paused = signal(false);

effect(() => {
  document.documentElement.dataset["theme"] = theme.value;
});

export function following<Value>(all: readonly Value[], value: Value): Value {
  return all[(all.indexOf(value) + 1) % all.length]!;
}
