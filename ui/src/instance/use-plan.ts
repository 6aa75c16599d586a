// The server's plan for what a form says now. The reason is no part of it.
import { useRef, useState } from "preact/hooks";
import { type ActionRule } from "../actions/allowed";
import { membersOf } from "../actions/members";
import { knowsNoPlans, type Plan, planOf } from "../actions/plan";
import { Refusal, send } from "../api/client";
import { JsonError, printJson } from "../json/json";

export function bodyOf(rule: ActionRule, form: FormData): string {
  const body = membersOf(rule.action, (name) => String(form.get(name) ?? ""));
  const reason = String(form.get("reason") ?? "").trim();
  if (reason !== "") body.set("reason", reason);
  return printJson(body);
}

export function refusalOf(error: unknown): Refusal {
  if (error instanceof JsonError) return new Refusal(0, `The JSON cannot be read: ${error.message}`, null, null, true);
  return error instanceof Refusal ? error : new Refusal(0, String(error), null, null, true);
}

// The reason may still be missing: no plan hangs on it.
const isIncomplete = (form: HTMLFormElement): boolean =>
  [...form.querySelectorAll<HTMLInputElement>("input, textarea, select")].some((field) => field.name !== "reason" && !field.validity.valid);

// No plan and no refusal: the form is incomplete, or the node knows no plans.
export function usePlan(rule: ActionRule, path: string) {
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
