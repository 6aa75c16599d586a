// What a definition says about states and the ways between them. Every type of state is one node;
// types that this page does not know yet still show, with the ways that all types share.
import { type Json, type JsonObject } from "../json/json";
import { listOf, member, objectOf, text } from "../json/members";

export type EdgeKind = "next" | "choice" | "event" | "timeout" | "catch" | "option";

export interface GraphNode {
  name: string;
  type: string;
  undoable: boolean;
  effect: string;
}
export interface GraphEdge {
  from: string;
  to: string;
  kind: EdgeKind;
  label: string;
}
export interface Graph {
  start: string;
  nodes: GraphNode[];
  edges: GraphEdge[];
}

interface Way {
  to: string;
  kind: EdgeKind;
  label: string;
}

function waysOf(state: Json): Way[] {
  const ways: Way[] = [];
  const add = (from: Json, kind: EdgeKind, label: string, name = "next") => {
    const to = text(from, name);
    if (to !== "") ways.push({ to, kind, label });
  };
  add(state, "next", "");
  for (const entry of listOf(member(state, "choices"))) add(entry, "choice", text(entry, "when"));
  add(state, "choice", "otherwise", "otherwise");
  for (const handler of listOf(member(state, "on"))) add(handler, "event", text(handler, "event"));
  for (const [name, option] of objectOf(member(state, "options"))) add(option, "option", name);
  add(member(state, "timeout"), "timeout", "timeout");
  for (const entry of listOf(member(state, "catch"))) {
    const errors = listOf(member(entry, "errors")).filter((error) => typeof error === "string");
    add(entry, "catch", errors.length > 0 ? errors.join(", ") : "any error");
  }
  return ways;
}

// Several ways between the same two states are one line with all labels.
function merged(from: string, ways: Way[], known: JsonObject): GraphEdge[] {
  const byTarget = new Map<string, GraphEdge>();
  for (const way of ways) {
    if (!known.has(way.to)) continue;
    const present = byTarget.get(way.to);
    if (present === undefined) byTarget.set(way.to, { from, ...way });
    else if (way.label !== "") {
      present.label = present.label === "" ? way.label : `${present.label} / ${way.label}`;
    }
  }
  return [...byTarget.values()];
}

export function graphOf(definition: Json): Graph {
  const states = objectOf(member(definition, "states"));
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  for (const [name, state] of states) {
    const undoable = member(state, "compensate") instanceof Map;
    const effect = text(state, "effect") || (undoable ? "reversible" : "");
    nodes.push({ name, type: text(state, "type"), undoable, effect });
    edges.push(...merged(name, waysOf(state), states));
  }
  return { start: text(definition, "start"), nodes, edges };
}
