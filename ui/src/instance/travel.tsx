// The slider through the events of an instance, and what is said while not all of them are here.
import { useState } from "preact/hooks";
import { Refusal } from "../api/client";
import { groupDigits } from "../format/text";
import { type HistoryEvent } from "../history/event";
import { type Snapshot } from "../history/snapshot";
import { Refused, save } from "../parts/basics";
import { go, withParameters } from "../shell/router";
import { EVENTS_STEP, type History, wholeHistory } from "./use-history";

const digits = (number: number): string => groupDigits(String(number));

export function Travel({ last, at, now, event, asking }: { last: number; at: number; now: Snapshot | null; event: HistoryEvent | undefined; asking: boolean }) {
  const set = (seq: number) => go(withParameters({ at: seq >= last ? "" : String(Math.max(1, seq)) }), true);
  return (
    <p class="travel">
      <label>State at event <input type="range" min={1} max={last} value={at} onInput={(input) => set(Number(input.currentTarget.value))} /></label>
      <button type="button" class="small" disabled={at <= 1} onClick={() => set(at - 1)} aria-label="One event back">◀</button>
      <button type="button" class="small" disabled={at >= last} onClick={() => set(at + 1)} aria-label="One event on">▶</button>
      <span role="status">
        {digits(at)} of {digits(last)}{event && `: ${event.type} ${event.state}`}{at >= last && " (now)"}
        {asking && " (asking the server…)"}{now !== null && now.rewindTo !== "" && `; it is being sent back to ${now.rewindTo}`}
      </span>
      {at < last && <button type="button" class="small" onClick={() => set(last)}>Back to now</button>}
    </p>
  );
}

export function ExportHistory({ id }: { id: string }) {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const run = async () => {
    setBusy(true);
    setRefusal(null);
    try {
      save(`${id}.history.jsonl`, await wholeHistory(id));
    } catch (error) {
      setRefusal(error instanceof Refusal ? error : new Refusal(0, String(error)));
    }
    setBusy(false);
  };
  return (
    <>
      <button type="button" disabled={busy} onClick={() => void run()}>{busy ? "Reading all of it…" : "Export the history"}</button>
      {refusal !== null && <Refused refusal={refusal} />}
    </>
  );
}

// Nothing is said of a history that is here as a whole, or will be at once.
const LONG = 1000;

export function HowMuch({ id, history, last }: { id: string; history: History; last: number }) {
  const here = history.events.length;
  if (here >= last || (!history.reading && !history.more) || (history.reading && last < LONG)) return null;
  if (history.reading) return <p class="quiet" role="status">Reading the history: {digits(here)} of {digits(last)} events…</p>;
  return (
    <div class="tools">
      <span role="status">Only the first {digits(here)} of {digits(last)} events are here. Newer states are told by the server.</span>
      <button type="button" onClick={history.readOn}>Read {digits(Math.min(EVENTS_STEP, last - here))} more</button> <ExportHistory id={id} />
    </div>
  );
}
