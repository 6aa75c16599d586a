// The server's sentence about an instance, with its time to the next happening counted on: it was
// true when it was made, and is shown for longer. The sentence's words may change; where the time is
// not found in it, it stays as it is and the time is told beside it.
import { formatDuration } from "./time";

const UNITS: [number, number, string][] = [[120_000, 1000, "s"], [7_200_000, 60_000, "min"], [172_800_000, 3_600_000, "h"], [Infinity, 86_400_000, "d"]];

// As the server writes it: in whole units, rounded up.
export function untilWords(ms: number): string {
  if (ms <= 0) return "now";
  const [, size, unit] = UNITS.find(([below]) => ms + 999 < below)!;
  return `in ${Math.floor((ms + 999) / size)} ${unit}`;
}

// A countdown beside the sentence: in the same steps, and finer where hours and days are told.
export const countdown = (ms: number): string => (ms < 120_000 ? untilWords(ms) : `in ${formatDuration(ms)}`);

// What stands in quotes was written by people.
const outside = (sentence: string, change: (part: string) => string): string =>
  sentence.split('"').map((part, at) => (at % 2 === 0 ? change(part) : part)).join('"');

export interface Why {
  says: string;
  counts: boolean; // the time to the next happening stands in it
}

export function liveWhy(sentence: string, madeAt: number, nextAt: number, now: number): Why {
  if (Number.isNaN(madeAt) || Number.isNaN(nextAt) || nextAt <= madeAt) return { says: sentence, counts: false };
  const told = new RegExp(`\\b${untilWords(nextAt - madeAt)}\\b`, "g");
  const present = untilWords(nextAt - now);
  let counts = false;
  const says = outside(sentence, (part) => part.replace(told, () => {
    counts = true;
    return present;
  }));
  return { says, counts };
}
