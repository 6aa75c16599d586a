// One bulk job: how far it is, what became of each instance, and a way to stop it.
import { useState } from "preact/hooks";
import { request, Refusal, send } from "../api/client";
import { useResource } from "../api/resource";
import { filterText, type Present, presentOf, resultName, searchOf, settledOf } from "../bulk/order";
import { shorten, showInvisible } from "../format/text";
import { type Json } from "../json/json";
import { count, listOf, member, objectOf, text } from "../json/members";
import { Loading, Payload, Refused, Status, Time } from "../parts/basics";
import { link, place, withParameters } from "../shell/router";

const RESULTS = ["done", "refused", "failed", "pending"] as const;
const COUNTED: Record<string, string> = { "": "total", pending: "open" };

function Head({ job, onStop }: { job: Json; onStop: () => void }) {
  const total = count(job, "total");
  const settled = settledOf(job);
  const search = searchOf(member(job, "filter"));
  const own = member(job, "arguments");
  return (
    <header>
      <h1>{text(job, "action")} of {total.toLocaleString("en")} {total === 1 ? "instance" : "instances"} <Status status={text(job, "status")} /></h1>
      <p><label>Progress <progress value={settled} max={Math.max(1, total)} /> {settled.toLocaleString("en")} of {total.toLocaleString("en")}</label></p>
      <dl>
        <dt>Filter</dt><dd><a href={`${link("instances")}?${search}`}>{showInvisible(filterText(search))}</a></dd>
        <dt>Reason</dt><dd>{showInvisible(text(job, "reason"))}</dd>
        {member(job, "evenIfMoved") === true && <><dt>Moved ones</dt><dd>acted on too, whatever it means for them by then</dd></>}
        <dt>By</dt><dd>{showInvisible(text(job, "actor"))}</dd>
        <dt>Started</dt><dd><Time at={text(job, "createdAt")} /></dd>
        {text(job, "endedAt") !== "" && <><dt>Ended</dt><dd><Time at={text(job, "endedAt")} /></dd></>}
      </dl>
      {objectOf(own).size > 0 && <details><summary>Arguments</summary><Payload value={own} name="arguments" /></details>}
      {text(job, "status") === "running" && (
        <p class="tools"><button type="button" class="danger" onClick={onStop}>Stop</button> <span class="quiet">What is done stays done; the rest is left as it is.</span></p>
      )}
    </header>
  );
}

function Instance({ id, now, gone }: { id: string; now: Present; gone: boolean }) {
  return (
    <>
      <td><a href={link("instances", id)} title={id}>{now.key === "" ? <code>{id}</code> : showInvisible(shorten(now.key, 60))}</a></td>
      <td data-label="now">{gone ? <span class="quiet">gone</span> : now.status !== "" && <Status status={now.status} />}</td>
    </>
  );
}

function Results({ items }: { items: Json[] }) {
  return (
    <div class="scroller free" tabIndex={0} role="region" aria-label="Results">
      <table class="brief">
        <caption class="unseen">What became of each instance</caption>
        <thead><tr>{["No.", "Result", "Instance", "Now", "At", "Detail"].map((title) => <th key={title} scope="col">{title}</th>)}</tr></thead>
        <tbody>
          {items.map((item) => (
            <tr key={text(item, "number")}>
              <td>{text(item, "number")}</td>
              <td><Status status={resultName(text(item, "status"))} /></td>
              <Instance id={text(item, "instance")} now={presentOf(item)} gone={item instanceof Map && item.get("now") === null} />
              <td><Time at={text(item, "at")} /></td>
              <td class="says">{showInvisible(shorten(text(item, "detail"), 400))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function BulkJobPage({ id }: { id: string }) {
  const search = new URLSearchParams(place.value.search);
  const status = RESULTS.find((name) => name === search.get("status")) ?? "";
  const cursor = search.get("cursor") ?? "";
  const asked = new URLSearchParams({ limit: "100", ...(status && { status }), ...(cursor && { cursor }) }).toString();
  const path = `/v1/bulk/${encodeURIComponent(id)}`;
  const { value, refusal, reload } = useResource(`bulk ${id} ${asked}`, async (signal) => (await request(`${path}?${asked}`, { signal })).body, { every: 1000 });
  const [wrong, setWrong] = useState<Refusal | null>(null);
  if (value === null) {
    return (
      <main id="main">
        <Loading refusal={refusal} reload={reload} />
        {refusal?.status === 404 && <p><a href={link("bulk")}>All bulk jobs</a></p>}
      </main>
    );
  }
  const stop = async () => {
    setWrong(null);
    try {
      await send(`${path}/stop`, "{}");
    } catch (error) {
      setWrong(error instanceof Refusal ? error : new Refusal(0, String(error)));
    }
    reload();
  };
  const items = listOf(member(value, "items"));
  return (
    <main id="main">
      <Head job={value} onStop={() => void stop()} />
      {wrong !== null && <Refused refusal={wrong} />}
      <nav class="presets" aria-label="Results by status">
        {["", ...RESULTS].map((name) => (
          <a key={name} href={withParameters({ status: name, cursor: "" })} aria-current={status === name ? "page" : undefined}>
            {name === "" ? "all" : resultName(name)} ({count(value, COUNTED[name] ?? name).toLocaleString("en")})
          </a>
        ))}
      </nav>
      <p class="quiet">“Accepted” says that an instance took the action. What has become of it since stands under “Now”.</p>
      {items.length === 0 ? <p>No instance has this result.</p> : <Results items={items} />}
      {text(value, "next") !== "" && <p><a class="button" href={withParameters({ cursor: text(value, "next") })}>More results</a></p>}
    </main>
  );
}
