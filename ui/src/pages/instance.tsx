// One instance: what it is, why it is where it is, its picture, its time, its history.
import { useMemo, useState } from "preact/hooks";
import { type ActionRule, allowedActions } from "../actions/allowed";
import { request, serverNow } from "../api/client";
import { useResource } from "../api/resource";
import { graphOf } from "../diagram/graph";
import { formatRelative } from "../format/time";
import { showInvisible, shorten } from "../format/text";
import { foldHistory } from "../history/fold";
import { type Snapshot } from "../history/snapshot";
import { type Json, printJson } from "../json/json";
import { count, listOf, member, text } from "../json/members";
import { ActionDialog } from "../instance/action-dialog";
import { EffectsView } from "../instance/effects";
import { HistoryView } from "../instance/history-view";
import { type Loaded, loadInstance } from "../instance/load";
import { StepPanel } from "../instance/step-panel";
import { Copy, Loading, Payload, save, Status, Time } from "../parts/basics";
import { second } from "../parts/clock";
import { Diagram, DiagramList } from "../parts/diagram";
import { TimelineView } from "../parts/timeline";
import { go, link, place, withParameters } from "../shell/router";

const TABS = ["diagram", "timeline", "history", "effects", "data", "raw"] as const;

function Wait({ wait }: { wait: Json }) {
  void second.value;
  const until = Date.parse(text(wait, "until"));
  const what = text(wait, "event");
  const error = member(wait, "lastError");
  return (
    <li>
      {member(wait, "undo") === true ? "undo of " : ""}<b>{text(wait, "state")}</b>: {text(wait, "kind")}
      {what !== "" && <> {showInvisible(what)} with key <code>{showInvisible(text(wait, "key"))}</code></>}
      {count(wait, "attempt") > 0 && <>, attempt {text(wait, "attempt")}</>}
      {!Number.isNaN(until) && <>, {text(wait, "kind") === "retry" ? "next" : "until"} {formatRelative(until, serverNow())}</>}
      {error !== null && <div class="error">{showInvisible(shorten(`${text(error, "type")}: ${text(error, "message")}`, 300))}</div>}
    </li>
  );
}

function Head({ loaded, onAct }: { loaded: Loaded; onAct: (rule: ActionRule) => void }) {
  const { instance } = loaded;
  const error = member(instance, "error");
  const key = text(instance, "key");
  const waits = listOf(member(instance, "waitingFor"));
  const before = text(instance, "restartOf");
  return (
    <header>
      <h1>{showInvisible(shorten(key || text(instance, "id"), 80))} <Status status={text(instance, "status")} /></h1>
      {text(instance, "why") !== "" && <p class="why">{showInvisible(text(instance, "why"))}</p>}
      {error !== null && <p class="error">{showInvisible(shorten(`${text(error, "type")}: ${text(error, "message")}`, 600))}</p>}
      {waits.length > 0 && <div><p>It waits for:</p><ul>{waits.map((wait, at) => <Wait key={at} wait={wait} />)}</ul></div>}
      {member(instance, "overdue") === true && <p class="error">Its deadline has passed after the point of no return; the work goes on.</p>}
      <dl>
        <dt>Saga</dt><dd><a href={`${link("definitions", text(instance, "saga"))}?version=${text(instance, "version")}`}>{text(instance, "saga")} v{text(instance, "version")}</a></dd>
        <dt>Id</dt><dd><code>{text(instance, "id")}</code> <Copy text={text(instance, "id")} what="id" /></dd>
        {key !== "" && <><dt>Key</dt><dd>{showInvisible(key)} <Copy text={key} what="key" /></dd></>}
        {before !== "" && <><dt>Started anew for</dt><dd><a href={link("instances", before)}>{before}</a></dd></>}
        <dt>Started</dt><dd><Time at={text(instance, "startedAt")} /></dd>
        <dt>Changed</dt><dd><Time at={text(instance, "updatedAt")} /></dd>
        {text(instance, "endedAt") !== "" && <><dt>Ended</dt><dd><Time at={text(instance, "endedAt")} /></dd></>}
      </dl>
      <p class="tools">
        {allowedActions(instance).map((rule) => (
          <button key={rule.action} type="button" class={rule.action === "terminate" ? "danger" : ""} onClick={() => onAct(rule)}>{rule.title}</button>
        ))}
      </p>
    </header>
  );
}

function Travel({ loaded, at, now }: { loaded: Loaded; at: number; now: Snapshot }) {
  const last = loaded.events.at(-1)?.seq ?? 0;
  const event = loaded.events.find((candidate) => candidate.seq === at);
  const set = (seq: number) => go(withParameters({ at: seq >= last ? "" : String(seq) }), true);
  return (
    <p class="travel">
      <label>State at event <input type="range" min={1} max={last} value={at} onInput={(input) => set(Number(input.currentTarget.value))} /></label>
      <span role="status">{at} of {last}{event && `: ${event.type} ${event.state}`}{at >= last && " (now)"}{now.rewindTo !== "" && `; it is being sent back to ${now.rewindTo}`}</span>
      {at < last && <button type="button" class="small" onClick={() => set(last)}>Back to now</button>}
    </p>
  );
}

export function InstancePage({ id }: { id: string }) {
  const { value, refusal, reload } = useResource(`instance ${id}`, (signal, before: Loaded | null) => loadInstance(id, signal, before), { concerns: (news) => news === id });
  const saga = text(value?.instance, "saga");
  const version = text(value?.instance, "version");
  const definition = useResource(`definition ${saga} ${version}`, async (signal) => {
    if (saga === "") return null;
    return (await request(`/v1/sagas/${encodeURIComponent(saga)}/versions/${version}`, { signal })).body;
  }, { every: null });
  const [acting, act] = useState<{ rule: ActionRule; loaded: Loaded } | null>(null);
  const search = new URLSearchParams(place.value.search);
  const last = value?.events.at(-1)?.seq ?? 0;
  const asked = Number(search.get("at") ?? NaN);
  const at = Number.isInteger(asked) && asked >= 1 && asked < last ? asked : last;
  const now = useMemo(() => foldHistory(value?.events ?? [], at), [value, at]);
  const graph = useMemo(() => graphOf(member(definition.value, "definition")), [definition.value]);
  if (value === null) {
    return (
      <main id="main">
        <Loading refusal={refusal} reload={reload} />
        {refusal?.status === 404 && <p>No such instance is stored: the id may be mistyped. <a href={link("instances")}>All instances</a></p>}
      </main>
    );
  }
  const tab = TABS.find((name) => name === search.get("tab")) ?? "diagram";
  const selected = search.get("step") ?? "";
  const select = (step: string) => go(withParameters({ step: step === selected ? "" : step }), true);
  return (
    <main id="main">
      <Head loaded={value} onAct={(rule) => act({ rule, loaded: value })} />
      <nav class="tabs" aria-label="Views">
        {TABS.map((name) => <a key={name} href={withParameters({ tab: name })} aria-current={tab === name ? "page" : undefined}>{name}</a>)}
      </nav>
      {(tab === "diagram" || tab === "data") && last > 1 && <Travel loaded={value} at={at} now={now} />}
      <div class={selected === "" ? "" : "beside"}>
        <div class="view">
          {tab === "diagram" && (graph.nodes.length > 0
            ? <><Diagram graph={graph} now={now} selected={selected} onSelect={select} /><DiagramList graph={graph} now={now} /></>
            : <Loading refusal={definition.refusal} reload={definition.reload} />)}
          {tab === "timeline" && <TimelineView events={value.events} status={text(value.instance, "status")} />}
          {tab === "history" && <HistoryView events={value.events} more={value.more} />}
          {tab === "effects" && <EffectsView id={id} />}
          {tab === "data" && (
            <>
              <h2>Variables {at < last && `at event ${at}`}</h2><Payload value={now.vars} name="variables" />
              <h2>Input</h2><Payload value={member(value.instance, "input")} name="input" />
              <h2>Output</h2><Payload value={now.output} name="output" />
            </>
          )}
          {tab === "raw" && (
            <>
              <p class="tools">
                <button type="button" onClick={() => save(`${id}.json`, value.source)}>Export the document</button>
                <button type="button" onClick={() => save(`${id}.history.jsonl`, historyLines(value))}>Export the history</button>
              </p>
              <Payload value={value.instance} name={id} />
            </>
          )}
        </div>
        {selected !== "" && <StepPanel id={id} state={selected} now={now} events={value.events} onClose={() => select(selected)} />}
      </div>
      {acting !== null && <ActionDialog rule={acting.rule} instance={acting.loaded.instance} etag={acting.loaded.etag} events={acting.loaded.events} onDone={() => { act(null); reload(); }} />}
    </main>
  );
}

function historyLines(loaded: Loaded): string {
  return loaded.events.map((event) => `${printJson(event.raw)}\n`).join("");
}
