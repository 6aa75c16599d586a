// The timeline as bars, with a list for screen readers beside it.
import { serverNow } from "../api/client";
import { formatDuration } from "../format/time";
import { type HistoryEvent } from "../history/event";
import { hasEnded } from "../history/snapshot";
import { placeOf, sectionsOf } from "../timeline/scale";
import { type Bar, timelineOf } from "../timeline/timeline";
import { second } from "./clock";

const percent = (share: number) => `${(share * 100).toFixed(3)}%`;
const NAMES: Record<string, string> = { receive: "waits for an event", timer: "waits for its time", backoff: "back-off", parked: "waits for an operator", rewind: "is sent back" };

function told(bar: Bar, now: number): string {
  const kind = `${NAMES[bar.kind] ?? bar.kind}${bar.attempt > 0 ? ` ${bar.attempt}` : ""}`;
  const visit = bar.visit > 1 ? `, visit ${bar.visit}` : "";
  return `${kind}${visit}: ${bar.outcome || "under way"}, ${formatDuration((bar.to ?? now) - bar.from)}`;
}

export function TimelineView({ events, status }: { events: readonly HistoryEvent[]; status: string }) {
  if (!hasEnded(status)) void second.value;
  const now = serverNow();
  const timeline = timelineOf(events, now);
  const sections = sectionsOf(timeline);
  const folds = sections.filter((section) => section.folded);
  const left = (time: number) => placeOf(sections, time);
  return (
    <div class="timeline">
      <p class="quiet">
        {formatDuration(timeline.to - timeline.from)} in all
        {folds.length > 0 && `; ${folds.length} idle ${folds.length === 1 ? "stretch is" : "stretches are"} folded (dotted)`}
        {timeline.failedAt !== null && "; after the red line there is only undo"}
      </p>
      <ul>
        {timeline.rows.map((row) => (
          <li key={`${row.undo} ${row.item} ${row.state}`}>
            <span class="label">{row.undo ? "↶ " : ""}{row.state || "instance"}</span>
            <span class="track">
              {folds.map((fold) => <span key={fold.from} class="fold" style={{ left: percent(fold.start), width: percent(fold.end - fold.start) }} />)}
              {timeline.failedAt !== null && <span class="failure" style={{ left: percent(left(timeline.failedAt)) }} />}
              {row.bars.map((bar, at) => (
                <span key={at} class={`bar is-${bar.kind} out-${bar.outcome || "open"}${row.undo ? " undo" : ""}`} title={told(bar, now)}
                  style={{ left: percent(left(bar.from)), width: percent(left(bar.to ?? timeline.to) - left(bar.from)) }}>
                  <span class="unseen">{told(bar, now)}</span>
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
