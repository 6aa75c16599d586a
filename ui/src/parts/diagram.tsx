// The state machine as a picture, and the same as a list for those who read it otherwise. Boxes are
// buttons: they open the state's panel.
import { useMemo } from "preact/hooks";
import { type Graph } from "../diagram/graph";
import { type Box, layoutOf, type Point } from "../diagram/layout";
import { type Snapshot } from "../history/snapshot";
import { shorten, statusName } from "../format/text";

interface Props {
  graph: Graph;
  now: Snapshot | null;
  selected: string;
  onSelect: (state: string) => void;
}

const pathOf = (points: readonly Point[]) => points.map(({ x, y }, at) => `${at === 0 ? "M" : "L"}${x} ${y}`).join("");

function statusOf(now: Snapshot | null, state: string): { status: string; more: string } {
  if (now === null) return { status: "", more: "" };
  const step = now.steps.get(state);
  if (step !== undefined) {
    const visits = step.visit > 1 ? `visit ${step.visit}` : "";
    const attempts = step.attempts > 1 ? `attempt ${step.attempts}` : "";
    return { status: step.status, more: [attempts, visits].filter((part) => part !== "").join(", ") };
  }
  if (now.active.has(state)) return { status: "running", more: "" };
  return { status: now.entered.has(state) ? "ok" : "", more: "" };
}

interface NodeProps {
  box: Box;
  title: string;
  line: string;
  look: string;
  name: string;
  pressed: boolean;
  onSelect: () => void;
}

// Its name is the title, which begins with what is seen.
// In SVG the attribute has to be written `tabindex`: `tabIndex` would be another one, and do nothing.
function Node({ box, title, line, look, name, pressed, onSelect }: NodeProps) {
  const act = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    onSelect();
  };
  return (
    <g class={`node ${look}`} role="button" tabindex={0} aria-pressed={pressed} onClick={onSelect} onKeyDown={act}>
      <title>{name}</title>
      <rect x={box.x} y={box.y} width={box.width} height={box.height} rx="7" />
      <text x={box.x + 10} y={box.y + 18}>{title}</text>
      <text class="line" x={box.x + 10} y={box.y + 34}>{line}</text>
    </g>
  );
}

export function Diagram({ graph, now, selected, onSelect }: Props) {
  const layout = useMemo(() => layoutOf(graph), [graph]);
  const taken = new Set(now?.path.map(({ from, to }) => `${from}>${to}`));
  const undos = new Map(now?.undos.map((undo) => [undo.step, undo]));
  return (
    <div class="diagram" tabIndex={0} role="group" aria-label="Diagram of the states">
      <svg style={{ "--w": layout.width }} viewBox={`0 0 ${layout.width} ${layout.height}`}>
        <defs>
          {["arrow", "arrow-taken"].map((id) => (
            <marker key={id} id={id} class={id} viewBox="0 0 8 8" refX="7" refY="4" markerUnits="userSpaceOnUse" markerWidth="9" markerHeight="9" orient="auto-start-reverse">
              <path d="M0 0L8 4L0 8z" />
            </marker>
          ))}
        </defs>
        {layout.axis !== null && <line class="axis" x1={layout.axis} x2={layout.axis} y1="0" y2={layout.height} />}
        {layout.edges.map(({ edge, points, loop }, at) => (
          <path key={at} class={`way is-${edge.kind}${taken.has(`${edge.from}>${edge.to}`) ? " taken" : ""}${loop ? " loop" : ""}`} d={pathOf(points)} marker-end={taken.has(`${edge.from}>${edge.to}`) ? "url(#arrow-taken)" : "url(#arrow)"}>
            <title>{`${edge.from} to ${edge.to}${edge.label === "" ? "" : `: ${edge.label}`}`}</title>
          </path>
        ))}
        {layout.undos.map((undo) => <path key={undo.step} class="undo-link" d={pathOf(undo.link)} />)}
        {layout.nodes.map((box) => {
          const { name, type } = box.node;
          const { status, more } = statusOf(now, name);
          const told = [status === "" ? "" : statusName(status), more].filter((part) => part !== "").join(", ");
          const pivot = box.node.effect === "pivot" ? ", point of no return" : "";
          return (
            <Node key={name} box={box} title={shorten(name, 20)} line={shorten(told || type, 24)} pressed={selected === name}
              look={`is-${status}${now?.active.has(name) === true ? " active" : ""}${pivot && " pivot"}`}
              name={`${name} ${told === "" ? type : `${told}, ${type}`}${pivot}`} onSelect={() => onSelect(name)} />
          );
        })}
        {layout.undos.map((box) => {
          const undo = undos.get(box.step);
          const told = undo === undefined ? "undo" : `undo: ${statusName(undo.status)}${undo.attempts > 1 ? `, attempt ${undo.attempts}` : ""}`;
          return (
            <Node key={box.step} box={box} title={shorten(`↶ ${box.step}`, 20)} line={shorten(told, 24)} pressed={selected === box.step}
              look={`undo is-${undo?.status ?? ""}`} name={`Undo of ${box.step}${undo === undefined ? "" : `, ${told}`}`} onSelect={() => onSelect(box.step)} />
          );
        })}
      </svg>
    </div>
  );
}

// What the lines and the lanes mean.
export function DiagramLegend({ graph }: { graph: Graph }) {
  const undoable = graph.nodes.some((node) => node.undoable);
  return (
    <p class="legend quiet">
      <span><i class="line is-taken" />way taken</span><span><i class="line" />possible way</span><span><i class="line is-dashed" />on an error or a timeout</span>
      {graph.nodes.some(({ effect }) => effect === "pivot") && <span><b>thick frame</b>: point of no return</span>}
      {undoable && <span>beyond the dashed axis stands the undo of each step: it is done from the bottom to the top</span>}
    </p>
  );
}

export function DiagramList({ graph, now }: { graph: Graph; now: Snapshot | null }) {
  return (
    <details>
      <summary>The same as a list</summary>
      <ol>
        {graph.nodes.map((node) => {
          const { status, more } = statusOf(now, node.name);
          const ways = graph.edges.filter((edge) => edge.from === node.name);
          return (
            <li key={node.name}>
              <b>{node.name}</b> ({node.type}{node.undoable ? ", with an undo" : ""}{node.effect === "pivot" ? ", point of no return" : ""})
              {status !== "" && <>: {statusName(status)} {more}</>}
              {ways.length > 0 && <ul>{ways.map((way) => <li key={way.to}>{way.label === "" ? "then" : way.label} → {way.to}</li>)}</ul>}
            </li>
          );
        })}
      </ol>
    </details>
  );
}
