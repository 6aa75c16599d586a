// The fields that an action needs beside its reason. Without choices a name is typed.
import { useRef, useState } from "preact/hooks";
import { printJson, type Json } from "../json/json";
import { type Action } from "../actions/allowed";

const RESOLUTIONS = [["retry", "Try it again"], ["done", "It was undone outside"], ["giveUp", "Give up: the effect stays"]] as const;

export interface Choices {
  steps: string[];
  states: string[];
  input: (step: string) => Json | undefined; // that the step was called with last
}

function Name({ name, title, choices, known, required }: { name: string; title: string; choices: string[] | undefined; known: readonly string[]; required: boolean }) {
  if (choices === undefined) {
    return (
      <label>{title} <input name={name} required={required} list={known.length > 0 ? "known-names" : undefined} />
        {known.length > 0 && <datalist id="known-names">{known.map((one) => <option key={one}>{one}</option>)}</datalist>}
      </label>
    );
  }
  if (choices.length === 0) return null;
  return <label>{title} <select name={name}>{choices.map((choice) => <option key={choice}>{choice}</option>)}</select></label>;
}

// Other input, from the present one if that is wanted.
function With({ choices }: { choices: Choices | undefined }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const fill = () => {
    const area = field.current;
    const step = (area?.form?.elements.namedItem("step") as HTMLSelectElement | null)?.value ?? choices?.steps[0] ?? "";
    const input = choices?.input(step);
    if (area === null || input === undefined) return;
    area.value = printJson(input, 2);
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  };
  return (
    <details>
      <summary>With other input</summary>
      <label>Other input (JSON; replaces the whole of it; empty keeps it) <textarea ref={field} name="with" rows={5} class="code" /></label>
      {choices !== undefined && choices.steps.some((step) => choices.input(step) !== undefined) && (
        <p class="tools"><button type="button" class="small" onClick={fill}>Start from the present input</button></p>
      )}
    </details>
  );
}

function Resolution({ choices }: { choices: Choices | undefined }) {
  const [resolution, setResolution] = useState("retry");
  return (
    <fieldset>
      <legend>Resolution</legend>
      {RESOLUTIONS.map(([value, says]) => (
        <label key={value} class="inline">
          <input type="radio" name="resolution" value={value} checked={resolution === value} onChange={() => setResolution(value)} /> {says}
        </label>
      ))}
      {resolution === "retry" && <With choices={choices} />}
      {resolution === "done" && <label>Evidence, such as a ticket or a refund's number <input name="evidence" required maxLength={2048} /></label>}
    </fieldset>
  );
}

export function ActionFields({ action, choices, known = [] }: { action: Action; choices?: Choices; known?: readonly string[] }) {
  switch (action) {
    case "retry": return <><Name name="step" title="Step" choices={choices?.steps ?? []} known={known} required={false} />{(choices === undefined || choices.steps.length > 0) && <With choices={choices} />}</>;
    case "skip": return <><Name name="step" title="Step" choices={choices?.steps} known={known} required={false} /><label>Output (JSON; empty for null) <textarea name="output" rows={4} class="code" /></label></>;
    case "resolve": return <><Name name="step" title="Step" choices={choices?.steps} known={known} required /><Resolution choices={choices} /></>;
    case "rewind": return <Name name="state" title="Back to" choices={choices?.states} known={known} required />;
    case "variables": return (
      <>
        <label>Set (JSON: values by name) <textarea name="set" rows={5} class="code" placeholder='{"card": "good"}' /></label>
        <label>Remove (names, with commas between) <input name="unset" /></label>
      </>
    );
    default: return null;
  }
}
