// Definitions: all of them, and one with its versions, picture and JSON.
import { useMemo } from "preact/hooks";
import { request } from "../api/client";
import { useResource } from "../api/resource";
import { graphOf } from "../diagram/graph";
import { groupDigits, shorten, showInvisible } from "../format/text";
import { type Json, printJson } from "../json/json";
import { listOf, member, objectOf, text, textOf } from "../json/members";
import { Loading, Payload, Status, Time } from "../parts/basics";
import { Diagram, DiagramLegend, DiagramList } from "../parts/diagram";
import { Diff } from "../parts/diff";
import { go, link, place, withParameters } from "../shell/router";

function Counts({ counts, saga, version }: { counts: Json; saga: string; version?: string }) {
  const some = [...objectOf(counts)].filter(([, number]) => textOf(number) !== "0");
  if (some.length === 0) return <span class="quiet">no instances</span>;
  return (
    <>
      {some.map(([status, number]) => (
        <a key={status} class="count" href={`${link("instances")}?status=${status}&saga=${encodeURIComponent(saga)}${version ? `&version=${version}` : ""}`}>
          <Status status={status} /> {groupDigits(textOf(number))}
        </a>
      ))}
    </>
  );
}

export async function allSagas(signal: AbortSignal): Promise<Json[]> {
  const items: Json[] = [];
  let cursor = "";
  do {
    const { body } = await request(`/v1/sagas?limit=200${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`, { signal });
    items.push(...listOf(member(body, "items")));
    cursor = text(body, "next");
  } while (cursor !== "");
  return items;
}

export function DefinitionsPage() {
  const { value, refusal, reload } = useResource("definitions", allSagas, { every: 10_000 });
  return (
    <main id="main">
      <h1>Definitions</h1>
      <p class="tools"><a class="button" href={link("deploy")}>Deploy a definition</a></p>
      {value === null ? <Loading refusal={refusal} reload={reload} /> : value.length === 0
        ? <p>Nothing is deployed yet. <a href={link("deploy")}>Deploy a definition</a> here, or with <code>sagaflow deploy FILE</code>.</p>
        : (
          <div class="scroller free" tabIndex={0} role="region" aria-label="Definitions">
            <table class="brief">
              <caption class="unseen">Deployed definitions, by name</caption>
              <thead><tr><th scope="col">Saga</th><th scope="col">Version</th><th scope="col">Instances</th><th scope="col">Description</th><th scope="col">Deployed</th></tr></thead>
              <tbody>
                {value.map((item) => (
                  <tr key={text(item, "saga")}>
                    <td><a href={link("definitions", text(item, "saga"))}>{text(item, "saga")}</a></td>
                    <td data-label="version">{text(item, "version")}</td>
                    <td class="counts"><Counts counts={member(item, "instances")} saga={text(item, "saga")} /></td>
                    <td class="says">{showInvisible(shorten(text(item, "description"), 200))}</td>
                    <td><Time at={text(item, "createdAt")} /></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
    </main>
  );
}

const versionOf = async (saga: string, version: string, signal: AbortSignal): Promise<Json> =>
  (await request(`/v1/sagas/${encodeURIComponent(saga)}/versions/${encodeURIComponent(version)}`, { signal })).body;

// What changed since another version; which one is in the URL.
function Changes({ saga, version, versions, definition }: { saga: string; version: string; versions: readonly string[]; definition: Json }) {
  const against = new URLSearchParams(place.value.search).get("against") ?? "";
  const other = useResource(`saga ${saga} ${against}`, async (signal) => (against === "" ? null : versionOf(saga, against, signal)), { every: null });
  return (
    <>
      <h2>Changes</h2>
      <label>Compared with <select onChange={(event) => go(withParameters({ against: event.currentTarget.value }), true)}>
        <option value="">no other version</option>
        {versions.filter((one) => one !== version).map((one) => <option key={one} value={one} selected={one === against}>v{one}</option>)}
      </select></label>
      {against !== "" && (other.value === null ? <Loading refusal={other.refusal} reload={other.reload} />
        : <Diff name={`v${against} to v${version}`} before={printJson(member(other.value, "definition"), 2)} after={printJson(definition, 2)} />)}
    </>
  );
}

export function DefinitionPage({ saga }: { saga: string }) {
  const search = new URLSearchParams(place.value.search);
  const overall = useResource(`saga ${saga}`, async (signal) => (await request(`/v1/sagas/${encodeURIComponent(saga)}`, { signal })).body, { every: 10_000 });
  const version = search.get("version") ?? text(overall.value, "version");
  const one = useResource(`saga ${saga} ${version}`, async (signal) => {
    return version === "" ? null : versionOf(saga, version, signal);
  }, { every: null });
  const definition = member(one.value, "definition");
  const graph = useMemo(() => graphOf(definition), [one.value]);
  if (overall.value === null) return <main id="main"><Loading refusal={overall.refusal} reload={overall.reload} />{overall.refusal?.status === 404 && <p><a href={link("definitions")}>All definitions</a></p>}</main>;
  const selected = search.get("step") ?? "";
  const select = (step: string) => go(withParameters({ step: step === selected ? "" : step }), true);
  const versions = listOf(member(overall.value, "versions")).map((item) => text(item, "version"));
  return (
    <main id="main">
      <h1>{saga} v{version}</h1>
      <p>{showInvisible(text(definition, "description"))}</p>
      <p class="tools">
        <a class="button" href={`${link("start", saga)}?version=${version}`}>Start an instance</a>
        <a class="button" href={`${link("instances")}?saga=${encodeURIComponent(saga)}`}>Its instances</a>
      </p>
      <h2>Versions</h2>
      <ul class="versions">
        {listOf(member(overall.value, "versions")).map((item) => (
          <li key={text(item, "version")}>
            <a href={withParameters({ version: text(item, "version"), step: "" })} aria-current={text(item, "version") === version ? "page" : undefined}>v{text(item, "version")}</a>{" "}
            <Time at={text(item, "createdAt")} /> <Counts counts={member(item, "instances")} saga={saga} version={text(item, "version")} />
          </li>
        ))}
      </ul>
      {graph.nodes.length === 0 ? <Loading refusal={one.refusal} reload={one.reload} /> : (
        <>
          <h2>Diagram</h2>
          <div class={selected === "" ? "" : "beside"}>
            <div class="view"><Diagram graph={graph} now={null} selected={selected} onSelect={select} /></div>
            {selected !== "" && (
              <section class="panel" aria-label={`State ${selected}`}>
                <div class="bar-top"><h2>{showInvisible(selected)}</h2><button type="button" class="small" aria-label="Close the panel" onClick={() => select(selected)}>✕</button></div>
                <Payload value={objectOf(member(definition, "states")).get(selected)} name={selected} />
              </section>
            )}
          </div>
          <DiagramLegend graph={graph} />
          <DiagramList graph={graph} now={null} />
          {versions.length > 1 && <Changes saga={saga} version={version} versions={versions} definition={definition} />}
          <h2>JSON</h2>
          <Payload value={definition} name={`${saga}-v${version}`} />
        </>
      )}
    </main>
  );
}
