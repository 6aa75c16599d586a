// The events of an instance, newest first, filtered by what the URL says; only the rows that are
// seen are in the page.
import { useState } from "preact/hooks";
import { changesOf } from "../history/changes";
import { detailOf } from "../history/detail";
import { type HistoryEvent } from "../history/event";
import { filterHistory, GROUPS, isManual, isTrouble } from "../history/filter";
import { text } from "../json/members";
import { shorten, showInvisible } from "../format/text";
import { showPanel } from "../parts/show-panel";
import { useNarrow, useWindow } from "../parts/use-window";
import { Payload, Time } from "../parts/basics";
import { go, place, withParameters } from "../shell/router";

const ROW = 36;
const CARD = 76;
const COLUMNS = 6;

// One line in the row; all of it in its title, and in the panel.
function Detail({ event }: { event: HistoryEvent }) {
  const told = detailOf(event);
  return <td class="detail" title={showInvisible(shorten(told, 2000))}>{showInvisible(shorten(told, 300))}</td>;
}

function Opened({ event, onClose }: { event: HistoryEvent; onClose: () => void }) {
  const changes = changesOf(event);
  const told = detailOf(event);
  return (
    <section class="panel" aria-label={`Event ${event.seq}`}>
      <div class="bar-top"><h2>{event.seq}: {event.type}</h2><button type="button" class="small" aria-label="Close the event" onClick={onClose}>✕</button></div>
      <p>{event.state} {showInvisible(shorten(told, 2000))}</p>
      {changes.length > 0 && (
        <table class="attempts">
          <caption class="unseen">What it changed</caption>
          <thead><tr><th scope="col">Changed</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
          <tbody>{changes.map((line) => <tr key={line.name}><th scope="row">{showInvisible(line.name)}</th><td>{showInvisible(line.before)}</td><td>{showInvisible(line.after)}</td></tr>)}</tbody>
        </table>
      )}
      <Payload value={event.raw} name={`event-${event.seq}`} />
    </section>
  );
}

export function HistoryView({ events }: { events: readonly HistoryEvent[] }) {
  const [open, setOpen] = useState<number | null>(null);
  const search = new URLSearchParams(place.value.search);
  const filter = { state: search.get("state") ?? "", group: search.get("group") ?? "", troubleOnly: search.get("trouble") === "1" };
  const shown = filterHistory(events, filter).reverse();
  const states = [...new Set(events.map((event) => event.state).filter((state) => state !== ""))];
  const height = useNarrow() ? CARD : ROW;
  const { part, onScroll } = useWindow(shown.length, height);
  const set = (changes: Record<string, string>) => go(withParameters(changes), true);
  const show = (seq: number) => {
    setOpen(open === seq ? null : seq);
    requestAnimationFrame(showPanel);
  };
  const opened = events.find((event) => event.seq === open);
  return (
    <>
      <p class="filters">
        <label>State <select value={filter.state} onChange={(event) => set({ state: event.currentTarget.value })}>
          <option value="">all</option>
          {states.map((state) => <option key={state}>{state}</option>)}
        </select></label>
        <label>Kind <select value={filter.group} onChange={(event) => set({ group: event.currentTarget.value })}>
          <option value="">all</option>
          {[...Object.keys(GROUPS), "manual"].map((group) => <option key={group}>{group}</option>)}
        </select></label>
        <label class="inline"><input type="checkbox" checked={filter.troubleOnly} onChange={(event) => set({ trouble: event.currentTarget.checked ? "1" : "" })} /> Trouble only</label>
        <span class="quiet" role="status">{shown.length} of {events.length} events</span>
      </p>
      <div class={opened === undefined ? "" : "beside"}>
        <div class="scroller" tabIndex={0} role="region" aria-label="Events, newest first" onScroll={onScroll}>
          <table class="events cards">
            <caption class="unseen">Events, newest first</caption>
            <thead><tr><th scope="col">No.</th><th scope="col">Time</th><th scope="col">Event</th><th scope="col">State</th><th scope="col">By</th><th scope="col">Detail</th></tr></thead>
            <tbody>
              {part.before > 0 && <tr aria-hidden="true" style={{ height: `${part.before}px` }}><td colSpan={COLUMNS} /></tr>}
              {shown.slice(part.first, part.last).map((event) => (
                <tr key={event.seq} class={isTrouble(event) ? "trouble" : ""} style={{ height: `${height}px` }}>
                  <td><button type="button" class="small" aria-expanded={open === event.seq} onClick={() => show(event.seq)}>{event.seq}</button></td>
                  <td><Time at={text(event.raw, "at")} precise /></td>
                  <td>{event.type}{isTrouble(event) && <span class="unseen"> (trouble)</span>}</td>
                  <td>{event.state}{event.visit > 1 && ` (visit ${event.visit})`}</td>
                  <td>{isManual(event) ? showInvisible(shorten(text(event.raw, "actor"), 40)) : ""}</td>
                  <Detail event={event} />
                </tr>
              ))}
              {part.after > 0 && <tr aria-hidden="true" style={{ height: `${part.after}px` }}><td colSpan={COLUMNS} /></tr>}
            </tbody>
          </table>
        </div>
        {opened !== undefined && <Opened event={opened} onClose={() => setOpen(null)} />}
      </div>
      {shown.length === 0 && <p>No event matches. <button type="button" onClick={() => set({ state: "", group: "", trouble: "" })}>Show all</button></p>}
    </>
  );
}
