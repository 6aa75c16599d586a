// What needs attention first: the few instances that nobody but an operator leads on, then what
// the engine works at by itself, then how many there are of everything.
import { request } from "../api/client";
import { useResource } from "../api/resource";
import { groupDigits, shorten, showInvisible } from "../format/text";
import { type Json } from "../json/json";
import { count, listOf, member, objectOf, text, textOf } from "../json/members";
import { nameOf } from "../lists/name";
import { EMPTY_QUERY, PRESETS, STATUSES, writeQuery } from "../lists/query";
import { Loading, Status, Time } from "../parts/basics";
import { second } from "../parts/clock";
import { waitText } from "../parts/wait";
import { WhyText } from "../parts/why";
import { link } from "../shell/router";
import { allSagas } from "./definitions";

const SHOWN = 8;
const SECTIONS = [
  { preset: "Needs attention", fine: "Nothing waits for an operator." },
  { preset: "Retrying", fine: "Every call is getting through." },
  { preset: "Compensating", fine: "Nothing is being undone." },
] as const;

const searchOf = (name: string): string => {
  const preset = PRESETS.find((one) => one.name === name)!;
  return writeQuery({ ...EMPTY_QUERY, statuses: preset.statuses, waitingFor: preset.waitingFor }).toString();
};

function Row({ raw }: { raw: Json }) {
  void second.value;
  const error = member(raw, "error");
  const says = error === null ? waitText(raw) : `${text(error, "type")}: ${text(error, "message")}`;
  return (
    <tr>
      <td><Status status={text(raw, "status")} /></td>
      <td><a href={link("instances", text(raw, "id"))}>{showInvisible(nameOf(raw, 24))}</a></td>
      <td class="says">{text(raw, "why") !== "" ? <WhyText of={raw} most={300} /> : showInvisible(shorten(says, 300))}</td>
      <td class="extra">{text(raw, "saga")} v{text(raw, "version")}</td>
      <td class="extra">{listOf(member(raw, "states")).map(textOf).join(", ")}</td>
      <td class="extra"><Time at={text(raw, "updatedAt")} short /></td>
    </tr>
  );
}

function Section({ preset, fine }: { preset: string; fine: string }) {
  const search = searchOf(preset);
  const found = useResource(`overview ${preset}`, async (signal) => (await request(`/v1/instances?limit=${SHOWN}&${search}`, { signal })).body, { every: 3000, concerns: () => true });
  const items = listOf(member(found.value, "items"));
  const more = text(found.value, "next") !== "";
  return (
    <section>
      <h2>{preset}</h2>
      {found.value === null ? <Loading refusal={found.refusal} reload={found.reload} /> : items.length === 0 ? <p class="fine-line">✓ {fine}</p> : (
        <>
          <div class="scroller free" tabIndex={0} role="region" aria-label={preset}>
            <table class="brief">
              <caption class="unseen">{preset}, newest first</caption>
              <thead><tr><th scope="col">Status</th><th scope="col">Key</th><th scope="col">Why</th><th scope="col" class="extra">Saga</th><th scope="col" class="extra">At</th><th scope="col" class="extra">Changed</th></tr></thead>
              <tbody>{items.map((raw) => <Row key={text(raw, "id")} raw={raw} />)}</tbody>
            </table>
          </div>
          <p><a href={`${link("instances")}?${search}`}>{more ? `More than ${SHOWN}: see all` : "See them as a list"}</a></p>
        </>
      )}
    </section>
  );
}

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

// Told only when there is something to tell: the database, shards without an owner, effects left over.
function Trouble() {
  const system = useResource("overview system", async (signal) => (await request("/v1/system", { signal })).body, { every: 5000 });
  const effects = useResource("overview effects", async (signal) => (await request("/v1/effects?limit=200&state=outstanding", { signal })).body, { every: 5000, concerns: () => true });
  const away = system.value !== null && member(member(system.value, "database"), "available") === false;
  const shards = member(system.value, "shards");
  const unowned = listOf(member(shards, "unowned")).length;
  const left = listOf(member(effects.value, "items")).length;
  return (
    <>
      {away && <p class="refused" role="alert">The database is away: nothing can be started or changed until it is back. Nothing is lost. <a href={link("system")}>See the system</a></p>}
      {!away && unowned > 0 && <p class="refused" role="alert">{unowned} of {groupDigits(String(count(shards, "count")))} shards have no owner: their instances stand still until a node takes them. <a href={link("system")}>See the system</a></p>}
      {left > 0 && <p class="warned"><a href={`${link("effects")}?state=outstanding`}>{left}{text(effects.value, "next") === "" ? "" : "+"} {left === 1 ? "effect is" : "effects are"} left over</a>: done outside, neither committed nor undone, and nobody will settle them by itself.</p>}
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
      {SECTIONS.map((section) => <Section key={section.preset} {...section} />)}
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
