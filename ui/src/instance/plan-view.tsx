// A plan as an operator reads it: one sentence, then what is called with what, what is undone in
// which order, what is left out, and what stays.
import { type PlannedCall, type Plan } from "../actions/plan";
import { showInvisible, shorten } from "../format/text";
import { printJson } from "../json/json";

const INPUT_MAX = 2000;

function Calls({ title, calls, more = 0 }: { title: string; calls: readonly PlannedCall[]; more?: number }) {
  if (calls.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ol>
        {calls.map((call, at) => (
          <li key={at}>
            <b>{showInvisible(call.title)}</b> by {call.connector}
            {call.when !== "" && <div class="quiet">{showInvisible(call.when)}</div>}
            {call.with === undefined
              ? <div class="quiet">Its input is made when it is sent.</div>
              : <details><summary>Input</summary><pre tabIndex={0} aria-label={`Input of ${call.title}`}>{showInvisible(shorten(printJson(call.with, 2), INPUT_MAX))}</pre></details>}
          </li>
        ))}
      </ol>
      {more > 0 && <p>And {more} more.</p>}
    </div>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return <div><h3>{title}</h3><ul>{lines.map((line, at) => <li key={at}>{showInvisible(line)}</li>)}</ul></div>;
}

// Old: the form says something else by now, and the server is asked.
export function PlanView({ plan, old }: { plan: Plan; old: boolean }) {
  return (
    <section class={`plan${old ? " old" : ""}`} aria-label="What will happen" aria-busy={old}>
      <p><b>{showInvisible(plan.summary)}</b></p>
      {plan.changes !== null && (
        <details open>
          <summary>What changes</summary>
          <pre tabIndex={0} aria-label="before and after">{showInvisible(shorten(`${printJson(plan.changes.before, 2)}\n→\n${printJson(plan.changes.after, 2)}`, INPUT_MAX))}</pre>
        </details>
      )}
      <Calls title="Called at once" calls={plan.calls} />
      <Calls title="Undone, in this order" calls={plan.undos} more={plan.moreUndos} />
      <Lines title="Left out" lines={plan.skipped} />
      <Lines title="Stays as it is" lines={plan.outstanding} />
    </section>
  );
}
