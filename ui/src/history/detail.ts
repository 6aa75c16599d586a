// What an event says beside its type and its state, in one line.
import { changesText } from "./changes";
import { type HistoryEvent } from "./event";
import { formatDuration } from "../format/time";
import { listOf, member, objectOf, text, textOf } from "../json/members";

type Tell = (event: HistoryEvent) => string;

const errorOf: Tell = ({ raw }) => {
  const error = member(raw, "error");
  return error === null ? "" : [text(error, "type"), text(error, "message")].filter((part) => part !== "").join(": ");
};
const attemptOf: Tell = ({ raw }) => (text(raw, "attempt") === "" ? "" : `${text(raw, "kind") === "probe" ? "probe" : "attempt"} ${text(raw, "attempt")}`);
const dueOf: Tell = ({ raw, at }) => {
  const due = Date.parse(text(raw, "until") || text(raw, "deadline"));
  return Number.isNaN(due) || due <= at ? "" : `due ${formatDuration(due - at)} later`;
};
const eventOf: Tell = ({ raw }) => text(member(raw, "event"), "type");
const namesOf: Tell = ({ raw }) => {
  const set = [...objectOf(member(raw, "set")).keys()];
  const unset = listOf(member(raw, "unset")).map(textOf);
  return [set.length > 0 ? `sets ${set.join(", ")}` : "", unset.length > 0 ? `removes ${unset.join(", ")}` : ""].filter((part) => part !== "").join("; ");
};
const resolutionOf: Tell = ({ raw }) => [text(raw, "resolution"), text(raw, "evidence")].filter((part) => part !== "").join(": ");
const reasonOf: Tell = ({ raw }) => (text(raw, "reason") === "" ? "" : `“${text(raw, "reason")}”`);
const nextOf: Tell = ({ raw }) => (text(raw, "next") === "" ? "" : `→ ${text(raw, "next")}`);

const ALL: readonly Tell[] = [attemptOf, resolutionOf, reasonOf, eventOf, errorOf, namesOf, changesText, dueOf, nextOf];

export const detailOf = (event: HistoryEvent): string => ALL.map((tell) => tell(event)).filter((part) => part !== "").join(", ");
