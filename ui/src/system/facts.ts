// One figure of /v1/system as people read it: its name in words, without its unit, and the value with
// it. Units stand at the end of the names of members.
import { groupDigits } from "../format/text";
import { formatDuration } from "../format/time";
import { type Json } from "../json/json";
import { textOf } from "../json/members";

const wordsOf = (name: string): string => name.replace(/([a-z])([A-Z])/g, (_, before: string, next: string) => `${before} ${next.toLowerCase()}`);

const SIZES = ["B", "kB", "MB", "GB", "TB"];

export function formatBytes(bytes: number): string {
  const power = Math.min(SIZES.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toPrecision(3)} ${SIZES[power]}`;
}

// Below a second the fractions count.
export const formatMs = (ms: number): string => (ms < 1000 ? `${Number(ms.toPrecision(2))} ms` : formatDuration(ms));

const UNITS: [RegExp, (value: number) => string][] = [[/Ms$/, formatMs], [/Seconds$/, (value) => formatDuration(value * 1000)], [/Bytes$/, formatBytes]];

export interface Fact {
  name: string;
  says: string;
}

export function factOf(name: string, value: Json): Fact {
  const told = textOf(value);
  const unit = told === "" || Number.isNaN(Number(told)) ? undefined : UNITS.find(([ending]) => ending.test(name));
  if (unit === undefined) return { name: wordsOf(name), says: groupDigits(told) };
  return { name: wordsOf(name.replace(unit[0], "")), says: unit[1](Number(told)) };
}
