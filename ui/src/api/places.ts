// Where a refusal points at, in words; what its own sentence says already is not said again.
import { type Json } from "../json/json";
import { listOf, member, text } from "../json/members";

export const lineOf = (item: Json): string => (text(item, "line") === "" ? "" : `line ${text(item, "line")}, column ${text(item, "column")}`);

function placeText(item: Json, told: string): string {
  const where = lineOf(item) || text(item, "pointer") || text(item, "parameter");
  const message = text(item, "message");
  const said = message !== "" && told.includes(message);
  const hint = told.includes(text(item, "hint")) ? "" : text(item, "hint");
  if (said && hint === "" && (where === "" || told.includes(where))) return "";
  const rest = said ? hint : `${message}${hint === "" ? "" : ` (${hint})`}`;
  return [where, rest].filter((part) => part !== "").join(": ");
}

export function placesOf(problem: Json, told: string): string[] {
  const all = listOf(member(problem, "errors")).map((item) => placeText(item, told));
  return [...new Set(all.filter((place) => place !== ""))];
}
