// One stream of changes for all tabs of this browser: browsers allow few connections to a server, so
// the tab that holds a lock reads the stream and tells the others. Where the browser has no locks
// (plain HTTP from afar), each tab reads its own.
import { signal } from "@preact/signals";
import { parseJson } from "../json/json";
import { text } from "../json/members";

// Ids of instances that changed; null: anything may have, look anew.
export type News = string | null;
type Told = { kind: "news"; id: News } | { kind: "open"; open: boolean } | { kind: "hello" };

export const streaming = signal(false);
const listeners = new Set<(news: News) => void>();
const NAME = "sagaflow.stream";
const AGAIN_MS = 10_000;

export function onNews(listen: (news: News) => void): () => void {
  listeners.add(listen);
  return () => listeners.delete(listen);
}

const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(NAME);
let leads = false;

function hear(told: Told): void {
  if (told.kind === "open") streaming.value = told.open;
  else if (told.kind === "news") for (const listen of listeners) listen(told.id);
  else if (leads) channel?.postMessage({ kind: "open", open: streaming.value } satisfies Told);
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

function read(): void {
  const source = new EventSource("/v1/stream");
  source.addEventListener("ready", () => {
    tell({ kind: "open", open: true });
    tell({ kind: "news", id: null });
  });
  source.addEventListener("reset", () => tell({ kind: "news", id: null }));
  for (const name of ["instance", "left"]) {
    source.addEventListener(name, (event) => tell({ kind: "news", id: idOf((event as MessageEvent<string>).data) }));
  }
  source.addEventListener("error", () => {
    tell({ kind: "open", open: false });
    tell({ kind: "news", id: null }); // asking shows whether the server is away
    // After a refusal the browser gives up; the pages ask by themselves until it is there again.
    if (source.readyState === EventSource.CLOSED) window.setTimeout(read, AGAIN_MS);
  });
}

function lead(): void {
  leads = true;
  read();
}

export function startStream(): void {
  if (typeof EventSource === "undefined") return;
  if (channel === null || navigator.locks === undefined) return lead();
  channel.addEventListener("message", (event: MessageEvent<Told>) => hear(event.data));
  channel.postMessage({ kind: "hello" } satisfies Told);
  void navigator.locks.request(NAME, () => {
    lead();
    return new Promise(() => {}); // held until the tab is gone
  });
}
