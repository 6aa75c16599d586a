// A few instances of one kind on the overview, the newest first, each with why it is where it is.
import { request } from "../api/client";
import { useResource } from "../api/resource";
import { shorten, showInvisible } from "../format/text";
import { type Json } from "../json/json";
import { listOf, member, text, textOf } from "../json/members";
import { errorText, presentError } from "../lists/error";
import { nameOf } from "../lists/name";
import { Loading, Status, Time } from "../parts/basics";
import { second } from "../parts/clock";
import { waitText } from "../parts/wait";
import { WhyText } from "../parts/why";
import { link } from "../shell/router";

export const SHOWN = 8;

function Row({ raw }: { raw: Json }) {
  void second.value;
  const error = presentError(raw);
  return (
    <tr>
      <td><Status status={text(raw, "status")} /></td>
      <td><a href={link("instances", text(raw, "id"))}>{showInvisible(nameOf(raw, 24))}</a></td>
      <td class="says">{text(raw, "why") !== "" ? <WhyText of={raw} most={300} /> : showInvisible(shorten(error === null ? waitText(raw) : errorText(error), 300))}</td>
      <td class="extra">{text(raw, "saga")} v{text(raw, "version")}</td>
      <td class="extra">{listOf(member(raw, "states")).map(textOf).join(", ")}</td>
      <td class="extra"><Time at={text(raw, "updatedAt")} /></td>
    </tr>
  );
}

// Bare: its heading stands above already.
export function Section({ name, search, fine, bare = false }: { name: string; search: string; fine: string; bare?: boolean }) {
  const found = useResource(`overview ${search}`, async (signal) => (await request(`/v1/instances?limit=${SHOWN}&${search}`, { signal })).body, { every: 3000, concerns: () => true });
  const items = listOf(member(found.value, "items"));
  const more = text(found.value, "next") !== "";
  return (
    <section>
      {!bare && <h2>{name}</h2>}
      {found.value === null ? <Loading refusal={found.refusal} reload={found.reload} /> : items.length === 0 ? <p class="fine-line">✓ {fine}</p> : (
        <>
          <div class="scroller free" tabIndex={0} role="region" aria-label={name}>
            <table class="brief">
              <caption class="unseen">{name}, newest first</caption>
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
