// What has happened to an instance since somebody looked at it.
import { type HistoryEvent } from "../history/event";
import { detailOf } from "../history/detail";
import { shorten } from "../format/text";
import { text } from "../json/members";

const TOLD = 6;

// The newest first.
export function happenedSince(events: readonly HistoryEvent[], seq: number): string[] {
  const fresh = events.filter((event) => event.seq > seq);
  const lines = fresh.slice(-TOLD).reverse().map((event) => {
    const actor = text(event.raw, "actor");
    const parts = [event.type, event.state === "" ? "" : `of ${event.state}`, actor === "" ? "" : `by ${actor}`, detailOf(event)];
    return `${event.seq}: ${shorten(parts.filter((part) => part !== "").join(" "), 200)}`;
  });
  return fresh.length > TOLD ? [...lines, `and ${fresh.length - TOLD} before`] : lines;
}
