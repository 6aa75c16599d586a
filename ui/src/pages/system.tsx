// How the installation is doing: nodes, shards, connections, the database, and the metrics of the
// node that answers, made readable.
import { Refusal, request } from "../api/client";
import { useResource } from "../api/resource";
import { showInvisible } from "../format/text";
import { type Json } from "../json/json";
import { member } from "../json/members";
import { Loading } from "../parts/basics";
import { matchingSamples, samplesOf } from "../system/metrics";
import { go, place, withParameters } from "../shell/router";
import { Connections, Facts, Nodes } from "./system-parts";

const SHOWN_MAX = 400;

// A node that is not ready answers 503 with the same document: that is an answer.
async function readiness(signal: AbortSignal): Promise<Json> {
  try {
    return (await request("/readyz", { signal })).body;
  } catch (error) {
    if (error instanceof Refusal && error.status === 503) return error.problem;
    throw error;
  }
}

export function SystemPage() {
  const system = useResource("system", async (signal) => (await request("/v1/system", { signal })).body, { every: 3000 });
  const ready = useResource("ready", readiness, { every: 3000 });
  const metrics = useResource("metrics", async (signal) => samplesOf((await request("/metrics", { signal })).source), { every: 5000 });
  const typed = new URLSearchParams(place.value.search).get("q") ?? "";
  const found = matchingSamples(metrics.value ?? [], typed);
  const shown = found.slice(0, SHOWN_MAX);
  return (
    <main id="main">
      <h1>System</h1>
      {system.value === null ? <Loading refusal={system.refusal} reload={system.reload} /> : (
        <>
          <h2>Nodes</h2>
          <Nodes system={system.value} />
          <h2>This node</h2>
          <Facts of={member(system.value, "node")} />
          <h2>Database</h2>
          <Facts of={member(system.value, "database")} />
          <h2>Connections</h2>
          <Connections system={system.value} />
        </>
      )}
      <h2>Readiness</h2>
      {ready.value === null ? <Loading refusal={ready.refusal} reload={ready.reload} /> : <Facts of={member(ready.value, "checks")} />}
      <h2>Metrics</h2>
      <p class="quiet">Since this process started. Programs read the same at <a href="/metrics" target="_blank" rel="noreferrer noopener">/metrics</a>.</p>
      <div class="filters"><label class="wide">Name or label <input id="search" type="search" value={typed} onInput={(event) => go(withParameters({ q: event.currentTarget.value }), true)} /></label></div>
      {metrics.value === null ? <Loading refusal={metrics.refusal} reload={metrics.reload} /> : (
        <>
          <p class="quiet" role="status">{found.length > SHOWN_MAX ? `The first ${SHOWN_MAX} of ${found.length}` : found.length} {found.length === 1 ? "value" : "values"}</p>
          <div class="scroller" tabIndex={0} role="region" aria-label="Metrics">
            <table>
              <caption class="unseen">Metrics of this node</caption>
              <thead><tr><th scope="col">Value</th><th scope="col">Name</th><th scope="col">Labels</th><th scope="col">Meaning</th></tr></thead>
              <tbody>
                {shown.map((sample) => (
                  <tr key={`${sample.name} ${sample.labels}`}>
                    <td><code>{sample.value}</code></td><td><code>{sample.name}</code></td>
                    <td><code>{showInvisible(sample.labels)}</code></td><td>{showInvisible(sample.help)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </main>
  );
}
