// What an instance of a list waits for, in a few words, with the time until then.
import { serverNow } from "../api/client";
import { countdown } from "../format/why";
import { type Json } from "../json/json";
import { count, listOf, member, text } from "../json/members";

function waitWords(wait: Json): string {
  const attempt = count(wait, "attempt");
  switch (text(wait, "kind")) {
    case "task": return attempt > 1 ? `answer of attempt ${attempt}` : "an answer";
    case "retry": return `attempt ${attempt + 1}`;
    case "event": return text(wait, "event");
    case "timer": return "its time";
    case "operator": return "an operator";
    default: return text(wait, "kind");
  }
}

const LATEST: Record<string, string> = { task: "at most ", event: "at most " };

export function waitText(raw: Json): string {
  const waits = listOf(member(raw, "waitingFor"));
  const wait = waits[0];
  if (wait === undefined) return "";
  const until = Date.parse(text(wait, "until"));
  const due = member(wait, "held") === true ? ", held" : Number.isNaN(until) ? "" : `, ${LATEST[text(wait, "kind")] ?? ""}${countdown(until - serverNow())}`;
  return `${member(wait, "undo") === true ? "undo: " : ""}${waitWords(wait)}${due}${waits.length > 1 ? ` and ${waits.length - 1} more` : ""}`;
}
