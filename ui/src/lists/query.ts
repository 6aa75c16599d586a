// The state of a list lives in the URL: this module turns the one into the other. What a URL says
// and nobody knows is dropped and told, so that a mistyped link never shows a list that looks right.

export const STATUSES = [
  "running", "paused", "parked", "compensating", "stuck", "completed", "compensated",
  "partially_compensated", "failed", "terminated",
] as const;
export const WAITS = ["task", "retry", "timer", "event", "decision", "child", "operator"] as const;
export const COLUMNS = [
  "status", "key", "saga", "states", "waiting", "why", "error", "started", "updated", "duration", "id",
] as const;
export type Column = (typeof COLUMNS)[number];
export const DEFAULT_COLUMNS: readonly Column[] = [
  "status", "key", "saga", "states", "waiting", "error", "started", "id",
];

export interface InstanceQuery {
  statuses: string[];
  texts: Partial<Record<TextFilter, string>>;
  waitingFor: string;
  columns: readonly Column[];
}
export const TEXT_FILTERS = [
  "q", "saga", "version", "state", "key", "error", "startedAfter", "startedBefore",
] as const;
export type TextFilter = (typeof TEXT_FILTERS)[number];

export const EMPTY_QUERY: InstanceQuery = {
  statuses: [], texts: {}, waitingFor: "", columns: DEFAULT_COLUMNS,
};

const VALID: Partial<Record<TextFilter, (value: string) => boolean>> = {
  version: (value) => /^[1-9]\d{0,8}$/.test(value),
  startedAfter: (value) => !Number.isNaN(Date.parse(value)),
  startedBefore: (value) => !Number.isNaN(Date.parse(value)),
};

const listIn = (value: string | null): string[] => (value === null || value === "" ? [] : value.split(","));

export function readQuery(search: URLSearchParams): { query: InstanceQuery; refused: string[] } {
  const refused: string[] = [];
  const known = <T extends string>(name: string, all: readonly T[]): T[] => {
    const values = new Set(listIn(search.get(name)));
    for (const value of values) {
      if (!(all as readonly string[]).includes(value)) refused.push(`${name}=${value}`);
    }
    return all.filter((value) => values.has(value));
  };
  const texts: InstanceQuery["texts"] = {};
  for (const name of TEXT_FILTERS) {
    const value = search.get(name) ?? "";
    if (value === "") continue;
    if (VALID[name]?.(value) ?? true) texts[name] = value;
    else refused.push(`${name}=${value}`);
  }
  const statuses = known("status", STATUSES);
  const waitingFor = known("waitingFor", WAITS)[0] ?? "";
  const columns = known("cols", COLUMNS);
  const query = { statuses, texts, waitingFor, columns: columns.length > 0 ? columns : DEFAULT_COLUMNS };
  const names = new Set<string>([...TEXT_FILTERS, "status", "waitingFor", "cols"]);
  for (const name of search.keys()) if (!names.has(name)) refused.push(name);
  return { query, refused };
}

// What the API is asked: all but the columns.
export function apiQuery(query: InstanceQuery): URLSearchParams {
  const search = new URLSearchParams();
  if (query.statuses.length > 0) search.set("status", query.statuses.join(","));
  if (query.waitingFor !== "") search.set("waitingFor", query.waitingFor);
  for (const name of TEXT_FILTERS) {
    const value = query.texts[name];
    if (value !== undefined && value !== "") search.set(name, value);
  }
  return search;
}

export function writeQuery(query: InstanceQuery): URLSearchParams {
  const search = apiQuery(query);
  const ordered = COLUMNS.filter((column) => query.columns.includes(column));
  const usual = COLUMNS.filter((column) => DEFAULT_COLUMNS.includes(column));
  if (ordered.join() !== usual.join() && ordered.length > 0) search.set("cols", ordered.join(","));
  return search;
}

export interface Preset {
  name: string;
  statuses: string[];
  waitingFor: string;
}
export const PRESETS: readonly Preset[] = [
  { name: "All", statuses: [], waitingFor: "" },
  { name: "Needs attention", statuses: ["parked", "stuck"], waitingFor: "" },
  { name: "In flight", statuses: ["running", "paused", "parked", "compensating", "stuck"], waitingFor: "" },
  { name: "Retrying", statuses: [], waitingFor: "retry" },
  { name: "Waiting for events", statuses: ["running"], waitingFor: "event" },
  { name: "Compensating", statuses: ["compensating", "stuck"], waitingFor: "" },
  { name: "Undone", statuses: ["compensated", "partially_compensated"], waitingFor: "" },
  { name: "Completed", statuses: ["completed"], waitingFor: "" },
];

export function presetOf(query: InstanceQuery): string {
  const same = PRESETS.find(
    (preset) =>
      preset.waitingFor === query.waitingFor && [...preset.statuses].sort().join() === [...query.statuses].sort().join(),
  );
  return Object.keys(query.texts).length === 0 ? (same?.name ?? "") : "";
}
