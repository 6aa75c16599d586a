// How the node that answers is doing: its readiness, and its metrics made readable.
import { Refusal, request } from "../api/client";
import { useResource } from "../api/resource";
import { showInvisible } from "../format/text";
import { type Json } from "../json/json";
import { member, objectOf, textOf } from "../json/members";
import { Loading, Status } from "../parts/basics";
import { matchingSamples, samplesOf } from "../system/metrics";
import { go, place, withParameters } from "../shell/router";

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

function Checks({ ready }: { ready: Json }) {
  return (
    <dl>
      {[...objectOf(member(ready, "checks"))].map(([name, value]) => (
        <>
          <dt key={name}>{name}</dt>
          <dd>{typeof value === "boolean" ? <Status status={value ? "ok" : "failed"} /> : showInvisible(textOf(value))}</dd>
        </>
      ))}
    </dl>
  );
}

export function SystemPage() {
  const ready = useResource("ready", readiness, 3000);
  const metrics = useResource("metrics", async (signal) => samplesOf((await request("/metrics", { signal })).source), 5000);
  const typed = new URLSearchParams(place.value.search).get("q") ?? "";
  const found = matchingSamples(metrics.value ?? [], typed);
  const shown = found.slice(0, SHOWN_MAX);
  return (
    <main id="main">
      <h1>System</h1>
      <h2>This node</h2>
      {ready.value === null ? <Loading refusal={ready.refusal} reload={ready.reload} /> : <Checks ready={ready.value} />}
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
