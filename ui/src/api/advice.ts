// What a refusal means for somebody who only looked, or who has just acted: whether something has
// happened, and what to do now. The server's own words come before it.
import { formatDuration } from "../format/time";
import { type Refusal } from "./client";

const NOT_DONE = "Nothing has happened, and what you typed is kept.";
const IN_DOUBT = "It may have happened or not: look at the instance as it is now before you try again. What you typed is kept.";

const again = ({ retryAfter }: Refusal): string =>
  retryAfter === null || retryAfter === 0 ? "Try again in a moment." : `Try again in ${formatDuration(retryAfter)}.`;

const isBusy = ({ status, code }: Refusal): boolean => status === 429 || (status === 503 && code !== "outcome-pending");

export function adviceForAct(refusal: Refusal): string {
  const { status } = refusal;
  if (refusal.unsent) return "";
  if (status === 409 || status === 412) return NOT_DONE;
  if (isBusy(refusal)) return `${NOT_DONE} ${again(refusal)}`;
  if (status === 401 || status === 403) return `${NOT_DONE} You may lack the right to do this, or your login has ended: load the page again.`;
  return status === 0 || status >= 500 ? IN_DOUBT : NOT_DONE;
}

// Its words were true when no answer came.
export const wordsOf = (refusal: Refusal, away: boolean): string =>
  refusal.status === 0 && !refusal.unsent && !away ? "The server did not answer, and is there again." : refusal.message;

// Why what is shown grows old. Without an answer at all the banner says so itself.
export function adviceForLook(refusal: Refusal): string {
  const { status, retryAfter } = refusal;
  if (status === 404) return "It is not there any more.";
  if (status === 401 || status === 403) return "You may lack the right to see this, or your login has ended: load the page again.";
  if (isBusy(refusal)) return `The server has too much to do; this page asks again ${retryAfter === null ? "by itself" : `in ${formatDuration(retryAfter)}`}.`;
  return "This page goes on asking.";
}

// What has a key of its own, as starts and bulk jobs have, finds what it may have begun when it is
// sent again.
export function adviceForStart(refusal: Refusal, what: "instance" | "job" | "event"): string {
  const says = adviceForAct(refusal);
  return says === IN_DOUBT ? `It may have happened or not. What you typed is kept: ${what === "event" ? "send" : "start"} it again, and there is one ${what} whatever became of this. ${again(refusal)}` : says;
}
