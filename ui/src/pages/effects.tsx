// What steps did outside and nobody settles by itself: over all instances, oldest first.
import { request } from "../api/client";
import { useResource } from "../api/resource";
import { shorten, showInvisible } from "../format/text";
import { formatDuration } from "../format/time";
import { type Json } from "../json/json";
import { count, listOf, member, text } from "../json/members";
import { Loading, Status, Time } from "../parts/basics";
import { go, link, place, withParameters } from "../shell/router";

const STATES = ["outstanding", "unknown", "irreversible"] as const;
const MEANINGS: Record<(typeof STATES)[number], string> = {
  outstanding: "done, neither committed nor undone",
  unknown: "it may have been applied",
  irreversible: "done, and nothing can undo it",
};

function Filters({ state, saga, olderThan }: { state: string; saga: string; olderThan: string }) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const of = (name: string) => String(form.get(name) ?? "").trim();
    go(withParameters({ state: of("state"), saga: of("saga"), olderThan: of("olderThan"), cursor: "" }));
  };
  return (
    <form class="filters" onSubmit={submit} key={`${state} ${saga} ${olderThan}`}>
      <label>State <select name="state"><option value="">all</option>{STATES.map((name) => <option key={name} value={name} selected={name === state}>{name}: {MEANINGS[name]}</option>)}</select></label>
      <label>Saga <input id="search" name="saga" defaultValue={saga} /></label>
      <label>Older than <input name="olderThan" defaultValue={olderThan} placeholder="1h, 30m, 7d" /></label>
      <button type="submit" class="primary">Filter</button>
    </form>
  );
}

function Row({ effect }: { effect: Json }) {
  const item = text(effect, "item");
  const visit = count(effect, "visit");
  return (
    <tr>
      <td><Status status={text(effect, "state")} /></td>
      <td class="extra">{text(effect, "saga")}</td>
      <td>{text(effect, "step")}{item !== "" && ` (${item})`}{visit > 1 && `, visit ${visit}`}</td>
      <td>{formatDuration(count(effect, "ageSeconds") * 1000)}</td>
      <td class="says">{showInvisible(shorten(text(effect, "why"), 300))}</td>
      <td class="id"><a href={`${link("instances", text(effect, "instance"))}?tab=effects`} title={text(effect, "instance")}>{text(effect, "key") === "" ? <code>{text(effect, "instance")}</code> : showInvisible(shorten(text(effect, "key"), 60))}</a></td>
      <td class="extra">{text(effect, "call")}</td>
      <td class="extra"><Time at={text(effect, "since")} /></td>
    </tr>
  );
}

export function EffectsPage() {
  const search = new URLSearchParams(place.value.search);
  const state = STATES.find((name) => name === search.get("state")) ?? "";
  const saga = search.get("saga") ?? "";
  const olderThan = search.get("olderThan") ?? "";
  const cursor = search.get("cursor") ?? "";
  const wrong = (search.get("state") ?? "") !== state;
  const asked = new URLSearchParams({ limit: "100", ...(state && { state }), ...(saga && { saga }), ...(olderThan && { olderThan }), ...(cursor && { cursor }) }).toString();
  const { value, refusal, reload } = useResource(`effects ${asked}`, async (signal) => (await request(`/v1/effects?${asked}`, { signal })).body, { every: 5000, concerns: () => true });
  const items = listOf(member(value, "items"));
  const filtered = state !== "" || saga !== "" || olderThan !== "" || cursor !== "";
  return (
    <main id="main">
      <h1>Effects</h1>
      <p>What steps did outside and nobody will settle by itself. This list should be empty: an effect leaves it when its undo succeeds or is marked as done; what was given up or terminated stays as a record.</p>
      <Filters state={state} saga={saga} olderThan={olderThan} />
      {wrong && <p class="refused" role="alert">Not understood in this URL, and left out: state={showInvisible(search.get("state") ?? "")}</p>}
      {value === null ? <Loading refusal={refusal} reload={reload} /> : items.length === 0
        ? filtered
          ? <p>Nothing matches. <a href={link("effects")}>Show all effects</a></p>
          : <p class="fine-line">✓ Nothing is left over: every effect is committed, undone, or on its way to either.</p>
        : (
          <div class="scroller free" tabIndex={0} role="region" aria-label="Effects, oldest first">
            <table class="brief">
              <caption class="unseen">Effects that nobody settles by itself, oldest first</caption>
              <thead><tr>{["State", "Saga", "Step", "Age", "Why", "Instance", "Call", "Since"].map((title) => <th key={title} scope="col" class={["Saga", "Call", "Since"].includes(title) ? "extra" : ""}>{title}</th>)}</tr></thead>
              <tbody>{items.map((effect) => <Row key={["instance", "step", "item", "visit"].map((name) => text(effect, name)).join(" ")} effect={effect} />)}</tbody>
            </table>
          </div>
        )}
      {text(value, "next") !== "" && <p><a class="button" href={withParameters({ cursor: text(value, "next") })}>Younger effects</a></p>}
    </main>
  );
}
