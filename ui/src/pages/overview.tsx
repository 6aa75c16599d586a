// What needs attention first: the few instances that nobody but an operator leads on, then what
// the engine works at by itself, then how many there are of everything.
import { request } from "../api/client";
import { useResource } from "../api/resource";
import { groupDigits } from "../format/text";
import { type Json } from "../json/json";
import { count, listOf, member, objectOf, text, textOf } from "../json/members";
import { STATUSES } from "../lists/query";
import { Loading, Status } from "../parts/basics";
import { link } from "../shell/router";
import { samplesOf } from "../system/metrics";
import { AttentionSection } from "./attention";
import { allSagas } from "./definitions";
import { Section } from "./overview-section";

// Each instance stands in one of them at most: what is stuck needs attention, what is being undone
// is not told among the retries as well.
const SECTIONS = [
  { name: "Retrying", search: "status=running&waitingFor=retry", fine: "Every call is getting through." },
  { name: "Compensating", search: "status=compensating", fine: "Nothing is being undone." },
] as const;

// Counts are texts; they are summed as whole numbers of any size.
export function totalsOf(sagas: readonly Json[]): Map<string, bigint> {
  const totals = new Map<string, bigint>();
  for (const saga of sagas) {
    for (const [status, number] of objectOf(member(saga, "instances"))) {
      const count = textOf(number);
      if (/^\d+$/.test(count)) totals.set(status, (totals.get(status) ?? 0n) + BigInt(count));
    }
  }
  return totals;
}

// How many effects are left over: the list tells it while they are few, the metrics always.
async function effectsLeft(signal: AbortSignal): Promise<bigint> {
  const { body } = await request("/v1/effects?limit=200&state=outstanding", { signal });
  const few = BigInt(listOf(member(body, "items")).length);
  if (text(body, "next") === "") return few;
  const samples = samplesOf((await request("/metrics", { signal })).source);
  const told = samples.find(({ name, labels }) => name === "sagaflow_effects_outstanding" && labels.includes('state="outstanding"'));
  return told !== undefined && /^\d+$/.test(told.value) ? BigInt(told.value) : few;
}

// Told only when there is something to tell: the database, shards without an owner, effects left over.
function Trouble() {
  const system = useResource("overview system", async (signal) => (await request("/v1/system", { signal })).body, { every: 5000 });
  const effects = useResource("overview effects", effectsLeft, { every: 5000, concerns: () => true });
  const away = system.value !== null && member(member(system.value, "database"), "available") === false;
  const shards = member(system.value, "shards");
  const unowned = listOf(member(shards, "unowned")).length;
  const left = effects.value ?? 0n;
  return (
    <>
      {away && <p class="refused" role="alert">The database is away: nothing can be started or changed until it is back. Nothing is lost. <a href={link("system")}>See the system</a></p>}
      {!away && unowned > 0 && <p class="refused" role="alert">{unowned} of {groupDigits(String(count(shards, "count")))} shards have no owner: their instances stand still until a node takes them. <a href={link("system")}>See the system</a></p>}
      {left > 0n && <p class="warned"><a href={`${link("effects")}?state=outstanding`}>{left.toLocaleString("en")} {left === 1n ? "effect is" : "effects are"} left over</a>: done outside, neither committed nor undone, and nobody will settle them by itself.</p>}
    </>
  );
}

export function OverviewPage() {
  const sagas = useResource("overview sagas", allSagas, { every: 10_000 });
  const totals = totalsOf(sagas.value ?? []);
  return (
    <main id="main">
      <h1>Overview</h1>
      <Trouble />
      <AttentionSection />
      {SECTIONS.map((section) => <Section key={section.name} {...section} />)}
      <section>
        <h2>All instances</h2>
        {sagas.value === null ? <Loading refusal={sagas.refusal} reload={sagas.reload} /> : sagas.value.length === 0
          ? <p>Nothing is deployed yet. <a href={link("deploy")}>Deploy a definition</a> to begin.</p>
          : (
            <ul class="totals">
              {STATUSES.filter((status) => (totals.get(status) ?? 0n) > 0n).map((status) => (
                <li key={status}><a href={`${link("instances")}?status=${status}`}><b>{totals.get(status)!.toLocaleString("en")}</b> <Status status={status} /></a></li>
              ))}
            </ul>
          )}
      </section>
    </main>
  );
}
