// All about one state of one instance: what it was called with, what it answered, its attempts, its
// idempotency key, and its undo.
import { serverNow } from "../api/client";
import { formatDuration } from "../format/time";
import { attemptsOf } from "../history/attempts";
import { type HistoryEvent } from "../history/event";
import { type Snapshot } from "../history/snapshot";
import { member, text } from "../json/members";
import { Copy, Payload, Status, Time } from "../parts/basics";
import { shorten, showInvisible } from "../format/text";

const KINDS: Record<string, string> = { do: "call", undo: "undo", probe: "probe" };

function Attempts({ events }: { events: readonly HistoryEvent[] }) {
  const attempts = attemptsOf(events);
  if (attempts.length === 0) return null;
  const visits = attempts.at(-1)!.visit > 1;
  return (
    <>
      <h3>Attempts</h3>
      <div class="scroller free" tabIndex={0} role="region" aria-label="Attempts">
        <table class="attempts">
          <caption class="unseen">Every call of this state, oldest first</caption>
          <thead><tr><th scope="col">Call</th><th scope="col">Outcome</th><th scope="col">Sent</th><th scope="col">Took</th></tr></thead>
          <tbody>
            {attempts.map((one, at) => (
              <tr key={at}>
                <td>{KINDS[one.kind]} {one.attempt}{visits && `, visit ${one.visit}`}{one.item !== "" && ` (${one.item})`}</td>
                <td>
                  <Status status={one.outcome || "running"} />{" "}
                  {text(one.error, "type") !== "" && <code>{showInvisible(text(one.error, "type"))}</code>}
                </td>
                <td><Time at={new Date(one.from).toISOString()} /></td>
                <td>{one.to === null ? `${formatDuration(serverNow() - one.from)} so far` : formatDuration(one.to - one.from)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

// Who said so, and on what evidence: it was no call that settled this undo.
function resolutionText({ raw }: HistoryEvent): string {
  const what = text(raw, "resolution") === "done" ? "Marked as undone outside" : "Given up";
  const evidence = text(raw, "evidence");
  return showInvisible(shorten(`${what} by ${text(raw, "actor")}: ${evidence === "" ? "" : `${evidence}; `}“${text(raw, "reason")}”`, 600));
}

export function StepPanel({ id, state, now, events, onClose }: {
  id: string; state: string; now: Snapshot; events: readonly HistoryEvent[]; onClose: () => void;
}) {
  const step = now.steps.get(state);
  const undos = now.undos.filter((undo) => undo.step === state);
  const mine = events.filter((event) => event.state === state && event.seq <= now.seq);
  const started = mine.findLast((event) => event.type === "StepStarted");
  const given = mine.findLast((event) => /^Step(Started|Retried)$/.test(event.type) && event.raw instanceof Map && event.raw.has("with"));
  const item = started?.item ?? "";
  const keyOf = (visit: number, kind: string) => `${id}/${state}/${item === "" ? "" : `${item}/`}${visit}/${kind}`;
  const resolved = (visit: number) => mine.findLast((event) => event.type === "UndoResolved" && event.visit === visit);
  const key = started && keyOf(started.visit, "do");
  return (
    <section class="panel" aria-label={`State ${state}`}>
      <div class="bar-top">
        <h2>{state} {step && <Status status={step.status} />}</h2>
        <button type="button" class="small" aria-label="Close the panel" onClick={onClose}>✕</button>
      </div>
      {mine.length === 0 && <p class="quiet">This state was not entered{now.active.has(state) ? " yet" : ""}.</p>}
      {key && <p>Idempotency key <code>{key}</code> <Copy text={key} what="idempotency key" /></p>}
      {step !== undefined && member(step.error, "message") !== null && <p class="error">{showInvisible(`${text(step.error, "type")}: ${text(step.error, "message")}`)}</p>}
      {started !== undefined && <><h3>Input</h3><Payload value={given?.raw instanceof Map ? given.raw.get("with") : undefined} name={`${state}-input`} /></>}
      {step !== undefined && <><h3>Output</h3><Payload value={step.output} name={`${state}-output`} /></>}
      {step !== undefined && step.error !== null && <><h3>Error</h3><Payload value={step.error} name={`${state}-error`} /></>}
      {undos.map((undo) => (
        <div key={undo.visit}>
          <h3>Undo{undos.length > 1 && ` of visit ${undo.visit}`} <Status status={undo.status} /></h3>
          {undo.attempts > 0 && <p>{undo.attempts} {undo.attempts === 1 ? "attempt" : "attempts"} under <code>{keyOf(undo.visit, "undo")}</code> <Copy text={keyOf(undo.visit, "undo")} what="idempotency key of the undo" /></p>}
          {resolved(undo.visit) !== undefined && <p>{resolutionText(resolved(undo.visit)!)}</p>}
          {undo.error !== null && <p class="error">{showInvisible(`${text(undo.error, "type")}: ${text(undo.error, "message")}`)}</p>}
          {undo.with !== undefined && <Payload value={undo.with} name={`${state}-undo-input`} />}
        </div>
      ))}
      <Attempts events={mine} />
    </section>
  );
}
