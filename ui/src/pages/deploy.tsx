// A definition is pasted or opened, checked, and deployed. Each diagnostic leads to its place.
import { useRef, useState } from "preact/hooks";
import { adviceForAct } from "../api/advice";
import { Refusal, send } from "../api/client";
import { lineOf } from "../api/places";
import { showInvisible } from "../format/text";
import { type Json } from "../json/json";
import { offsetOf } from "../form/offset";
import { count, listOf, member, text } from "../json/members";
import { go, link } from "../shell/router";

function Diagnostics({ items, onGo }: { items: readonly Json[]; onGo: (line: number, column: number) => void }) {
  return (
    <ul class="diagnostics">
      {items.map((item, at) => {
        const line = count(item, "line");
        const column = count(item, "column");
        return (
          <li key={at}>
            {line > 0 && <button type="button" class="small" onClick={() => onGo(line, column)}>{lineOf(item)}</button>}{" "}
            {showInvisible(text(item, "message"))} {text(item, "hint") !== "" && <em>{showInvisible(text(item, "hint"))}</em>}
          </li>
        );
      })}
    </ul>
  );
}

// The places say the rest.
function titleOf({ problem, message }: Refusal): string {
  const only = listOf(member(problem, "errors")).map((item) => text(item, "message"));
  return only.some((place) => message.includes(place)) ? text(problem, "title") || message : message;
}

export function DeployPage() {
  const area = useRef<HTMLTextAreaElement>(null);
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<{ refusal: Refusal | null; warnings: readonly Json[]; says: string } | null>(null);
  const [old, setOld] = useState(false); // the text was changed since
  const ask = async (path: string) => {
    setBusy(true);
    setOutcome(null);
    setOld(false);
    try {
      const answer = await send(path, area.current?.value ?? "");
      const warnings = listOf(member(answer.body, "warnings"));
      if (path.endsWith("/validate")) setOutcome({ refusal: null, warnings, says: "It has no errors. Nothing was deployed." });
      else {
        const saga = text(answer.body, "saga");
        const version = text(answer.body, "version");
        go(`${link("definitions", saga)}?version=${version}`);
      }
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(0, String(error));
      setOutcome({ refusal, warnings: listOf(member(refusal.problem, "errors")), says: listOf(member(refusal.problem, "errors")).length > 0 ? titleOf(refusal) : `${refusal.message} ${adviceForAct(refusal)}` });
    }
    setBusy(false);
  };
  const show = (line: number, column: number) => {
    const at = offsetOf(area.current?.value ?? "", line, column);
    area.current?.focus();
    area.current?.setSelectionRange(at, at + 1);
  };
  const open = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (file !== undefined && area.current !== null) area.current.value = await file.text();
    setOutcome(null);
  };
  return (
    <main id="main">
      <h1>Deploy a definition</h1>
      <p>New content becomes the next version; what is known already keeps the version that it has. Instances that run keep theirs.</p>
      <p><label>Open a file <input type="file" accept=".json,application/json" onChange={(event) => open(event.currentTarget)} /></label></p>
      <label>Definition (JSON) <textarea ref={area} class="code tall" rows={24} spellcheck={false} wrap="off" aria-describedby="outcome" onInput={() => setOld(true)} /></label>
      <div class="foot">
        <div id="outcome" role="status">
          {outcome !== null && (
            <div class={`${outcome.refusal === null ? "fine" : "refused"}${old ? " old" : ""}`}>
              {old && <p><b>The text was changed since this was told: check it again.</b></p>}
              <p>{showInvisible(outcome.says)}</p>
              <Diagnostics items={outcome.warnings} onGo={show} />
            </div>
          )}
        </div>
        <p class="tools">
          <button type="button" disabled={busy} onClick={() => ask("/v1/sagas/validate")}>Check</button>
          <button type="button" class="primary" disabled={busy} onClick={() => ask("/v1/sagas")}>Deploy</button>
        </p>
      </div>
    </main>
  );
}
