// Asks for what an action needs, shows the server's plan of it, does exactly that plan, and tells
// the outcome. The plan's hash goes along: when the instance has moved, nothing happens.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { ActionFields } from "../parts/action-fields";
import { type ActionRule, standing } from "../actions/allowed";
import { membersOf } from "../actions/members";
import { knowsNoPlans, type Plan, planOf } from "../actions/plan";
import { Refusal, send } from "../api/client";
import { type HistoryEvent } from "../history/event";
import { type Json, JsonError, printJson } from "../json/json";
import { listOf, member, objectOf, text } from "../json/members";
import { Refused } from "../parts/basics";
import { go, link } from "../shell/router";
import { PlanView } from "./plan-view";

interface Props {
  rule: ActionRule;
  instance: Json;
  etag: string;
  events: readonly HistoryEvent[];
  onDone: () => void;
}

function stepsFor(rule: ActionRule, instance: Json): string[] {
  const undo = rule.action === "resolve";
  const waits = listOf(member(instance, "waitingFor")).filter(
    (wait) => (member(wait, "undo") === true) === undo && (!undo || text(wait, "kind") === "operator"),
  );
  const wanted = rule.action === "skip" || undo || (rule.action === "retry" && text(instance, "status") !== "stuck") ? waits : [];
  return [...new Set(wanted.map((wait) => text(wait, "state")))];
}

// What the step, or the undo of it, was called with last.
function inputOf(events: readonly HistoryEvent[], undo: boolean, step: string): Json | undefined {
  const types = undo ? ["UndoStarted", "UndoRetried"] : ["StepStarted", "StepRetried"];
  const last = events.findLast((event) => event.state === step && types.includes(event.type) && event.raw instanceof Map && event.raw.has("with"));
  return last === undefined ? undefined : member(last.raw, "with");
}

function bodyOf(rule: ActionRule, form: FormData): string {
  const body = membersOf(rule.action, (name) => String(form.get(name) ?? ""));
  const reason = String(form.get("reason") ?? "").trim();
  if (reason !== "") body.set("reason", reason);
  return printJson(body);
}

const refusalOf = (error: unknown): Refusal => {
  if (error instanceof JsonError) return new Refusal(0, `The JSON cannot be read: ${error.message}`);
  return error instanceof Refusal ? error : new Refusal(0, String(error));
};

// The reason may still be missing: no plan hangs on it.
const isIncomplete = (form: HTMLFormElement): boolean =>
  [...form.querySelectorAll<HTMLInputElement>("input, textarea, select")].some((field) => field.name !== "reason" && !field.validity.valid);

// The plan for what the form says now. The reason is no part of it. Null: the node knows no plans.
function usePlan(rule: ActionRule, path: string) {
  const [planned, setPlanned] = useState<{ plan: Plan | null; refusal: Refusal | null; busy: boolean }>({ plan: null, refusal: null, busy: true });
  const round = useRef(0);
  const ask = async (form: HTMLFormElement) => {
    const mine = ++round.current;
    if (isIncomplete(form)) return setPlanned({ plan: null, refusal: null, busy: false });
    setPlanned({ plan: null, refusal: null, busy: true });
    let plan: Plan | null = null;
    let refusal: Refusal | null = null;
    try {
      const data = new FormData(form);
      data.delete("reason");
      plan = planOf((await send(`${path}?plan=true`, bodyOf(rule, data))).body);
    } catch (error) {
      const wrong = refusalOf(error);
      if (!knowsNoPlans(wrong.status, wrong.problem)) refusal = wrong;
    }
    if (mine === round.current) setPlanned({ plan, refusal, busy: false });
  };
  return { ...planned, ask };
}

export function ActionDialog({ rule, instance, etag, events, onDone }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const path = `/v1/instances/${encodeURIComponent(text(instance, "id"))}/${rule.action}`;
  const planned = usePlan(rule, path);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  useLayoutEffect(() => {
    if (form.current !== null) void planned.ask(form.current);
  }, []);
  // After what the change brings into the form, or takes out of it.
  const changed = (event: Event) => {
    const asked = form.current;
    if (asked !== null && (event.target as HTMLInputElement).name !== "reason") requestAnimationFrame(() => void planned.ask(asked));
  };
  const id = text(instance, "id");
  const steps = stepsFor(rule, instance);
  const choices = {
    steps, states: [...objectOf(member(instance, "steps")).keys()].reverse(),
    input: (step: string) => inputOf(events, rule.action === "resolve", step),
  };
  const left = standing(instance);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setRefusal(null);
    try {
      const body = bodyOf(rule, new FormData(event.currentTarget as HTMLFormElement));
      const condition: Record<string, string> = planned.plan === null ? { "If-Match": etag } : { "Plan-Hash": planned.plan.hash };
      const answer = await send(path, body, condition);
      const shown = text(answer.body, "id");
      onDone();
      if (shown !== "" && shown !== id) go(link("instances", shown));
    } catch (error) {
      setRefusal(refusalOf(error));
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} onClose={onDone} aria-labelledby="action-title">
      <form ref={form} onSubmit={submit} onChange={changed}>
        <h2 id="action-title">{rule.title.replace("…", "")}</h2>
        <p>{rule.says}</p>
        {planned.plan === null && !planned.busy && planned.refusal === null && rule.destroys && left.length > 0 && (
          <div>
            <p>Effects that stand now, in the order of their undo:</p>
            <ol>{left.map((effect) => <li key={effect}>{effect}</li>)}</ol>
          </div>
        )}
        <ActionFields action={rule.action} choices={choices} />
        <label>Reason{rule.reason ? "" : " (if you like)"}; it goes into the history
          <textarea name="reason" rows={2} required={rule.reason} maxLength={2048} />
        </label>
        <div role="status">
          {planned.busy && <p class="quiet">Asking what it would do…</p>}
          {planned.plan !== null && <PlanView plan={planned.plan} />}
          {planned.refusal !== null && <Refused refusal={planned.refusal} />}
        </div>
        {refusal !== null && (
          <Refused refusal={refusal}>
            {(refusal.status === 412 || refusal.status === 409) && <p>Nothing has happened. Close this to see the instance as it is now, then decide again.</p>}
            {refusal.status === 0 && <p>It may have happened or not: close this and look before you try again.</p>}
          </Refused>
        )}
        <p class="tools">
          <button type="submit" class={rule.destroys ? "danger" : "primary"} disabled={busy || planned.busy || planned.refusal !== null}>{rule.title.replace("…", "")}</button>
          <button type="button" onClick={() => dialog.current?.close()}>Close</button>
        </p>
      </form>
    </dialog>
  );
}
