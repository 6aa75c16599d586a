// Small pieces that every page uses.
import { type ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { wordsOf } from "../api/advice";
import { awaySince, type Refusal, serverNow } from "../api/client";
import { formatTime, formatUtc } from "../format/time";
import { shorten, showInvisible, statusName } from "../format/text";
import { type Json, printJson } from "../json/json";
import { timeStyle } from "../shell/settings";
import { second } from "./clock";

// A shape beside each colour: colour alone tells nothing to many people.
const SHAPES: Record<string, string> = {
  running: "▶", retrying: "↻", ok: "✓", completed: "✓", failed: "✕", stuck: "!", parked: "!", undoFailed: "!",
  paused: "‖", compensating: "↶", undoing: "↶", undone: "↩", compensated: "↩", partially_compensated: "↩",
  terminated: "■", unknown: "?", uncertain: "?", skipped: "»", open: "○", pending: "○", notNeeded: "–",
  kept: "–", doneOutside: "✓", givenUp: "✕", probing: "?", consumed: "✓",
  waiting: "○", matched: "✓", expired: "✕", cut: "–", applied: "✓", irreversible: "⊘", outstanding: "!", done: "✓", accepted: "✓", refused: "–", stopped: "■", started: "▶",
};

export function Status({ status }: { status: string }) {
  return (
    <span class={`status is-${status.replace(/[^A-Za-z_]/g, "")}`}>
      <span aria-hidden="true">{SHAPES[status] ?? "•"}</span> {statusName(status)}
    </span>
  );
}

// Its title has all of it.
export function Time({ at, precise = false }: { at: string; precise?: boolean }) {
  const moment = Date.parse(at);
  if (Number.isNaN(moment)) return <span class="quiet">–</span>;
  if (timeStyle.value === "relative") void second.value;
  return <time dateTime={at} title={formatUtc(moment)}>{formatTime(moment, timeStyle.value, serverNow(), precise)}</time>;
}

export function Copy({ text, what }: { text: string; what: string }) {
  const [said, say] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      say("copied");
    } catch {
      say("not allowed here");
    }
  };
  return (
    <button type="button" class="small" onClick={copy} aria-label={`Copy ${what}`}>
      {said === "" ? "Copy" : said}
    </button>
  );
}

export function save(name: string, content: string, type = "application/octet-stream"): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(url);
}

const PREVIEW_MAX = 16_384;

// A payload as the server wrote it, only ever as text.
export function Payload({ value, name }: { value: Json | undefined; name: string }) {
  if (value === undefined) return <p class="quiet">Nothing yet.</p>;
  const text = printJson(value, 2);
  const cut = text.length > PREVIEW_MAX;
  return (
    <div class="payload">
      <pre tabIndex={0} aria-label={name}>{showInvisible(shorten(text, PREVIEW_MAX))}</pre>
      <p class="tools">
        <Copy text={text} what={name} />
        <button type="button" class="small" onClick={() => save(`${name}.json`, text)}>Download</button>
        {cut && <span class="quiet">The first 16 kB of {text.length} characters; the download has all.</span>}
      </p>
    </div>
  );
}

export function Refused({ refusal, children }: { refusal: Refusal; children?: ComponentChildren }) {
  return (
    <div class="refused" role="alert">
      <p>{showInvisible(wordsOf(refusal, awaySince.value !== null))}</p>
      {refusal.places.length > 0 && (
        <ul>{refusal.places.map((place, at) => <li key={at}>{showInvisible(place)}</li>)}</ul>
      )}
      {children}
    </div>
  );
}

export function Loading({ refusal, reload }: { refusal: Refusal | null; reload?: () => void }) {
  if (refusal === null) return <p class="loading" role="status">Loading…</p>;
  return <Refused refusal={refusal}>{reload && <button type="button" onClick={reload}>Try again</button>}</Refused>;
}
