// All about one state of one instance: what it was called with, what it answered, its attempts, its
// idempotency key, and its undo.
import { type HistoryEvent } from "../history/event";
import { type Snapshot } from "../history/snapshot";
import { member, text } from "../json/members";
import { Copy, Payload, Status, Time } from "../parts/basics";
import { showInvisible } from "../format/text";

const ATTEMPTS = /^(StepStarted|Attempt|RetryScheduled|StepSucceeded|StepFailed|Undo|ProbeAnswered|LateResult)/;

export function StepPanel({ id, state, now, events, onClose }: {
  id: string; state: string; now: Snapshot; events: readonly HistoryEvent[]; onClose: () => void;
}) {
  const step = now.steps.get(state);
  const undos = now.undos.filter((undo) => undo.step === state);
  const mine = events.filter((event) => event.state === state && event.seq <= now.seq);
  const started = mine.findLast((event) => event.type === "StepStarted");
  const given = mine.findLast((event) => /^Step(Started|Retried)$/.test(event.type) && event.raw instanceof Map && event.raw.has("with"));
  const item = started?.item ?? "";
  const key = started && `${id}/${state}/${item === "" ? "" : `${item}/`}${started.visit}/do`;
  return (
    <section class="panel" aria-label={`State ${state}`}>
      <h2>{state} {step && <Status status={step.status} />}</h2>
      <p class="tools"><button type="button" onClick={onClose}>Close</button></p>
      {mine.length === 0 && <p class="quiet">This state was not entered{now.active.has(state) ? " yet" : ""}.</p>}
      {key && <p>Idempotency key <code>{key}</code> <Copy text={key} what="idempotency key" /></p>}
      {step !== undefined && member(step.error, "message") !== null && <p class="error">{showInvisible(`${text(step.error, "type")}: ${text(step.error, "message")}`)}</p>}
      {started !== undefined && <><h3>Input</h3><Payload value={given?.raw instanceof Map ? given.raw.get("with") : undefined} name={`${state}-input`} /></>}
      {step !== undefined && <><h3>Output</h3><Payload value={step.output} name={`${state}-output`} /></>}
      {step !== undefined && step.error !== null && <><h3>Error</h3><Payload value={step.error} name={`${state}-error`} /></>}
      {undos.map((undo) => (
        <div key={undo.visit}>
          <h3>Undo{undos.length > 1 && ` of visit ${undo.visit}`} <Status status={undo.status} /></h3>
          {undo.attempts > 0 && <p>{undo.attempts} {undo.attempts === 1 ? "attempt" : "attempts"}</p>}
          {undo.error !== null && <p class="error">{showInvisible(`${text(undo.error, "type")}: ${text(undo.error, "message")}`)}</p>}
          {undo.with !== undefined && <Payload value={undo.with} name={`${state}-undo-input`} />}
        </div>
      ))}
      {mine.some((event) => ATTEMPTS.test(event.type)) && (
        <>
          <h3>Attempts</h3>
          <ol class="attempts">
            {mine.filter((event) => ATTEMPTS.test(event.type)).map((event) => (
              <li key={event.seq}>
                <Time at={text(event.raw, "at")} /> {event.type} {text(event.raw, "kind")} {text(event.raw, "attempt")}{" "}
                {showInvisible(text(member(event.raw, "error"), "type"))}
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
