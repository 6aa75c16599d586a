// Starts an instance with a form made from the definition's input schema.
import { useState } from "preact/hooks";
import { adviceForStart } from "../api/advice";
import { Refusal, request, send } from "../api/client";
import { useResource } from "../api/resource";
import { type Field, fieldsOf, valueOf } from "../form/fields";
import { newOnce, shortSum } from "../form/once";
import { type Json, NumberText, parseJson, printJson } from "../json/json";
import { member, text } from "../json/members";
import { Loading, Refused } from "../parts/basics";
import { go, link, place } from "../shell/router";

function Input({ field }: { field: Field }) {
  const name = `field ${field.name}`;
  const label = `${field.name}${field.required ? "" : " (optional)"}${field.kind === "json" ? " (JSON)" : ""}`;
  return (
    <label>
      {label} {field.description !== "" && <span class="quiet">{field.description}</span>}
      {field.kind === "json" && <textarea name={name} rows={3} class="code" spellcheck={false} />}
      {field.kind === "text" && <input name={name} />}
      {field.kind === "number" && <input name={name} inputMode="decimal" />}
      {(field.kind === "boolean" || field.kind === "choice") && (
        <select name={name}>
          {!field.required && <option value="" />}
          {(field.kind === "boolean" ? ["true", "false"] : field.choices).map((value) => <option key={value}>{value}</option>)}
        </select>
      )}
    </label>
  );
}

function bodyOf(form: FormData, fields: Field[] | null, version: string): string {
  let input: Json;
  if (fields === null) {
    const typed = String(form.get("whole") ?? "").trim();
    input = typed === "" ? new Map() : parseJson(typed);
  } else {
    const members = new Map<string, Json>();
    for (const field of fields) {
      const value = valueOf(field, String(form.get(`field ${field.name}`) ?? ""));
      if (value !== undefined) members.set(field.name, value);
    }
    input = members;
  }
  const body = new Map<string, Json>([["input", input], ["version", new NumberText(version)]]);
  const key = String(form.get("key") ?? "").trim();
  if (key !== "") body.set("key", key);
  return printJson(body);
}

export function StartPage({ saga }: { saga: string }) {
  const asked = new URLSearchParams(place.value.search).get("version") ?? "";
  const path = `/v1/sagas/${encodeURIComponent(saga)}`;
  const { value, refusal, reload } = useResource(`start ${saga} ${asked}`, async (signal) => {
    return (await request(asked === "" ? path : `${path}/versions/${encodeURIComponent(asked)}`, { signal })).body;
  }, { every: null });
  const [wrong, setWrong] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const [once] = useState(newOnce);
  if (value === null) return <main id="main"><Loading refusal={refusal} reload={reload} /></main>;
  const version = text(value, "version");
  const fields = fieldsOf(member(member(value, "definition"), "input"));
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setWrong(null);
    try {
      const body = bodyOf(new FormData(event.currentTarget as HTMLFormElement), fields, version);
      const answer = await send(`${path}/instances`, body, { "Idempotency-Key": `ui-${once}-${shortSum(body)}` });
      go(link("instances", text(answer.body, "id")));
    } catch (error) {
      setWrong(error instanceof Refusal ? error : new Refusal(0, (error as Error).message, null, null, true));
      setBusy(false);
    }
  };
  return (
    <main id="main">
      <h1>Start {saga} v{version}</h1>
      <form class="column" onSubmit={submit}>
        {fields === null
          ? <label>Input (JSON) <textarea name="whole" rows={8} class="code" spellcheck={false} /></label>
          : fields.map((field) => <Input key={field.name} field={field} />)}
        <label>Business key (optional; the definition's own where it is empty) <input name="key" /></label>
        {wrong !== null && <Refused refusal={wrong}><p>{adviceForStart(wrong, "instance")}</p></Refused>}
        <p class="tools"><button type="submit" class="primary" disabled={busy}>Start</button></p>
      </form>
    </main>
  );
}
