// The list of instances: presets, filters and columns in the URL, more rows as they are asked for.
import { useEffect, useReducer, useState } from "preact/hooks";
import { request, serverNow } from "../api/client";
import { useResource } from "../api/resource";
import { BulkDialog } from "../parts/bulk-dialog";
import { shorten, showInvisible } from "../format/text";
import { formatDuration } from "../format/time";
import { type Json, printJson } from "../json/json";
import { listOf, member, text, textOf } from "../json/members";
import { presentError } from "../lists/error";
import { goneIds, missesRows } from "../lists/gone";
import { apiQuery, type Column, COLUMNS, type InstanceQuery, PRESETS, presetOf, readQuery, STATUSES, TEXT_FILTERS, WAITS, writeQuery } from "../lists/query";
import { nameOf } from "../lists/name";
import { useNarrow, useWindow } from "../parts/use-window";
import { type Live, type LiveEvent, reduceLive, startLive } from "../live/changes";
import { Loading, Status, Time } from "../parts/basics";
import { second } from "../parts/clock";
import { Views } from "../parts/views";
import { waitText } from "../parts/wait";
import { WhyText } from "../parts/why";
import { go, link, place } from "../shell/router";

interface Row {
  id: string;
  raw: Json;
}
interface Page {
  round: number;
  items: Json[];
  next: string | null;
}

const PAGE = 100;
const ROW = 40;
const CARD = 96; // where a row is several lines, as style.css has them
const TITLES: Record<Column, string> = {
  status: "Status", id: "Id", key: "Key", saga: "Saga", states: "At", waiting: "Waits for", why: "Why", error: "Error",
  started: "Started", updated: "Changed", duration: "Duration",
};
// On a phone, where no heading says what a time is.
const SAID: Partial<Record<Column, string>> = { waiting: "waits for", started: "started", updated: "changed", duration: "took" };
const LABELS: Record<string, string> = {
  q: "Search key, id or error", saga: "Saga", version: "Version", state: "State", key: "Key", error: "Error type",
  startedAfter: "Started after", startedBefore: "Started before",
};

function Cell({ column, raw }: { column: Column; raw: Json }) {
  void second.value;
  switch (column) {
    case "status": return <Status status={text(raw, "status")} />;
    case "id": return <a href={link("instances", text(raw, "id"))}><code>{text(raw, "id")}</code></a>;
    case "key": return <a href={link("instances", text(raw, "id"))}>{showInvisible(nameOf(raw, 60))}</a>;
    case "saga": return <>{text(raw, "saga")} v{text(raw, "version")}</>;
    case "states": return <>{listOf(member(raw, "states")).map(textOf).join(", ")}</>;
    case "waiting": return <>{showInvisible(shorten(waitText(raw), 60))}</>;
    case "why": return <span class="line-cut" title={text(raw, "why")}><WhyText of={raw} most={160} /></span>;
    case "error": return <>{showInvisible(shorten(`${member(presentError(raw), "undo") === true ? "undo: " : ""}${text(presentError(raw), "type")}`, 40))}</>;
    case "started": return <Time at={text(raw, "startedAt")} />;
    case "updated": return <Time at={text(raw, "updatedAt")} />;
    case "duration": return <>{formatDuration((Date.parse(text(raw, "endedAt")) || serverNow()) - Date.parse(text(raw, "startedAt")))}</>;
  }
}

function Filters({ query, onSet }: { query: InstanceQuery; onSet: (query: InstanceQuery) => void }) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const texts: InstanceQuery["texts"] = {};
    for (const name of TEXT_FILTERS) {
      const value = String(form.get(name) ?? "").trim();
      if (value !== "") texts[name] = value;
    }
    const statuses = form.getAll("status").map(String);
    const columns = COLUMNS.filter((column) => form.getAll("cols").includes(column));
    onSet({ statuses, texts, waitingFor: String(form.get("waitingFor") ?? ""), columns: columns.length > 0 ? columns : query.columns });
  };
  return (
    <form class="filters" onSubmit={submit} key={writeQuery(query).toString()}>
      <label class="wide">{LABELS["q"]} <input id="search" name="q" type="search" maxLength={200} defaultValue={query.texts.q ?? ""} /></label>
      <button type="submit" class="primary">Search</button>
      <details>
        <summary>More filters and columns</summary>
        <div class="grid">
          {TEXT_FILTERS.slice(1).map((name) => (
            <label key={name}>{LABELS[name]} <input name={name} maxLength={200} defaultValue={query.texts[name] ?? ""} placeholder={name.startsWith("started") ? "2026-01-31T12:00:00Z" : ""} /></label>
          ))}
          <label>Waits for <select name="waitingFor"><option value="">anything</option>{WAITS.map((wait) => <option key={wait} selected={wait === query.waitingFor}>{wait}</option>)}</select></label>
        </div>
        <fieldset><legend>Status</legend>{STATUSES.map((status) => <label key={status} class="inline"><input type="checkbox" name="status" value={status} defaultChecked={query.statuses.includes(status)} /> {status.replace("_", " ")}</label>)}</fieldset>
        <fieldset><legend>Columns</legend>{COLUMNS.map((column) => <label key={column} class="inline"><input type="checkbox" name="cols" value={column} defaultChecked={query.columns.includes(column)} /> {TITLES[column]}</label>)}</fieldset>
      </details>
    </form>
  );
}

async function pageOf(search: string, cursor: string, signal?: AbortSignal): Promise<{ items: Json[]; next: string | null }> {
  const more = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
  const { body } = await request(`/v1/instances?limit=${PAGE}${search === "" ? "" : `&${search}`}${more}`, signal ? { signal } : {});
  return { items: listOf(member(body, "items")), next: text(body, "next") || null };
}

const rowOf = (raw: Json): Row => ({ id: text(raw, "id"), raw });

// The first page, asked again and again, as a stream of changes.
function changesIn(live: Live<Row>, page: Page): LiveEvent<Row>[] {
  const known = new Map(live.rows.map((row) => [row.id, printJson(row.raw)]));
  return page.items
    .map(rowOf)
    .filter((row) => known.get(row.id) !== printJson(row.raw))
    .reverse()
    .map((row) => ({ kind: "changed", change: { id: row.id, seq: page.round, row } }));
}

export function InstancesPage() {
  const { query, refused } = readQuery(new URLSearchParams(place.value.search));
  return <List key={apiQuery(query).toString()} query={query} refused={refused} />;
}

function List({ query, refused }: { query: InstanceQuery; refused: string[] }) {
  const search = apiQuery(query).toString();
  const first = useResource(`instances ${search}`, async (signal, before: Page | null): Promise<Page> => {
    return { round: (before?.round ?? 0) + 1, ...(await pageOf(search, "", signal)) };
  }, { concerns: () => true });
  const [live, tell] = useReducer(reduceLive<Row>, startLive<Row>());
  const [next, setNext] = useState<string | null>(null);
  const [loading, setLoading] = useState(false);
  const [acting, act] = useState(false);
  useEffect(() => {
    if (first.value === null) return;
    if (first.value.round === 1) {
      tell({ kind: "loaded", rows: first.value.items.map(rowOf) });
      setNext(first.value.next);
      return;
    }
    const known = new Set([...live.rows.map((row) => row.id), ...live.fresh.keys()]);
    const missed = missesRows(known, first.value.items.map((raw) => text(raw, "id")), first.value.next !== null);
    if (missed) tell({ kind: "missed" });
    else for (const event of changesIn(live, first.value)) tell(event);
    tell({ kind: "beat" });
  }, [first.value]);
  const loadMore = async () => {
    if (next === null || loading) return;
    setLoading(true);
    try {
      const page = await pageOf(search, next);
      tell({ kind: "loaded", rows: [...live.rows, ...page.items.map(rowOf)] });
      setNext(page.next);
    } catch {
      first.reload();
    }
    setLoading(false);
  };
  const set = (changed: InstanceQuery) => {
    const written = writeQuery(changed).toString();
    go(`${link("instances")}${written === "" ? "" : `?${written}`}`);
  };
  const gone = goneIds(live.rows.map((row) => row.id), (first.value?.items ?? []).map((raw) => text(raw, "id")), first.value?.next === null);
  const preset = presetOf(query);
  const height = useNarrow() ? CARD : ROW;
  const { part, onScroll } = useWindow(live.rows.length, height);
  const columns = COLUMNS.filter((column) => query.columns.includes(column));
  return (
    <main id="main">
      <h1>Instances</h1>
      <nav class="presets" aria-label="Presets">
        {PRESETS.map(({ name, statuses, waitingFor }) => {
          const written = writeQuery({ ...query, statuses, waitingFor, texts: {} }).toString();
          return <a key={name} href={`${link("instances")}${written === "" ? "" : `?${written}`}`} aria-current={preset === name ? "page" : undefined}>{name}</a>;
        })}
      </nav>
      <Views search={writeQuery(query).toString()} />
      <Filters query={query} onSet={set} />
      {refused.length > 0 && <p class="refused" role="alert">Not understood in this URL, and left out: {refused.map((part) => showInvisible(part)).join(", ")}</p>}
      {first.value === null ? <Loading refusal={first.refusal} reload={first.reload} /> : (
        <>
          <p class="tools" role="status">
            <span class="quiet">{live.rows.length}{next === null ? "" : "+"} {live.rows.length === 1 && next === null ? "instance" : "instances"}</span>
            {(gone.size > 0 || live.mustReload) && (
              <button type="button" onClick={first.reload}>{live.mustReload ? "Much has changed: load again" : `Remove ${gone.size} that no longer match`}</button>
            )}
            {search === "" && live.rows.length > 0 && <span class="quiet">With a filter, one action for all that match is offered here.</span>}
            {search !== "" && live.rows.length > 0 && <button type="button" onClick={() => act(true)}>Act on all that match…</button>}
            {live.fresh.size > 0 && <button type="button" class="primary" onClick={() => tell({ kind: "showFresh" })}>Show {live.fresh.size} newer</button>}
          </p>
          {live.rows.length === 0 && (search === ""
            ? <p>No instance was started yet. <a href={link("definitions")}>Look at the definitions</a> and start one there, or on the command line with <code>sagaflow start</code>.</p>
            : <p>Nothing matches. <a href={link("instances")}>Show all instances</a></p>)}
          {live.rows.length > 0 && (
            <div class="scroller" tabIndex={0} role="region" aria-label="Instances, newest first" onScroll={onScroll}>
              <table class="cards">
                <caption class="unseen">Instances, newest first</caption>
                <thead><tr>{columns.map((column) => <th key={column} scope="col">{TITLES[column]}</th>)}</tr></thead>
                <tbody>
                  {part.before > 0 && <tr aria-hidden="true" style={{ height: `${part.before}px` }}><td colSpan={columns.length} /></tr>}
                  {live.rows.slice(part.first, part.last).map((row) => (
                    <tr key={row.id} class={gone.has(row.id) ? "gone" : ""} style={{ height: `${height}px` }}>
                      {columns.map((column) => (
                        <td key={column} class={`of-${column}`} data-label={SAID[column]}>{column === "status" && gone.has(row.id) ? <em>no longer matches</em> : <Cell column={column} raw={row.raw} />}</td>
                      ))}
                    </tr>
                  ))}
                  {part.after > 0 && <tr aria-hidden="true" style={{ height: `${part.after}px` }}><td colSpan={columns.length} /></tr>}
                </tbody>
              </table>
            </div>
          )}
          {next !== null && <p><button type="button" disabled={loading} onClick={loadMore}>Load {PAGE} more</button></p>}
        </>
      )}
      {acting && <BulkDialog search={apiQuery(query)} onClose={() => act(false)} />}
    </main>
  );
}
