// Events that the server keeps: which were taken, and which wait for a saga that wants them.
import { useState } from "preact/hooks";
import { request, serverNow } from "../api/client";
import { useResource } from "../api/resource";
import { shorten, showInvisible } from "../format/text";
import { type Json } from "../json/json";
import { listOf, member, text } from "../json/members";
import { EVENT_STATES, eventState, takenBy } from "../lists/events";
import { Loading, Payload, Status, Time } from "../parts/basics";
import { go, link, place, withParameters } from "../shell/router";
import { sendEvent } from "../shell/sending";

export function EventsPage() {
  const search = new URLSearchParams(place.value.search);
  const state = ["kept", "consumed"].find((name) => name === search.get("state")) ?? "";
  const type = search.get("type") ?? "";
  const cursor = search.get("cursor") ?? "";
  const asked = new URLSearchParams({ limit: "100", ...(state && { state }), ...(type && { type }), ...(cursor && { cursor }) }).toString();
  const { value, refusal, reload } = useResource(`events ${asked}`, async (signal) => (await request(`/v1/events?${asked}`, { signal })).body, { every: 5000 });
  const [open, setOpen] = useState("");
  const items = listOf(member(value, "items"));
  const keyOf = (event: Json) => `${text(event, "source")} ${text(event, "id")}`;
  const opened = items.find((event) => keyOf(event) === open);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    go(withParameters({ state: String(form.get("state")), type: String(form.get("type")).trim(), cursor: "" }));
  };
  return (
    <main id="main">
      <h1>Events</h1>
      <p class="tools"><button type="button" onClick={() => sendEvent(type)}>Send an event…</button></p>
      <form class="filters" onSubmit={submit} key={asked}>
        <label>State <select name="state">{EVENT_STATES.map(([name, says]) => <option key={name} value={name} selected={name === state}>{says}</option>)}</select></label>
        <label>Type <input id="search" name="type" defaultValue={type} /></label>
        <button type="submit" class="primary">Filter</button>
      </form>
      {value === null ? <Loading refusal={refusal} reload={reload} /> : (
        <>
          <p class="quiet">A second event with the same source and id is known as a duplicate for {text(value, "dedupWindow")}.</p>
          {items.length === 0 ? <p>{state === "" && type === "" && cursor === "" ? "No event has arrived yet." : <>Nothing matches. <a href={link("events")}>Show all events</a></>}</p> : (
            <div class="scroller free" tabIndex={0} role="region" aria-label="Events">
              <table class="brief">
                <caption class="unseen">Stored events, newest first</caption>
                <thead><tr><th scope="col">State</th><th scope="col">Type</th><th scope="col">Key</th><th scope="col">Taken by</th><th scope="col">Received</th><th scope="col">Source</th><th scope="col">Id</th></tr></thead>
                <tbody>
                  {items.map((event) => (
                    <tr key={keyOf(event)}>
                      <td><Status status={eventState(event, serverNow())} /></td>
                      <td>{showInvisible(shorten(text(event, "type"), 40))}</td>
                      <td data-label="key">{showInvisible(shorten(text(event, "key"), 60))}</td>
                      <td data-label="taken by">{takenBy(event)}</td>
                      <td><Time at={text(event, "receivedAt")} /></td>
                      <td data-label="from">{showInvisible(shorten(text(event, "source"), 60))}</td>
                      <td><button type="button" class="small" aria-expanded={open === keyOf(event)} onClick={() => setOpen(open === keyOf(event) ? "" : keyOf(event))}>{showInvisible(shorten(text(event, "id"), 20))}</button></td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
          {opened !== undefined && <section><h2>{showInvisible(shorten(text(opened, "id"), 80))}</h2><Payload value={opened} name="event" /></section>}
          {text(value, "next") !== "" && <p><a class="button" href={withParameters({ cursor: text(value, "next") })}>Older events</a></p>}
        </>
      )}
    </main>
  );
}
