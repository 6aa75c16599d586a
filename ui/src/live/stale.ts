// What is shown although the server refused to tell it anew, by what it is. The shell's banner tells
// of it, so that no page shows old things as if they were new.
import { signal } from "@preact/signals";
import { type Refusal } from "../api/client";

export interface Stale {
  refusal: Refusal;
  since: number; // when it was told last
}
export const stale = signal<ReadonlyMap<string, Stale>>(new Map());

export function outdated(what: string, refusal: Refusal, since: number): void {
  stale.value = new Map(stale.value).set(what, { refusal, since });
}

export function renewed(what: string): void {
  if (!stale.value.has(what)) return;
  const others = new Map(stale.value);
  others.delete(what);
  stale.value = others;
}

// What pages show at all, and when it was told: an age is told of something only.
export const shown = signal<ReadonlyMap<string, number>>(new Map());

export function toldNow(what: string, at: number): void {
  const known = shown.value.get(what);
  if (known === undefined || at - known >= 1000) shown.value = new Map(shown.value).set(what, at);
}

export function toldNoMore(what: string): void {
  const others = new Map(shown.value);
  if (others.delete(what)) shown.value = others;
}

// The worst: what is gone, else what is oldest.
export function worstOf(all: ReadonlyMap<string, Stale>): Stale | null {
  const sorted = [...all.values()].sort((a, b) => Number(b.refusal.status === 404) - Number(a.refusal.status === 404) || a.since - b.since);
  return sorted[0] ?? null;
}
