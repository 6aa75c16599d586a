// One stream of changes for all tabs of this browser: browsers allow few connections to a server, so
// the tab that holds a lock reads the stream and tells the others. Only tabs that are seen take part:
// one that is hidden lets go of the lock and of the stream, and the next that is seen takes them.
// Where the browser has no locks (plain HTTP from afar), each tab reads its own while it is seen.
import { signal } from "@preact/signals";
import { parseJson } from "../json/json";
import { member, text } from "../json/members";

// Ids of instances that changed; null: anything may have, look anew.
export type News = string | null;
// `at`: the id of the stream's last event, from which any tab can read on.
type Told = { kind: "news"; id: News; at?: string } | { kind: "open"; open: boolean; at?: string } | { kind: "hello" };

export const streaming = signal(false);
// Since when this tab is seen and hears no stream.
export const silentSince = signal<number | null>(null);
const listeners = new Set<(news: News) => void>();
const NAME = "sagaflow.stream";
const AGAIN_MS = 5000; // as the server wishes where it has no place

export function onNews(listen: (news: News) => void): () => void {
  listeners.add(listen);
  return () => listeners.delete(listen);
}

const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(NAME);
let source: EventSource | null = null;
let last = "";
let again: number | undefined;
// Ends this tab's part: its wait for the lock, or its reading.
let leave: (() => void) | null = null;

function setOpen(open: boolean): void {
  streaming.value = open;
  silentSince.value = open || document.hidden ? null : (silentSince.value ?? Date.now());
}

function hear(told: Told): void {
  if (told.kind !== "hello") last = told.at || last;
  if (told.kind === "open") setOpen(told.open);
  else if (told.kind === "news") for (const listen of listeners) listen(told.id);
  else if (source !== null) channel?.postMessage({ kind: "open", open: streaming.value, at: last } satisfies Told);
}

function tell(told: Told): void {
  hear(told);
  channel?.postMessage(told);
}

const idOf = (data: string): News => {
  try {
    return text(parseJson(data), "id") || null;
  } catch {
    return null;
  }
};

const isResumed = (data: string): boolean => {
  try {
    return member(parseJson(data), "resumed") === true;
  } catch {
    return false;
  }
};

// Goes on where this tab or the one before it was: then all that changed in between is told, and
// nothing has to be asked anew.
function read(): void {
  const own = new EventSource(last === "" ? "/v1/stream" : `/v1/stream?after=${encodeURIComponent(last)}`);
  source = own;
  const on = (name: string, act: (event: MessageEvent<string>) => void) => own.addEventListener(name, (event) => act(event as MessageEvent<string>));
  on("ready", ({ data, lastEventId }) => {
    tell({ kind: "open", open: true, at: lastEventId });
    if (!isResumed(data)) tell({ kind: "news", id: null });
  });
  on("reset", ({ lastEventId }) => tell({ kind: "news", id: null, at: lastEventId }));
  for (const name of ["instance", "left"]) on(name, ({ data, lastEventId }) => tell({ kind: "news", id: idOf(data), at: lastEventId }));
  own.addEventListener("error", () => {
    tell({ kind: "open", open: false });
    tell({ kind: "news", id: null }); // asking shows whether the server is away
    // After a refusal the browser gives up; the pages ask by themselves until it is there again.
    if (own.readyState === EventSource.CLOSED && own === source) again = window.setTimeout(read, AGAIN_MS);
  });
}

function close(): void {
  window.clearTimeout(again);
  source?.close();
  source = null;
  tell({ kind: "open", open: false });
}

function take(): void {
  if (leave !== null) return;
  setOpen(streaming.value);
  if (channel === null || navigator.locks === undefined) {
    read();
    leave = close;
    return;
  }
  const waiting = new AbortController();
  leave = () => waiting.abort();
  channel.postMessage({ kind: "hello" } satisfies Told);
  const lead = () => new Promise<void>((released) => {
    if (waiting.signal.aborted) return released();
    read();
    leave = () => {
      close();
      released();
    };
  });
  navigator.locks.request(NAME, { signal: waiting.signal }, lead).catch(() => {}); // aborted: hidden before its turn
}

function followSight(): void {
  if (!document.hidden) return take();
  leave?.();
  leave = null;
  setOpen(false);
}

export function startStream(): void {
  if (typeof EventSource === "undefined") return;
  channel?.addEventListener("message", (event: MessageEvent<Told>) => {
    if (!document.hidden || event.data.kind === "news") hear(event.data);
  });
  document.addEventListener("visibilitychange", followSight);
  followSight();
}
