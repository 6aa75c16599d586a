// Bulk jobs: one action for many instances each. The newest first.
import { filterText, searchOf, settledOf } from "../bulk/order";
import { request } from "../api/client";
import { useResource } from "../api/resource";
import { shorten, showInvisible } from "../format/text";
import { type Json } from "../json/json";
import { count, listOf, member, text } from "../json/members";
import { Loading, Status, Time } from "../parts/basics";
import { link, place, withParameters } from "../shell/router";

function Row({ job }: { job: Json }) {
  const failed = count(job, "refused") + count(job, "failed");
  return (
    <tr>
      <td><Status status={text(job, "status")} /></td>
      <td><a href={link("bulk", text(job, "id"))}>{text(job, "action")} of {count(job, "total").toLocaleString("en")}</a></td>
      <td>{settledOf(job).toLocaleString("en")} settled{failed > 0 && `, ${failed.toLocaleString("en")} refused or failed`}</td>
      <td>{showInvisible(shorten(filterText(searchOf(member(job, "filter"))), 80))}</td>
      <td data-label="by">{showInvisible(shorten(text(job, "actor"), 40))}</td>
      <td><Time at={text(job, "createdAt")} /></td>
      <td class="says">{showInvisible(shorten(text(job, "reason"), 300))}</td>
    </tr>
  );
}

export function BulkPage() {
  const cursor = new URLSearchParams(place.value.search).get("cursor") ?? "";
  const asked = new URLSearchParams({ limit: "50", ...(cursor && { cursor }) }).toString();
  const { value, refusal, reload } = useResource(`bulk ${asked}`, async (signal) => (await request(`/v1/bulk?${asked}`, { signal })).body);
  const jobs = listOf(member(value, "items"));
  return (
    <main id="main">
      <h1>Bulk jobs</h1>
      <p>One action for many instances. Choose them in the <a href={link("instances")}>list of instances</a>, with a filter, then “Act on all that match…”.</p>
      {value === null ? <Loading refusal={refusal} reload={reload} /> : jobs.length === 0
        ? <p>{cursor === "" ? "No job was started yet." : <>No older job. <a href={link("bulk")}>Show the newest</a></>}</p>
        : (
          <div class="scroller free" tabIndex={0} role="region" aria-label="Bulk jobs, newest first">
            <table class="brief">
              <caption class="unseen">Bulk jobs, newest first</caption>
              <thead><tr>{["Status", "Action", "Progress", "Filter", "By", "Started", "Reason"].map((title) => <th key={title} scope="col">{title}</th>)}</tr></thead>
              <tbody>{jobs.map((job) => <Row key={text(job, "id")} job={job} />)}</tbody>
            </table>
          </div>
        )}
      {text(value, "next") !== "" && <p><a class="button" href={withParameters({ cursor: text(value, "next") })}>Older jobs</a></p>}
    </main>
  );
}
