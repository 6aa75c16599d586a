// What needs an operator: all of it where that is little, else by its causes, so that nothing is
// pushed out of sight by what came later.
import { useState } from "preact/hooks";
import { request } from "../api/client";
import { useResource } from "../api/resource";
import { shorten, showInvisible } from "../format/text";
import { type Attention, attentionOf, type Group, groupSearch } from "../lists/attention";
import { Loading, Status, Time } from "../parts/basics";
import { link } from "../shell/router";
import { SHOWN, Section } from "./overview-section";

const GROUPS_SHOWN = 12;

function Row({ group }: { group: Group }) {
  const { example } = group;
  return (
    <tr>
      <td><a href={`${link("instances")}?${groupSearch(group)}`}><b>{group.count.toLocaleString("en")}</b> <Status status={group.status} /></a></td>
      <td>{group.saga}</td>
      <td class="says">{group.undo && "undo of "}{group.step}{group.error !== "" && <>{group.step !== "" && ": "}<code>{showInvisible(shorten(group.error, 80))}</code></>}</td>
      <td data-label="since"><Time at={group.oldestAt} /></td>
      <td class="extra"><Time at={group.newestAt} /></td>
      <td data-label="such as"><a href={link("instances", example.instance)} title={example.instance}>{showInvisible(shorten(example.key, 40)) || `…${example.instance.slice(-12)}`}</a></td>
    </tr>
  );
}

function Groups({ attention }: { attention: Attention }) {
  const [all, showAll] = useState(false);
  const { groups } = attention;
  const shown = all ? groups : groups.slice(0, GROUPS_SHOWN);
  return (
    <>
      <div class="scroller free" tabIndex={0} role="region" aria-label="Needs attention, by cause">
        <table class="brief">
          <caption class="unseen">Needs attention, by cause, the most first</caption>
          <thead><tr>{["How many", "Saga", "Cause", "Oldest", "Newest", "Oldest one"].map((title) => <th key={title} scope="col" class={title === "Newest" ? "extra" : ""}>{title}</th>)}</tr></thead>
          <tbody>{shown.map((group) => <Row key={`${groupSearch(group)} ${group.undo} ${group.error}`} group={group} />)}</tbody>
        </table>
      </div>
      {groups.length > GROUPS_SHOWN && <p><button type="button" aria-expanded={all} onClick={() => showAll(!all)}>{all ? `Show the first ${GROUPS_SHOWN} causes` : `Show all ${groups.length} causes`}</button></p>}
      {attention.moreGroups > 0 && <p class="quiet">And {attention.moreGroups.toLocaleString("en")} more causes, in the list.</p>}
    </>
  );
}

export function AttentionSection() {
  const { value, refusal, reload } = useResource("overview attention", async (signal) => attentionOf((await request("/v1/attention", { signal })).body), { every: 3000, concerns: () => true });
  const all = `${link("instances")}?status=parked%2Cstuck`;
  return (
    <section>
      <h2>Needs attention</h2>
      {value === null ? <Loading refusal={refusal} reload={reload} /> : value.sum === 0 ? <p class="fine-line">✓ Nothing waits for an operator.</p> : (
        <>
          <p>{value.totals.map(([status, number]) => (
            <a key={status} class="count" href={`${link("instances")}?status=${status}`}><b>{number.toLocaleString("en")}{value.atLeast && number >= 5000 ? "+" : ""}</b> <Status status={status} /></a>
          ))}</p>
          {value.sum > SHOWN ? <Groups attention={value} /> : <Section name="Needs attention" search="status=parked%2Cstuck" bare fine="Nothing waits for an operator." />}
          {value.sum > SHOWN && <p><a href={all}>See them as a list</a></p>}
        </>
      )}
    </section>
  );
}
