// What an instance of a list waits for, in a few words, with the time until then.
import { serverNow } from "../api/client";
import { formatRelative } from "../format/time";
import { type Json } from "../json/json";
import { listOf, member, text } from "../json/members";

export function waitText(raw: Json): string {
  const wait = listOf(member(raw, "waitingFor"))[0];
  if (wait === undefined) return "";
  const until = Date.parse(text(wait, "until"));
  const attempt = text(wait, "attempt");
  return `${text(wait, "kind")} ${text(wait, "event")}${attempt === "" ? "" : ` ${attempt}`}${Number.isNaN(until) ? "" : `, ${formatRelative(until, serverNow())}`}`;
}
