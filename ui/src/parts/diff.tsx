// Two texts side by side in one column: what was, what is, and how much stayed between.
import { useMemo } from "preact/hooks";
import { type DiffLine, diffLines, foldSame } from "../diff/lines";
import { showInvisible } from "../format/text";

const MARKS: Record<DiffLine["kind"], string> = { same: " ", added: "+", removed: "−" };

export function Diff({ before, after, name }: { before: string; after: string; name: string }) {
  const lines = useMemo(() => diffLines(before.split("\n"), after.split("\n")), [before, after]);
  if (lines.every(({ kind }) => kind === "same")) return <p>No difference.</p>;
  return (
    <pre class="diff" tabIndex={0} aria-label={name}>
      {foldSame(lines).map((line, at) => typeof line === "number"
        ? <div key={at} class="quiet">… {line} {line === 1 ? "line" : "lines"} the same</div>
        : <div key={at} class={`is-${line.kind}`}>{MARKS[line.kind]} {line.kind !== "same" && <span class="unseen">{line.kind}: </span>}{showInvisible(line.text)}</div>)}
    </pre>
  );
}
