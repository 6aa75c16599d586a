// One instance: what it is, why it is where it is, its picture, its time, its history.
import { useEffect, useMemo, useState } from "preact/hooks";
import { type ActionRule, allowedActions } from "../actions/allowed";
import { request } from "../api/client";
import { useResource } from "../api/resource";
import { graphOf } from "../diagram/graph";
import { foldHistory } from "../history/fold";
import { type Snapshot } from "../history/snapshot";
import { snapshotOf } from "../history/told";
import { type Json } from "../json/json";
import { listOf, member, text } from "../json/members";
import { ActionDialog, type Outcome } from "../instance/action-dialog";
import { EffectsView } from "../instance/effects";
import { Head } from "../instance/head";
import { HistoryView } from "../instance/history-view";
import { type Loaded, loadInstance, pathOf } from "../instance/load";
import { StepPanel } from "../instance/step-panel";
import { ExportHistory, HowMuch, Travel } from "../instance/travel";
import { type History, useHistory } from "../instance/use-history";
import { Loading, Payload, save, Status } from "../parts/basics";
import { Diagram, DiagramLegend, DiagramList } from "../parts/diagram";
import { showPanel } from "../parts/show-panel";
import { TimelineView } from "../parts/timeline";
import { pageCommands } from "../shell/context";
import { go, link, place, withParameters } from "../shell/router";
import { sendEvent } from "../shell/sending";

const TABS = ["diagram", "timeline", "history", "effects", "data", "raw"] as const;

// The state right after an event: folded from the events where they are here, else as the server
// tells it. Null while it is asked.
function useStateAt(id: string, loaded: Loaded | null, history: History, at: number) {
  const here = history.events.at(-1)?.seq ?? 0;
  const known = useMemo(() => foldHistory(history.events, at), [history.events, at]);
  const last = Math.max(loaded?.seq ?? 0, here);
  const wanted = at > here && at < last && !history.reading;
  const past = useResource(`past ${id} ${wanted ? at : ""}`, async (signal): Promise<Json> => {
    return wanted ? (await request(`${pathOf(id)}?at=${at}`, { signal })).body : null;
  }, { every: null });
  const told = at >= last ? loaded?.instance ?? null : wanted ? past.value : null;
  const now = useMemo(() => (at <= here ? known : told === null ? null : snapshotOf(told, known)), [known, told, at, here]);
  return { now, refusal: past.refusal, reload: past.reload };
}

// What the palette offers for this instance: its actions, and the events that it waits for.
function useCommands(instance: Json, act: (rule: ActionRule) => void): void {
  useEffect(() => {
    const actions = allowedActions(instance).map((rule) => ({ title: `This instance: ${rule.title}`, keys: "", run: () => act(rule) }));
    const events = listOf(member(instance, "waitingFor")).filter((wait) => text(wait, "kind") === "event").map((wait) => ({
      title: `This instance: Send it ${text(wait, "event")}…`, keys: "", run: () => sendEvent(text(wait, "event"), text(wait, "key")),
    }));
    pageCommands.value = [...actions, ...events];
    return () => {
      pageCommands.value = [];
    };
  }, [instance]);
}

function Told({ outcome, onClose }: { outcome: Outcome | null; onClose: () => void }) {
  return (
    <div role="status">
      {outcome !== null && (
        <p class="fine">
          <b>{outcome.title}</b> was done and stands in the history. The instance was <Status status={outcome.status} /> right after it.{" "}
          <button type="button" class="small" onClick={onClose}>Hide</button>
        </p>
      )}
    </div>
  );
}

function Raw({ id, loaded }: { id: string; loaded: Loaded }) {
  return (
    <>
      <div class="tools"><button type="button" onClick={() => save(`${id}.json`, loaded.source)}>Export the document</button> <ExportHistory id={id} /></div>
      <Payload value={loaded.instance} name={id} />
    </>
  );
}

function Data({ now, input, title }: { now: Snapshot; input: Json; title: string }) {
  return (
    <>
      <h2>Variables{title}</h2><Payload value={now.vars} name="variables" />
      <h2>Input</h2><Payload value={input} name="input" />
      <h2>Output</h2><Payload value={now.output} name="output" />
    </>
  );
}

export function InstancePage({ id }: { id: string }) {
  const { value, refusal, reload } = useResource(`instance ${id}`, (signal, before: Loaded | null) => loadInstance(id, signal, before), { concerns: (news) => news === id });
  const history = useHistory(id, value?.seq ?? 0);
  const saga = text(value?.instance, "saga");
  const version = text(value?.instance, "version");
  const definition = useResource(`definition ${saga} ${version}`, async (signal) => {
    if (saga === "") return null;
    return (await request(`/v1/sagas/${encodeURIComponent(saga)}/versions/${version}`, { signal })).body;
  }, { every: null });
  const [acting, act] = useState<ActionRule | null>(null);
  const [outcome, tell] = useState<Outcome | null>(null);
  useCommands(value?.instance ?? null, act);
  const search = new URLSearchParams(place.value.search);
  const last = Math.max(value?.seq ?? 0, history.events.at(-1)?.seq ?? 0);
  const asked = Number(search.get("at") ?? NaN);
  const at = Number.isInteger(asked) && asked >= 1 && asked < last ? asked : last;
  const { now, ...past } = useStateAt(id, value, history, at);
  const graph = useMemo(() => graphOf(member(definition.value, "definition")), [definition.value]);
  if (value === null) {
    return (
      <main id="main">
        {refusal?.status === 404 && <h1>No such instance</h1>}
        <Loading refusal={refusal} reload={reload} />
        {refusal?.status === 404 && <p>No such instance is stored: the id may be mistyped, or the instance was removed. <a href={link("instances")}>All instances</a></p>}
      </main>
    );
  }
  const tab = TABS.find((name) => name === search.get("tab")) ?? "diagram";
  const selected = search.get("step") ?? "";
  const select = (step: string) => {
    go(withParameters({ step: step === selected ? "" : step }), true);
    requestAnimationFrame(showPanel);
  };
  const done = (what: Outcome | null) => {
    act(null);
    if (what !== null) tell(what);
    reload();
  };
  return (
    <main id="main">
      <Head instance={value.instance} onAct={act}><Told outcome={outcome} onClose={() => tell(null)} /></Head>
      <nav class="tabs" aria-label="Views">
        {TABS.map((name) => <a key={name} href={withParameters({ tab: name })} aria-current={tab === name ? "page" : undefined}>{name}</a>)}
      </nav>
      {(tab === "diagram" || tab === "data") && last > 1 && <Travel last={last} at={at} now={now} event={history.events[at - 1]} asking={now === null && past.refusal === null} />}
      {tab !== "effects" && tab !== "raw" && <HowMuch id={id} history={history} last={last} />}
      {now === null && past.refusal !== null && <Loading refusal={past.refusal} reload={past.reload} />}
      <div class={selected === "" ? "" : "beside"}>
        <div class="view">
          {tab === "diagram" && (graph.nodes.length > 0
            ? <><Diagram graph={graph} now={now} selected={selected} onSelect={select} /><DiagramLegend graph={graph} /><DiagramList graph={graph} now={now} /></>
            : <Loading refusal={definition.refusal} reload={definition.reload} />)}
          {tab === "timeline" && <TimelineView events={history.events} status={history.more ? "" : text(value.instance, "status")} />}
          {tab === "history" && <HistoryView events={history.events} />}
          {tab === "effects" && <EffectsView id={id} />}
          {tab === "data" && now !== null && <Data now={now} input={member(value.instance, "input")} title={at < last ? ` at event ${at}` : ""} />}
          {tab === "raw" && <Raw id={id} loaded={value} />}
        </div>
        {selected !== "" && now !== null && <StepPanel id={id} state={selected} now={now} events={history.events} onClose={() => select(selected)} />}
      </div>
      {acting !== null && <ActionDialog key={acting.action} rule={acting} loaded={value} events={history.events} onReload={reload} onDone={done} />}
    </main>
  );
}
