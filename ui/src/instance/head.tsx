// What an operator sees first: the status, why, what can be done, and what it waits for.
import { type ComponentChildren } from "preact";
import { type Action, type ActionRule, allowedActions } from "../actions/allowed";
import { serverNow } from "../api/client";
import { countdown } from "../format/why";
import { showInvisible, shorten } from "../format/text";
import { type Json } from "../json/json";
import { count, listOf, member, text } from "../json/members";
import { Copy, Status, Time } from "../parts/basics";
import { second } from "../parts/clock";
import { WhyText } from "../parts/why";
import { link } from "../shell/router";

const errorText = (error: Json): string => shorten([text(error, "type"), text(error, "message")].filter((part) => part !== "").join(": "), 600);

// One kind of wait, told as what is going on.
function waitWords(wait: Json): string {
  const attempt = count(wait, "attempt");
  switch (text(wait, "kind")) {
    case "task": return attempt > 1 ? `attempt ${attempt} is out` : "is being called";
    case "retry": return `attempt ${attempt} failed`;
    case "operator": return attempt > 0 ? `needs you after attempt ${attempt}` : "needs you";
    case "timer": return "waits for its time";
    case "event": return "waits for the event";
    default: return text(wait, "kind");
  }
}

const DUE: Record<string, string> = { retry: "next", timer: "goes on", task: "times out", event: "gives up" };

function Wait({ wait, why }: { wait: Json; why: string }) {
  const until = Date.parse(text(wait, "until"));
  if (!Number.isNaN(until)) void second.value;
  const what = text(wait, "event");
  const error = member(wait, "lastError");
  return (
    <li>
      {member(wait, "undo") === true ? "undo of " : ""}<b>{text(wait, "state")}</b> {waitWords(wait)}
      {what !== "" && <> <b>{showInvisible(what)}</b> of key <code>{showInvisible(text(wait, "key"))}</code></>}
      {!Number.isNaN(until) && <>, {DUE[text(wait, "kind")] ?? "until"} {countdown(until - serverNow())}</>}
      {error !== null && !why.includes(text(error, "message")) && <div class="error">{showInvisible(errorText(error))}</div>}
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

export function Head({ instance, onAct, children }: { instance: Json; onAct: (rule: ActionRule) => void; children?: ComponentChildren }) {
  const error = member(instance, "error");
  const why = text(instance, "why");
  const key = text(instance, "key");
  const waits = listOf(member(instance, "waitingFor"));
  const before = text(instance, "restartOf");
  return (
    <header>
      <h1>{showInvisible(shorten(key || text(instance, "id"), 80))} <Status status={text(instance, "status")} /></h1>
      {why !== "" && <p class="why"><WhyText of={instance} /></p>}
      {error !== null && !why.includes(text(error, "message")) && <p class="error">{showInvisible(errorText(error))}</p>}
      {member(instance, "overdue") === true && <p class="error">Its deadline has passed after the point of no return; the work goes on.</p>}
      {children}
      <Actions instance={instance} onAct={onAct} />
      {waits.length > 0 && <ul class="waits" aria-label="What it waits for">{waits.map((wait, at) => <Wait key={at} wait={wait} why={why} />)}</ul>}
      <dl class="facts">
        <Fact name="Saga"><a href={`${link("definitions", text(instance, "saga"))}?version=${text(instance, "version")}`}>{text(instance, "saga")} v{text(instance, "version")}</a></Fact>
        {key !== "" && <Fact name="Key">{showInvisible(shorten(key, 80))} <Copy text={key} what="key" /></Fact>}
        <Fact name="Id"><code>{text(instance, "id")}</code> <Copy text={text(instance, "id")} what="id" /></Fact>
        {before !== "" && <Fact name="Started anew for"><a href={link("instances", before)}><code>{before}</code></a></Fact>}
        <Fact name="Started"><Time at={text(instance, "startedAt")} short /></Fact>
        {text(instance, "endedAt") === "" ? <Fact name="Changed"><Time at={text(instance, "updatedAt")} short /></Fact> : <Fact name="Ended"><Time at={text(instance, "endedAt")} short /></Fact>}
      </dl>
    </header>
  );
}
