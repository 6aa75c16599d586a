// What reaches a page while it is open. Changes are collected and applied at a beat, the newest of
// each instance only; rows that are shown are changed in place, and new ones are announced and
// wait, so that no list ever moves under the cursor.

export interface Change<Row> {
  id: string;
  seq: number;
  row: Row;
}
export interface Live<Row> {
  rows: readonly Row[];
  waiting: ReadonlyMap<string, Change<Row>>; // since the last beat
  fresh: ReadonlyMap<string, Row>; // new instances that wait to be shown
  seen: ReadonlyMap<string, number>; // the newest event that was applied, by id
  paused: boolean;
  staleSince: number | null; // the server is out of reach since then
  mustReload: boolean; // changes were missed
  changed: number; // by the last beat, for the announcement
}
export type LiveEvent<Row> =
  | { kind: "loaded"; rows: readonly Row[] }
  | { kind: "changed"; change: Change<Row> }
  | { kind: "beat" }
  | { kind: "showFresh" }
  | { kind: "pause" }
  | { kind: "resume" }
  | { kind: "lost"; at: number }
  | { kind: "found" }
  | { kind: "missed" };

export function startLive<Row>(): Live<Row> {
  return {
    rows: [], waiting: new Map(), fresh: new Map(), seen: new Map(), paused: false, staleSince: null,
    mustReload: false, changed: 0,
  };
}

// More than this between two beats, and asking anew is cheaper than following.
export const WAITING_MAX = 2000;

export function reduceLive<Row extends { id: string }>(live: Live<Row>, event: LiveEvent<Row>): Live<Row> {
  switch (event.kind) {
    case "loaded":
      return { ...startLive<Row>(), rows: event.rows, paused: live.paused };
    case "changed":
      return collect(live, event.change);
    case "beat":
      return live.paused || live.waiting.size === 0 ? live : applyWaiting(live);
    case "showFresh":
      return { ...live, rows: [...[...live.fresh.values()].reverse(), ...live.rows], fresh: new Map() };
    case "pause":
      return { ...live, paused: true };
    case "resume":
      return { ...live, paused: false };
    case "lost":
      return { ...live, staleSince: live.staleSince ?? event.at };
    case "found":
      return live.staleSince === null ? live : { ...live, staleSince: null, mustReload: true };
    case "missed":
      return { ...live, waiting: new Map(), mustReload: true };
  }
}

function collect<Row extends { id: string }>(live: Live<Row>, change: Change<Row>): Live<Row> {
  const known = Math.max(live.waiting.get(change.id)?.seq ?? 0, live.seen.get(change.id) ?? 0);
  if (live.mustReload || change.seq <= known) return live;
  if (live.waiting.size >= WAITING_MAX && !live.waiting.has(change.id)) {
    return { ...live, waiting: new Map(), mustReload: true };
  }
  return { ...live, waiting: new Map(live.waiting).set(change.id, change) };
}

function applyWaiting<Row extends { id: string }>(live: Live<Row>): Live<Row> {
  const seen = new Map(live.seen);
  const fresh = new Map(live.fresh);
  const shown = new Set(live.rows.map((row) => row.id));
  for (const [id, change] of live.waiting) {
    seen.set(id, change.seq);
    if (!shown.has(id)) fresh.set(id, change.row);
  }
  const rows = live.rows.map((row) => live.waiting.get(row.id)?.row ?? row);
  return { ...live, rows, fresh, seen, waiting: new Map(), changed: live.waiting.size };
}
