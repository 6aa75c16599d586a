// The error that matters now, as the server picks it: of the undo that failed, of the step that is
// tried again, else the one that ended it. A server that does not pick has one error only.
import { shorten } from "../format/text";
import { type Json } from "../json/json";
import { member, text } from "../json/members";

export const errorText = (error: Json, most = 600): string =>
  shorten([text(error, "type"), text(error, "message")].filter((part) => part !== "").join(": "), most);

export const presentError = (raw: Json): Json => (raw instanceof Map && raw.has("currentError") ? member(raw, "currentError") : member(raw, "error"));

// What started the undo, where the error that matters now is another one.
export function firstError(raw: Json): Json {
  const first = member(raw, "error");
  return first === null || errorText(first) === errorText(presentError(raw)) ? null : first;
}
