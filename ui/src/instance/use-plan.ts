// The server's plan for what a form says now. The reason is no part of it.
import { useEffect, useRef, useState } from "preact/hooks";
import { type ActionRule } from "../actions/allowed";
import { membersOf, missingIn } from "../actions/members";
import { knowsNoPlans, type Plan, planOf } from "../actions/plan";
import { Refusal, send } from "../api/client";
import { JsonError, printJson } from "../json/json";

const TYPING_MS = 300;

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

interface Planned {
  plan: Plan | null;
  refusal: Refusal | null;
  busy: boolean; // the plan that is there is one of something else
  needs: string; // what has to be said before anything can be planned
  empty: boolean; // and no field is there that the browser would point at
}
const NONE: Planned = { plan: null, refusal: null, busy: false, needs: "", empty: false };

// No plan, no refusal and nothing that it needs: the node knows no plans.
export function usePlan(rule: ActionRule, path: string) {
  const [planned, setPlanned] = useState<Planned>({ ...NONE, busy: true });
  const round = useRef(0);
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const begin = () => {
    window.clearTimeout(timer.current);
    setPlanned((last) => ({ ...last, refusal: null, busy: true }));
    return ++round.current;
  };
  const ask = async (form: HTMLFormElement) => {
    const mine = begin();
    if (isIncomplete(form)) return setPlanned({ ...NONE, needs: "The plan stands here once what is asked for above is there." });
    const typed = new FormData(form);
    const needs = missingIn(rule.action, (name) => String(typed.get(name) ?? ""));
    if (needs !== "") return setPlanned({ ...NONE, needs, empty: true });
    let plan: Plan | null = null;
    let refusal: Refusal | null = null;
    try {
      typed.delete("reason");
      plan = planOf((await send(`${path}?plan=true`, bodyOf(rule, typed))).body);
    } catch (error) {
      const wrong = refusalOf(error);
      if (!knowsNoPlans(wrong.status, wrong.problem)) refusal = wrong;
    }
    if (mine === round.current) setPlanned({ ...NONE, plan, refusal });
  };
  // While somebody types: at once the old plan is none of this any more, and a new one comes after
  // the last letter.
  const askSoon = (form: HTMLFormElement) => {
    begin();
    timer.current = window.setTimeout(() => void ask(form), TYPING_MS);
  };
  return { ...planned, ask, askSoon };
}
