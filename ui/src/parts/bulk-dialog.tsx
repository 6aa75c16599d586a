// Acts on all instances that a filter matches: first the server's plan with its totals, then the
// reason, then the start with the plan's hash. When others match by then, nothing happens.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { ActionFields } from "./action-fields";
import { type Action, RULES } from "../actions/allowed";
import { membersOf } from "../actions/members";
import { adviceForStart } from "../api/advice";
import { Refusal, request, send } from "../api/client";
import { useResource } from "../api/resource";
import { shorten, showInvisible } from "../format/text";
import { JsonError } from "../json/json";
import { member, objectOf, text } from "../json/members";
import { Refused, Status } from "./basics";
import { go, link } from "../shell/router";
import { bulkBody, type BulkPlan, bulkPlanOf, concerned, filterText, isImpossible, leftText, possibleText } from "../bulk/order";

const refusalOf = (error: unknown): Refusal => {
  if (error instanceof JsonError) return new Refusal(0, `The JSON cannot be read: ${error.message}`, null, null, true);
  return error instanceof Refusal ? error : new Refusal(0, String(error), null, null, true);
};

const MANY = 100;

// Names to choose from, where all are of one saga.
function useSteps(saga: string): string[] {
  const { value } = useResource(`steps of ${saga}`, async (signal) => {
    return saga === "" ? null : (await request(`/v1/sagas/${encodeURIComponent(saga)}`, { signal })).body;
  }, { every: null });
  return [...objectOf(member(member(value, "definition"), "states")).keys()];
}

function PlanOfMany({ plan, destroys }: { plan: BulkPlan; destroys: boolean }) {
  return (
    <section class="plan" aria-label="What will happen">
      <p><b>{plan.matching.toLocaleString("en")} {plan.matching === 1 ? "instance matches" : "instances match"}.</b> {plan.refused > 0 ? <b>{possibleText(plan)}</b> : possibleText(plan)}</p>
      {destroys && leftText(plan) !== "" && <p class="warned">{leftText(plan)}</p>}
      <p>{plan.byStatus.map(([status, number]) => <span key={status} class="count">{number.toLocaleString("en")} <Status status={status} /></span>)}</p>
      {plan.sample.length > 0 && (
        <details>
          <summary>What becomes of the first {plan.sample.length}</summary>
          <ul>
            {plan.sample.map((one) => (
              <li key={one.instance}>
                <a href={link("instances", one.instance)} target="_blank" rel="noreferrer noopener">{one.now.key === "" ? <code>{one.instance}</code> : showInvisible(shorten(one.now.key, 60))}</a> <Status status={one.status} />
                <div class={one.refused === "" ? "" : "error"}>{showInvisible(shorten(one.refused === "" ? one.summary : `Refused: ${one.refused}`, 400))}</div>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Why({ refusal }: { refusal: Refusal }) {
  return (
    <Refused refusal={refusal}>
      {refusal.status === 412 ? <p>Nothing has happened: a plan is kept for an hour. Look at a new one, then decide again; your reason is kept.</p> : <p>{adviceForStart(refusal, "job")}</p>}
    </Refused>
  );
}

export function BulkDialog({ search, onClose }: { search: URLSearchParams; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const [action, setAction] = useState<Action>("retry");
  const [plan, setPlan] = useState<BulkPlan | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const rule = RULES.find((one) => one.action === action)!;
  const changed = (event: Event) => {
    if (["reason", "confirmed", "evenIfMoved"].includes((event.target as HTMLInputElement).name)) return;
    setPlan(null);
    setRefusal(null);
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy || form.current === null) return;
    setBusy(true);
    setRefusal(null);
    try {
      const data = new FormData(form.current);
      const value = (name: string) => String(data.get(name) ?? "");
      const body = bulkBody(action, search, membersOf(action, value), value("reason").trim(), plan !== null && value("evenIfMoved") !== "");
      if (plan === null) {
        setPlan(bulkPlanOf((await send("/v1/bulk?plan=true", body)).body));
      } else {
        const job = await send("/v1/bulk", body, { "Plan-Hash": plan.hash });
        go(link("bulk", text(job.body, "id")));
        return;
      }
    } catch (error) {
      const wrong = refusalOf(error);
      if (wrong.status === 412) setPlan(null);
      setRefusal(wrong);
    }
    setBusy(false);
  };
  const none = plan !== null && isImpossible(plan);
  const steps = useSteps(search.get("saga") ?? "");
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="bulk-title">
      <form ref={form} onSubmit={submit} onInput={changed}>
        <h2 id="bulk-title">Act on all that match</h2>
        <p>All instances with {showInvisible(filterText(search))}: also those that the list does not show yet.</p>
        <label>Action <select name="action" value={action} onChange={(event) => setAction(event.currentTarget.value as Action)}>
          {RULES.map((one) => <option key={one.action} value={one.action}>{one.title.replace("…", "")}</option>)}
        </select></label>
        <p class="quiet">{rule.says}</p>
        <ActionFields key={action} action={action} known={steps} />
        <label>Reason; it goes into the history of each <textarea name="reason" rows={2} required={plan !== null && !none} maxLength={2048} /></label>
        <div role="status">{plan !== null && <PlanOfMany plan={plan} destroys={rule.destroys} />}</div>
        {plan !== null && !none && (
          <label><input type="checkbox" name="evenIfMoved" value="yes" /> Also those for which it would mean something else by then; they are refused otherwise</label>
        )}
        {plan !== null && rule.destroys && plan.matching > MANY && (
          <label>Type {plan.matching} to confirm that it concerns so many <input name="confirmed" required inputMode="numeric" autocomplete="off" pattern={String(plan.matching)} title={`the number ${plan.matching}`} /></label>
        )}
        <div class="foot">
          {refusal !== null && <Why refusal={refusal} />}
          <p class="tools">
            {plan === null
              ? <button type="submit" class="primary" disabled={busy}>{busy ? "Asking…" : "Show the plan"}</button>
              : <button type="submit" class={rule.destroys ? "danger" : "primary"} disabled={busy || none}>{rule.title.replace("…", "")}: {concerned(plan)}</button>}
            <button type="button" onClick={() => dialog.current?.close()}>Close</button>
          </p>
        </div>
      </form>
    </dialog>
  );
}
