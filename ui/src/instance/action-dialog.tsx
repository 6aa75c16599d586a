// Asks for what an action needs, says what it does and what stands now, and tells the outcome. The
// ETag of the state that was read goes along: when the instance has moved, nothing happens.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type ActionRule, standing } from "../actions/allowed";
import { Refusal, send } from "../api/client";
import { type Json, JsonError, parseJson, printJson } from "../json/json";
import { listOf, member, text } from "../json/members";
import { Refused } from "../parts/basics";
import { go, link } from "../shell/router";

interface Props {
  rule: ActionRule;
  instance: Json;
  etag: string;
  onDone: () => void;
}

function stepsFor(rule: ActionRule, instance: Json): string[] {
  const undo = rule.action === "resolve";
  const waits = listOf(member(instance, "waitingFor")).filter(
    (wait) => (member(wait, "undo") === true) === undo && (!undo || text(wait, "kind") === "operator"),
  );
  const wanted = rule.action === "skip" || undo ? waits : [];
  return [...new Set(wanted.map((wait) => text(wait, "state")))];
}

function bodyOf(form: FormData): string {
  const body = new Map<string, Json>();
  for (const name of ["reason", "step", "resolution"]) {
    const value = String(form.get(name) ?? "").trim();
    if (value !== "") body.set(name, value);
  }
  for (const name of ["output", "with"]) {
    const value = String(form.get(name) ?? "").trim();
    if (value !== "" && (name !== "with" || body.get("resolution") === "retry")) body.set(name, parseJson(value));
  }
  const evidence = String(form.get("evidence") ?? "").trim();
  if (evidence !== "" && body.get("resolution") === "done") body.set("evidence", evidence);
  return printJson(body);
}

export function ActionDialog({ rule, instance, etag, onDone }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const [resolution, setResolution] = useState("retry");
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const id = text(instance, "id");
  const steps = stepsFor(rule, instance);
  const left = standing(instance);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setRefusal(null);
    try {
      const body = bodyOf(new FormData(event.currentTarget as HTMLFormElement));
      const answer = await send(`/v1/instances/${encodeURIComponent(id)}/${rule.action}`, body, { "If-Match": etag });
      const shown = text(answer.body, "id");
      onDone();
      if (shown !== "" && shown !== id) go(link("instances", shown));
    } catch (error) {
      const wrong = error instanceof JsonError ? new Refusal(0, `The JSON cannot be read: ${error.message}`) : null;
      setRefusal(wrong ?? (error instanceof Refusal ? error : new Refusal(0, String(error))));
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} onClose={onDone} aria-labelledby="action-title">
      <form onSubmit={submit}>
        <h2 id="action-title">{rule.title.replace("…", "")}</h2>
        <p>{rule.says}</p>
        {rule.destroys && left.length > 0 && (
          <div>
            <p>Effects that stand now, in the order of their undo:</p>
            <ol>{left.map((effect) => <li key={effect}>{effect}</li>)}</ol>
          </div>
        )}
        {steps.length > 0 && (
          <label>Step <select name="step">{steps.map((step) => <option key={step}>{step}</option>)}</select></label>
        )}
        {rule.action === "skip" && <label>Output (JSON; empty for null) <textarea name="output" rows={4} /></label>}
        {rule.action === "resolve" && (
          <fieldset>
            <legend>Resolution</legend>
            {[["retry", "Try it again"], ["done", "It was undone outside"], ["giveUp", "Give up: the effect stays"]].map(([value, says]) => (
              <label key={value} class="inline">
                <input type="radio" name="resolution" value={value} checked={resolution === value} onChange={() => setResolution(value!)} /> {says}
              </label>
            ))}
            {resolution === "retry" && <label>Other input (JSON; replaces the whole of it; empty keeps it) <textarea name="with" rows={4} /></label>}
            {resolution === "done" && <label>Evidence, such as a ticket or a refund's number <input name="evidence" required /></label>}
          </fieldset>
        )}
        <label>Reason{rule.reason ? "" : " (if you like)"}; it goes into the history
          <textarea name="reason" rows={2} required={rule.reason} maxLength={2048} />
        </label>
        {refusal !== null && (
          <Refused refusal={refusal}>
            {(refusal.status === 412 || refusal.status === 409) && <p>Nothing has happened. Close this to see the instance as it is now, then decide again.</p>}
            {refusal.status === 0 && <p>It may have happened or not: close this and look before you try again.</p>}
          </Refused>
        )}
        <p class="tools">
          <button type="submit" class={rule.destroys ? "danger" : "primary"} disabled={busy}>{rule.title.replace("…", "")}</button>
          <button type="button" onClick={() => dialog.current?.close()}>Close</button>
        </p>
      </form>
    </dialog>
  );
}
