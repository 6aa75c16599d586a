// Asks for what an action needs, shows the server's plan of it, does exactly that plan, and tells
// the outcome. The plan's hash goes along: when the instance has moved, nothing happens; the dialog
// tells what has happened meanwhile and plans anew, with everything that was typed.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { ActionFields } from "../parts/action-fields";
import { type ActionRule, standing } from "../actions/allowed";
import { happenedSince } from "../actions/moved";
import { inputOf, stepsFor } from "../actions/subject";
import { adviceForAct } from "../api/advice";
import { type Refusal, send } from "../api/client";
import { type HistoryEvent } from "../history/event";
import { showInvisible } from "../format/text";
import { type Json } from "../json/json";
import { member, objectOf, text } from "../json/members";
import { Refused } from "../parts/basics";
import { go, link } from "../shell/router";
import { type Loaded, pathOf } from "./load";
import { PlanView } from "./plan-view";
import { bodyOf, refusalOf, usePlan } from "./use-plan";

export interface Outcome {
  title: string;
  status: string;
}
interface Props {
  rule: ActionRule;
  loaded: Loaded;
  events: readonly HistoryEvent[];
  onReload: () => void;
  onDone: (outcome: Outcome | null) => void;
}

function Moved({ lines, onLook }: { lines: readonly string[]; onLook: () => void }) {
  return (
    <div class="refused" role="status">
      <p>The instance has moved on since this plan was made:</p>
      <ul>{lines.map((line) => <li key={line}>{showInvisible(line)}</li>)}</ul>
      <button type="button" onClick={onLook}>Plan anew, for what it is now</button>
    </div>
  );
}

// For a node that knows no plans: what the page itself knows of it.
function Standing({ instance }: { instance: Json }) {
  const left = standing(instance);
  if (left.length === 0) return null;
  return <div><p>Effects that stand now, in the order of their undo:</p><ol>{left.map((effect) => <li key={effect}>{effect}</li>)}</ol></div>;
}

export function ActionDialog({ rule, loaded, events, onReload, onDone }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const [seen, look] = useState(loaded); // what the plan is for; the page goes on behind it
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const [round, setRound] = useState(0);
  const { instance } = seen;
  const id = text(instance, "id");
  const path = `${pathOf(id)}/${rule.action}`;
  const planned = usePlan(rule, path);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  useLayoutEffect(() => {
    if (form.current !== null) void planned.ask(form.current);
  }, [round]);
  const typed = (event: Event) => {
    if (form.current !== null && (event.target as HTMLInputElement).name !== "reason") planned.askSoon(form.current);
  };
  const lookAgain = () => {
    setRefusal(null);
    look(loaded);
    setRound(round + 1);
  };
  const choices = {
    steps: stepsFor(rule, instance), states: [...objectOf(member(instance, "steps")).keys()].reverse(),
    input: (step: string) => inputOf(events, rule.action === "resolve", step),
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy || form.current === null) return;
    setBusy(true);
    setRefusal(null);
    try {
      const condition: Record<string, string> = planned.plan === null ? { "If-Match": seen.etag } : { "Plan-Hash": planned.plan.hash };
      const answer = await send(path, bodyOf(rule, new FormData(form.current)), condition);
      const shown = text(answer.body, "id");
      onDone({ title: rule.title.replace("…", ""), status: text(answer.body, "status") });
      if (shown !== "" && shown !== id) go(link("instances", shown));
    } catch (error) {
      setRefusal(refusalOf(error));
      setBusy(false);
      onReload();
    }
  };
  const moved = loaded.seq > seen.seq ? happenedSince(events, seen.seq) : [];
  const unplanned = planned.plan === null && !planned.busy && planned.refusal === null && planned.needs === "";
  return (
    <dialog ref={dialog} onClose={() => onDone(null)} aria-labelledby="action-title">
      <form ref={form} class="column" onSubmit={submit} onInput={typed}>
        <h2 id="action-title">{rule.title.replace("…", "")}</h2>
        <p>{rule.says}</p>
        {unplanned && rule.destroys && <Standing instance={instance} />}
        <ActionFields action={rule.action} choices={choices} />
        <label>Reason{rule.reason ? "" : " (if you like)"}; it goes into the history
          <textarea name="reason" rows={2} required={rule.reason} maxLength={2048} />
        </label>
        <div role="status">
          {planned.busy && <p class="quiet">Asking what it would do…</p>}
          {planned.needs !== "" && <p class="quiet needs">{planned.needs}</p>}
          {planned.plan !== null && <PlanView plan={planned.plan} old={planned.busy} />}
          {planned.refusal !== null && (
            <Refused refusal={planned.refusal}>
              {!planned.refusal.unsent && <p><button type="button" onClick={lookAgain}>Ask for the plan again</button></p>}
            </Refused>
          )}
        </div>
        {moved.length > 0 && <Moved lines={moved} onLook={lookAgain} />}
        <div class="foot">
          {refusal !== null && <Refused refusal={refusal}><p>{adviceForAct(refusal)}</p></Refused>}
          <p class="tools">
            <button type="submit" class={rule.destroys ? "danger" : "primary"} disabled={busy || planned.busy || planned.refusal !== null || planned.empty}>{rule.title.replace("…", "")}</button>
            <button type="button" onClick={() => dialog.current?.close()}>Close</button>
          </p>
        </div>
      </form>
    </dialog>
  );
}
