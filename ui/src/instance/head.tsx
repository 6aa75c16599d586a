// What an operator sees first: the status, why, what can be done, and what it waits for.
import { type ComponentChildren } from "preact";
import { type Action, type ActionRule, allowedActions } from "../actions/allowed";
import { serverNow } from "../api/client";
import { countdown } from "../format/why";
import { showInvisible, shorten } from "../format/text";
import { type Json } from "../json/json";
import { count, listOf, member, text } from "../json/members";
import { errorText, firstError, presentError } from "../lists/error";
import { Copy, Status, Time } from "../parts/basics";
import { second } from "../parts/clock";
import { WhyText } from "../parts/why";
import { link } from "../shell/router";
import { sendEvent } from "../shell/sending";

// Attempts beside those that the retry policy allows: before a retry by hand, or interrupted.
function uncounted(wait: Json): string {
  const number = count(wait, "uncounted");
  return number === 0 ? "" : ` (${number} of them ${number === 1 ? "does" : "do"} not count)`;
}

// One kind of wait, told as what is going on.
function waitWords(wait: Json): string {
  const attempt = count(wait, "attempt");
  switch (text(wait, "kind")) {
    case "task": return attempt > 1 ? `attempt ${attempt} is out` : "is being called";
    case "retry": return `attempt ${attempt} failed${uncounted(wait)}`;
    case "operator": return attempt > 0 ? `needs you after attempt ${attempt}${uncounted(wait)}` : "needs you";
    case "timer": return "waits for its time";
    case "event": return "waits for the event";
    default: return text(wait, "kind");
  }
}

const DUE: Record<string, string> = { retry: "next", timer: "goes on", task: "times out", event: "gives up" };

// Nothing of what is due comes while the instance is paused.
function Due({ wait }: { wait: Json }) {
  const until = Date.parse(text(wait, "until"));
  if (member(wait, "held") === true) return <>, held until it is resumed</>;
  return Number.isNaN(until) ? null : <>, {DUE[text(wait, "kind")] ?? "until"} {countdown(until - serverNow())}</>;
}

function Wait({ wait, told }: { wait: Json; told: string }) {
  const until = Date.parse(text(wait, "until"));
  if (!Number.isNaN(until)) void second.value;
  const what = text(wait, "event");
  const error = member(wait, "lastError");
  return (
    <li>
      {member(wait, "undo") === true ? "undo of " : ""}<b>{text(wait, "state")}</b> {waitWords(wait)}
      {what !== "" && <> <b>{showInvisible(what)}</b> of key <code>{showInvisible(text(wait, "key"))}</code></>}
      <Due wait={wait} />
      {text(wait, "kind") === "event" && <> <button type="button" class="small" onClick={() => sendEvent(what, text(wait, "key"))}>Send this event…</button></>}
      {error !== null && !told.includes(text(error, "message")) && <div class="error">{showInvisible(errorText(error))}</div>}
    </li>
  );
}

// The action that most probably mends it; the others stand beside it.
const SAFE: Record<string, Action> = { stuck: "resolve", parked: "retry", paused: "resume" };

function Actions({ instance, onAct }: { instance: Json; onAct: (rule: ActionRule) => void }) {
  const safe = SAFE[text(instance, "status")];
  const rules = allowedActions(instance);
  const ordered = [...rules].sort((a, b) => Number(b.action === safe) - Number(a.action === safe));
  if (rules.length === 0) return null;
  return (
    <p class="tools actions">
      {ordered.map((rule) => (
        <button key={rule.action} type="button" class={rule.action === safe ? "primary" : rule.action === "terminate" ? "grave" : ""} title={rule.says} onClick={() => onAct(rule)}>{rule.title}</button>
      ))}
    </p>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return <div><dt>{name}</dt><dd>{children}</dd></div>;
}

// What went wrong: what has to be mended now, in the participant's own words too, and then what
// started the undo.
function Errors({ instance, why }: { instance: Json; why: string }) {
  const now = presentError(instance);
  const first = firstError(instance);
  const told = (error: Json) => error === null || why.includes(text(error, "message"));
  const explanation = text(now, "explanation");
  const of = member(now, "undo") === true ? `undo of ${text(now, "state")}: ` : "";
  return (
    <>
      {!told(now) && <p class="error">{showInvisible(of + errorText(now))}</p>}
      {explanation !== "" && !why.includes(explanation) && <p class="error">It was answered: “{showInvisible(explanation)}”</p>}
      {!told(first) && <p class="quiet">It is undone because of {text(first, "state") === "" ? "" : `${text(first, "state")}: `}{showInvisible(errorText(first))}</p>}
    </>
  );
}

export function Head({ instance, onAct, children }: { instance: Json; onAct: (rule: ActionRule) => void; children?: ComponentChildren }) {
  const why = text(instance, "why");
  const key = text(instance, "key");
  const waits = listOf(member(instance, "waitingFor"));
  const before = text(instance, "restartOf");
  return (
    <header>
      <h1>{showInvisible(shorten(key || text(instance, "id"), 80))} <Status status={text(instance, "status")} /></h1>
      {why !== "" && <p class="why"><WhyText of={instance} /></p>}
      <Errors instance={instance} why={why} />
      {member(instance, "overdue") === true && <p class="error">Its deadline has passed after the point of no return; the work goes on.</p>}
      {children}
      <Actions instance={instance} onAct={onAct} />
      {waits.length > 0 && <ul class="waits" aria-label="What it waits for">{waits.map((wait, at) => <Wait key={at} wait={wait} told={`${why} ${errorText(presentError(instance))}`} />)}</ul>}
      <dl class="facts">
        <Fact name="Saga"><a href={`${link("definitions", text(instance, "saga"))}?version=${text(instance, "version")}`}>{text(instance, "saga")} v{text(instance, "version")}</a></Fact>
        {key !== "" && <Fact name="Key">{showInvisible(shorten(key, 80))} <Copy text={key} what="key" /></Fact>}
        <Fact name="Id"><code>{text(instance, "id")}</code> <Copy text={text(instance, "id")} what="id" /></Fact>
        {before !== "" && <Fact name="Started anew for"><a href={link("instances", before)}><code>{before}</code></a></Fact>}
        <Fact name="Started"><Time at={text(instance, "startedAt")} /></Fact>
        {text(instance, "endedAt") === "" ? <Fact name="Changed"><Time at={text(instance, "updatedAt")} /></Fact> : <Fact name="Ended"><Time at={text(instance, "endedAt")} /></Fact>}
      </dl>
    </header>
  );
}
