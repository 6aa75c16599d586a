// What needs attention first: the few instances that nobody but an operator leads on, then what
// the engine works at by itself, then how many there are of everything.
import { request } from "../api/client";
import { useResource } from "../api/resource";
import { shorten, showInvisible } from "../format/text";
import { type Json } from "../json/json";
import { listOf, member, objectOf, text, textOf } from "../json/members";
import { EMPTY_QUERY, PRESETS, STATUSES, writeQuery } from "../lists/query";
import { Loading, Status, Time } from "../parts/basics";
import { second } from "../parts/clock";
import { waitText } from "../parts/wait";
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
  const says = text(raw, "why") !== "" ? text(raw, "why") : error === null ? waitText(raw) : `${text(error, "type")}: ${text(error, "message")}`;
  return (
    <tr>
      <td><Status status={text(raw, "status")} /></td>
      <td><a href={link("instances", text(raw, "id"))}>{showInvisible(shorten(text(raw, "key") || text(raw, "id"), 24))}</a></td>
      <td>{text(raw, "saga")} v{text(raw, "version")}</td>
      <td>{listOf(member(raw, "states")).map(textOf).join(", ")}</td>
      <td class="says">{showInvisible(shorten(says, 300))}</td>
      <td><Time at={text(raw, "updatedAt")} /></td>
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
            <table>
              <caption class="unseen">{preset}, newest first</caption>
              <thead><tr><th scope="col">Status</th><th scope="col">Key</th><th scope="col">Saga</th><th scope="col">At</th><th scope="col">Why</th><th scope="col">Changed</th></tr></thead>
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

export function OverviewPage() {
  const sagas = useResource("overview sagas", allSagas, { every: 10_000 });
  const totals = totalsOf(sagas.value ?? []);
  return (
    <main id="main">
      <h1>Overview</h1>
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
