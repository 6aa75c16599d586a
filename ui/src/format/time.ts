// Times for people. All are told on the server's time, by the offset that its answers show.

export type TimeStyle = "local" | "utc" | "relative";

const pad = (value: number, digits = 2): string => String(value).padStart(digits, "0");

// 1.5 s, 2 min 5 s, 3 h 20 min, 4 d 2 h: two units at most, never a rounded-up next unit.
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return "";
  if (ms < 0) return `−${formatDuration(-ms)}`;
  if (ms < 1000) return `${Math.floor(ms)} ms`;
  if (ms < 60_000) return `${Math.floor(ms / 100) / 10} s`;
  const units: [string, number][] = [["d", 86_400_000], ["h", 3_600_000], ["min", 60_000], ["s", 1000]];
  const first = units.findIndex(([, size]) => ms >= size);
  const [name, size] = units[first]!;
  const whole = Math.floor(ms / size);
  const next = units[first + 1];
  const rest = next === undefined ? 0 : Math.floor((ms - whole * size) / next[1]);
  return rest > 0 ? `${whole} ${name} ${rest} ${next![0]}` : `${whole} ${name}`;
}

export function formatRelative(at: number, now: number): string {
  const distance = at - now;
  if (Math.abs(distance) < 1000) return "now";
  const size = formatDuration(Math.abs(distance));
  return distance < 0 ? `${size} ago` : `in ${size}`;
}

export function formatUtc(at: number): string {
  if (Number.isNaN(at)) return "";
  return new Date(at).toISOString().replace("T", " ");
}

// The same order of parts as UTC, so that columns of both can be compared.
function localDigits(at: number): string {
  const date = new Date(at);
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
}

export function zoneOf(at: number): string {
  const zone = -new Date(at).getTimezoneOffset();
  const size = `${pad(Math.floor(Math.abs(zone) / 60))}:${pad(Math.abs(zone) % 60)}`;
  return zone === 0 ? "UTC" : `UTC${zone < 0 ? "−" : "+"}${size}`;
}

const SECONDS = "2026-01-31 12:00:00".length;
const MILLISECONDS = "2026-01-31 12:00:00.000".length;

// To the second, and to the millisecond where the order within one matters. The zone is told once
// for all of them, by the button that chooses it.
export function formatTime(at: number, style: TimeStyle, now: number, precise = false): string {
  if (Number.isNaN(at)) return "";
  if (style === "relative") return formatRelative(at, now);
  return (style === "utc" ? formatUtc(at) : localDigits(at)).slice(0, precise ? MILLISECONDS : SECONDS);
}

// What the times of a page are, and the zone that all of them are in.
export const styleName = (style: TimeStyle, now: number): string => (style === "utc" ? "UTC" : style === "relative" ? style : zoneOf(now));

// How far the server's clock is ahead, from the Date header of an answer: it counts whole seconds,
// so an offset below a second and the time on the way is none.
export function clockOffset(dateHeader: string | null, sentAt: number, receivedAt: number): number | null {
  const server = Date.parse(dateHeader ?? "");
  if (Number.isNaN(server)) return null;
  const earliest = server - receivedAt;
  const latest = server + 999 - sentAt;
  if (earliest <= 0 && latest >= 0) return 0;
  return Math.abs(earliest) < Math.abs(latest) ? earliest : latest;
}
