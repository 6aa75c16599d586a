// The ledger of one instance: what each of its steps did outside, and what became of it.
import { request } from "../api/client";
import { useResource } from "../api/resource";
import { showInvisible, statusName } from "../format/text";
import { formatDuration } from "../format/time";
import { count, listOf, member, text } from "../json/members";
import { Loading, Status, Time } from "../parts/basics";

export function EffectsView({ id }: { id: string }) {
  const path = `/v1/instances/${encodeURIComponent(id)}/effects`;
  const { value, refusal, reload } = useResource(`effects of ${id}`, async (signal) => (await request(path, { signal })).body, { concerns: (news) => news === id });
  if (value === null) return <Loading refusal={refusal} reload={reload} />;
  const items = listOf(member(value, "items"));
  if (items.length === 0) return <p>No step of it has done anything outside yet, as far as anybody knows.</p>;
  return (
    <div class="scroller free" tabIndex={0} role="region" aria-label="Effects of this instance">
      <table class="brief">
        <caption class="unseen">Effects of this instance, in the order of its steps</caption>
        <thead><tr>{["State", "Step", "Call", "Undo", "Age", "Since", "Why"].map((title) => <th key={title} scope="col">{title}</th>)}</tr></thead>
        <tbody>
          {items.map((effect) => (
            <tr key={["step", "item", "visit"].map((name) => text(effect, name)).join(" ")}>
              <td><Status status={text(effect, "state")} /></td>
              <td>{text(effect, "step")}{text(effect, "item") !== "" && ` (${text(effect, "item")})`}{count(effect, "visit") > 1 && `, visit ${text(effect, "visit")}`}</td>
              <td>{text(effect, "call")}</td>
              <td data-label="undo">{text(effect, "undo") === "" ? <span class="quiet">none</span> : statusName(text(effect, "undo"))}</td>
              <td data-label="age">{formatDuration(count(effect, "ageSeconds") * 1000)}</td>
              <td><Time at={text(effect, "since")} /></td>
              <td class="says">{showInvisible(text(effect, "why"))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
