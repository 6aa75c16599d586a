// Sends one event, and tells what became of it: taken, kept, or known already.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { eventBody, sentOf, type Sent, SOURCE } from "../actions/event";
import { adviceForStart } from "../api/advice";
import { Refusal, send } from "../api/client";
import { showInvisible } from "../format/text";
import { newOnce } from "../form/once";
import { JsonError } from "../json/json";
import { type Sending } from "../shell/sending";
import { Refused } from "./basics";

const refusalOf = (error: unknown): Refusal =>
  error instanceof JsonError ? new Refusal(0, `The data cannot be read: ${error.message}`, null, null, true)
  : error instanceof Refusal ? error : new Refusal(0, String(error), null, null, true);

function Outcome({ sent, onAnother }: { sent: Sent; onAnother: () => void }) {
  return (
    <div class={sent.duplicate ? "refused" : "fine"}>
      <p><b>{sent.says}</b> Its id is <code>{showInvisible(sent.id)}</code>.</p>
      {sent.duplicate && <p>An event is known by its source and id, whatever its data. <button type="button" class="small" onClick={onAnother}>Make it another event</button></p>}
    </div>
  );
}

export function SendEvent({ first, onClose }: { first: Sending; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const [once, setOnce] = useState(newOnce);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [sent, setSent] = useState<Sent | null>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy || form.current === null) return;
    setBusy(true);
    setRefusal(null);
    setSent(null);
    try {
      const data = new FormData(form.current);
      const body = eventBody((name) => String(data.get(name) ?? ""), once);
      setSent(sentOf((await send("/v1/events", body, { "Content-Type": "application/cloudevents+json" })).body));
    } catch (error) {
      setRefusal(refusalOf(error));
    }
    setBusy(false);
  };
  const another = () => {
    const id = form.current?.elements.namedItem("id") as HTMLInputElement | null;
    if (id !== null) id.value = "";
    setOnce(newOnce());
    setSent(null);
  };
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="send-title">
      <form ref={form} class="column" onSubmit={submit}>
        <h2 id="send-title">Send an event</h2>
        <p>Instances that wait for this type and key take it at once; else it is kept for a while.</p>
        <label>Type <input name="type" required defaultValue={first.type} placeholder="shipment.shipped" /></label>
        <label>Key, by which it finds its instance <input name="key" defaultValue={first.key} /></label>
        <label>Data (JSON; empty for null) <textarea name="data" rows={5} class="code" spellcheck={false} /></label>
        <details>
          <summary>Source and id</summary>
          <label>Source <input name="source" defaultValue={SOURCE} /></label>
          <label>Id (made from the content where it is empty: the same sent again is the same event) <input name="id" /></label>
        </details>
        <div class="foot">
          <div role="status">{sent !== null && <Outcome sent={sent} onAnother={another} />}</div>
          {refusal !== null && <Refused refusal={refusal}><p>{adviceForStart(refusal, "event")}</p></Refused>}
          <p class="tools">
            <button type="submit" class="primary" disabled={busy}>Send</button>
            <button type="button" onClick={() => dialog.current?.close()}>Close</button>
          </p>
        </div>
      </form>
    </dialog>
  );
}
