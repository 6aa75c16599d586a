// Time to place. Where nothing is called for long, time is folded: a saga that works for 40 ms and
// waits for a week would otherwise show as two dots.
import { type Timeline } from "./timeline";

export interface Section {
  from: number;
  to: number;
  start: number; // place of `from`, 0 to 1
  end: number;
  folded: boolean;
}

const SHARE = 0.3; // of the working time: what a folded section takes at most
const LEAST_MS = 20;

const WORKING = ["attempt", "probe"];

function bounds(timeline: Timeline): number[] {
  const times = new Set([timeline.from, timeline.to]);
  if (timeline.failedAt !== null) times.add(timeline.failedAt);
  for (const row of timeline.rows) {
    for (const bar of row.bars) {
      times.add(bar.from);
      if (bar.to !== null) times.add(bar.to);
    }
  }
  const inside = [...times].filter((time) => time >= timeline.from && time <= timeline.to);
  return inside.sort((a, b) => a - b);
}

// Every time that is in between calls. Bars only begin and end at bounds, so that a difference
// counter over them tells for each section whether something was called in it.
function working(timeline: Timeline, times: number[]): boolean[] {
  const at = new Map(times.map((time, index) => [time, index]));
  const change = Array<number>(times.length + 1).fill(0);
  for (const row of timeline.rows) {
    for (const bar of row.bars) {
      if (!WORKING.includes(bar.kind)) continue;
      change[at.get(bar.from) ?? 0]! += 1;
      change[at.get(bar.to ?? timeline.to) ?? times.length]! -= 1;
    }
  }
  let open = 0;
  return times.slice(1).map((_, index) => (open += change[index]!) > 0);
}

export function sectionsOf(timeline: Timeline): Section[] {
  const times = bounds(timeline);
  const busy = working(timeline, times);
  const lengths = busy.map((_, at) => times[at + 1]! - times[at]!);
  const work = lengths.reduce((sum, length, at) => sum + (busy[at] ? length : 0), 0);
  const most = Math.max(work * SHARE, LEAST_MS);
  const shown = lengths.map((length, at) => (busy[at] ? length : Math.min(length, most)));
  const total = shown.reduce((sum, length) => sum + length, 0) || 1;
  let place = 0;
  return shown.map((length, at) => {
    const start = place;
    place += length / total;
    return { from: times[at]!, to: times[at + 1]!, start, end: place, folded: length < lengths[at]! };
  });
}

export function placeOf(sections: readonly Section[], time: number): number {
  // The first that ends no earlier: sections follow each other.
  let low = 0;
  for (let high = sections.length - 1; low < high; ) {
    const middle = (low + high) >> 1;
    if (sections[middle]!.to < time) low = middle + 1;
    else high = middle;
  }
  const section = sections[low];
  if (section === undefined || section.to === section.from) return section?.end ?? 0;
  const share = (time - section.from) / (section.to - section.from);
  return section.start + Math.min(1, Math.max(0, share)) * (section.end - section.start);
}

export interface Tick {
  at: number;
  place: number;
}

// Where the axis tells the time: at the bounds of sections that stand far enough from each other. A
// folded section is best told of at its end, so bounds after one come first.
const TICK_GAP = 0.12;

export function ticksOf(sections: readonly Section[]): Tick[] {
  const first = sections[0];
  if (first === undefined) return [];
  const wanted = [...sections].sort((a, b) => Number(b.folded) - Number(a.folded) || a.start - b.start).map(({ to, end }) => ({ at: to, place: end }));
  const ticks: Tick[] = [{ at: first.from, place: first.start }];
  for (const tick of wanted) {
    if (tick.place > 1 - TICK_GAP / 2 && tick.place < 1) continue;
    if (ticks.every(({ place }) => Math.abs(place - tick.place) >= TICK_GAP)) ticks.push(tick);
  }
  return ticks.sort((a, b) => a.place - b.place);
}
