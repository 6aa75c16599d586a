// When to ask again: a Retry-After counts seconds or names a moment.
import { type Refusal } from "./client";

export const FRESH_MS = 2000;
const LONGEST_MS = 600_000;

export function retryAfterOf(header: string | null, now: number): number | null {
  const said = (header ?? "").trim();
  if (said === "") return null;
  const ms = /^\d+$/.test(said) ? Number(said) * 1000 : Date.parse(said) - now;
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), LONGEST_MS);
}

// What was wrong with the request stays wrong; everything else may pass.
const mayPass = ({ status }: Refusal): boolean => status === 0 || status >= 500 || status === 408 || status === 429;

// After a refusal; `every` is the usual pause, and null where nothing is asked again by itself.
export function pauseAfter(refusal: Refusal, every: number | null): number | null {
  if (!mayPass(refusal)) return every;
  return Math.max(every ?? FRESH_MS, refusal.retryAfter ?? 0);
}
