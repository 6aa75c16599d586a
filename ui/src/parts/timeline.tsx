// The timeline as bars, with a list for screen readers beside it.
import { serverNow } from "../api/client";
import { formatDuration } from "../format/time";
import { type HistoryEvent } from "../history/event";
import { hasEnded } from "../history/snapshot";
import { placeOf, sectionsOf, ticksOf } from "../timeline/scale";
import { type Bar, timelineOf } from "../timeline/timeline";
import { second } from "./clock";

const percent = (share: number) => `${(share * 100).toFixed(3)}%`;
const LEGEND = [
  ["bar out-ok", "done"], ["bar out-failed", "failed"], ["bar out-unknown", "unknown outcome"], ["bar out-open", "under way"], ["bar undo out-ok", "undone"],
  ["bar is-backoff", "back-off, waits"], ["bar is-parked", "waits for an operator"], ["fold", "idle time, folded"],
] as const;

// More bars than anybody can tell apart.
const EVENTS_MAX = 3000;

const NAMES: Record<string, string> = { receive: "waits for an event", timer: "waits for its time", backoff: "back-off", parked: "waits for an operator", rewind: "is sent back" };

function barText(bar: Bar, now: number): string {
  const kind = `${NAMES[bar.kind] ?? bar.kind}${bar.attempt > 0 ? ` ${bar.attempt}` : ""}`;
  const visit = bar.visit > 1 ? `, visit ${bar.visit}` : "";
  return `${kind}${visit}: ${bar.outcome || "under way"}, ${formatDuration((bar.to ?? now) - bar.from)}`;
}

export function TimelineView({ events, status }: { events: readonly HistoryEvent[]; status: string }) {
  if (!hasEnded(status)) void second.value;
  const now = serverNow();
  const told = events.slice(-EVENTS_MAX);
  const timeline = timelineOf(told, now);
  const sections = sectionsOf(timeline);
  const folds = sections.filter((section) => section.folded);
  const left = (time: number) => placeOf(sections, time);
  return (
    <div class="timeline">
      <p class="quiet">
        {formatDuration(timeline.to - timeline.from)} in all
        {folds.length > 0 && `; ${folds.length} idle ${folds.length === 1 ? "stretch is" : "stretches are"} folded (dotted)`}
        {timeline.failedAt !== null && "; after the red line there is only undo"}
        {told.length < events.length && `; of the last ${told.length} events that are here: ${events.length - told.length} before them are left out`}
      </p>
      <p class="legend quiet" aria-hidden="true">{LEGEND.map(([look, says]) => <span key={look}><i class={`swatch ${look}`} />{says}</span>)}</p>
      <ul>
        <li class="times" aria-hidden="true">
          <span class="label quiet">since its start</span>
          <span class="track">{ticksOf(sections).map((tick) => <span key={tick.at} class="tick" style={{ left: percent(tick.place) }}>{tick.at === timeline.from ? "0" : `+${formatDuration(tick.at - timeline.from)}`}</span>)}</span>
        </li>
        {timeline.rows.map((row) => (
          <li key={`${row.undo} ${row.item} ${row.state}`}>
            <span class="label">{row.undo && <><span aria-hidden="true">↶ </span><span class="unseen">undo of </span></>}{row.state || "instance"}{row.item !== "" && ` (${row.item})`}</span>
            <span class="track">
              {folds.map((fold) => <span key={fold.from} class="fold" style={{ left: percent(fold.start), width: percent(fold.end - fold.start) }} />)}
              {timeline.failedAt !== null && <span class="failure" style={{ left: percent(left(timeline.failedAt)) }} />}
              {row.bars.map((bar, at) => (
                <span key={at} class={`bar is-${bar.kind} out-${bar.outcome || "open"}${row.undo ? " undo" : ""}`} title={barText(bar, now)}
                  style={{ left: percent(left(bar.from)), width: percent(left(bar.to ?? timeline.to) - left(bar.from)) }}>
                  <span class="unseen">{barText(bar, now)}</span>
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
