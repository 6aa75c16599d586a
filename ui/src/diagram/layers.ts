// The first half of the layout: which row a state stands in, and which order its row has.
// Rows follow the longest way from the start, so that every way but a loop leads downward.
import { type Graph } from "./graph";

export interface Cell {
  id: number;
  name: string | null; // null: a place where a long way passes through the row
  row: number;
  up: number[]; // cells of the row above that it is joined to
  down: number[];
}
export interface Way {
  edge: number; // index into the graph's edges
  cells: number[]; // from the upper end to the lower
  reversed: boolean; // it leads upward: a loop
}
export interface Layers {
  cells: Cell[];
  rows: number[][]; // ids, from left to right
  ways: Way[];
  loops: number[]; // edges from a state to itself
}

// Depth first from the start, in the order of the definition, without recursion: a chain of 2,000
// states must not exhaust the stack. An edge to a state that is still open closes a cycle.
function backEdges(graph: Graph, outgoing: Map<string, number[]>): Set<number> {
  const back = new Set<number>();
  const seen = new Map<string, "open" | "done">();
  const roots = [graph.start, ...graph.nodes.map((node) => node.name)];
  for (const root of roots) {
    if (seen.has(root) || !outgoing.has(root)) continue;
    const stack = [{ name: root, next: 0 }];
    seen.set(root, "open");
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const edge = outgoing.get(top.name)?.[top.next];
      if (edge === undefined) {
        seen.set(top.name, "done");
        stack.pop();
        continue;
      }
      top.next += 1;
      const to = graph.edges[edge]!.to;
      const state = seen.get(to);
      if (state === "open") back.add(edge);
      if (state === undefined) {
        seen.set(to, "open");
        stack.push({ name: to, next: 0 });
      }
    }
  }
  return back;
}

function outgoingOf(graph: Graph): Map<string, number[]> {
  const outgoing = new Map<string, number[]>(graph.nodes.map((node) => [node.name, []]));
  graph.edges.forEach((edge, index) => outgoing.get(edge.from)?.push(index));
  return outgoing;
}

// Longest way from any first state, in topological order.
function rowsOf(graph: Graph, ends: { upper: string; lower: string }[]): Map<string, number> {
  const row = new Map<string, number>(graph.nodes.map((node) => [node.name, 0]));
  const below = new Map<string, string[]>();
  const waiting = new Map<string, number>(graph.nodes.map((node) => [node.name, 0]));
  for (const { upper, lower } of ends) {
    below.set(upper, [...(below.get(upper) ?? []), lower]);
    waiting.set(lower, waiting.get(lower)! + 1);
  }
  const ready = graph.nodes.map((node) => node.name).filter((name) => waiting.get(name) === 0);
  for (let at = 0; at < ready.length; at += 1) {
    const name = ready[at]!;
    for (const lower of below.get(name) ?? []) {
      row.set(lower, Math.max(row.get(lower)!, row.get(name)! + 1));
      const left = waiting.get(lower)! - 1;
      waiting.set(lower, left);
      if (left === 0) ready.push(lower);
    }
  }
  return row;
}

export function layersOf(graph: Graph): Layers {
  const back = backEdges(graph, outgoingOf(graph));
  const loops: number[] = [];
  const ends: { edge: number; upper: string; lower: string; reversed: boolean }[] = [];
  graph.edges.forEach((edge, index) => {
    if (edge.from === edge.to) loops.push(index);
    else if (back.has(index)) ends.push({ edge: index, upper: edge.to, lower: edge.from, reversed: true });
    else ends.push({ edge: index, upper: edge.from, lower: edge.to, reversed: false });
  });
  const row = rowsOf(graph, ends);
  const cells: Cell[] = [];
  const rows: number[][] = [];
  const add = (name: string | null, at: number): number => {
    const id = cells.length;
    cells.push({ id, name, row: at, up: [], down: [] });
    (rows[at] ??= []).push(id);
    return id;
  };
  const cellOf = new Map(graph.nodes.map((node) => [node.name, add(node.name, row.get(node.name)!)]));
  const ways = ends.map(({ edge, upper, lower, reversed }) => {
    const way = [cellOf.get(upper)!];
    for (let at = row.get(upper)! + 1; at < row.get(lower)!; at += 1) way.push(add(null, at));
    way.push(cellOf.get(lower)!);
    for (let at = 1; at < way.length; at += 1) {
      cells[way[at - 1]!]!.down.push(way[at]!);
      cells[way[at]!]!.up.push(way[at - 1]!);
    }
    return { edge, cells: way, reversed };
  });
  orderRows({ cells, rows, ways, loops });
  return { cells, rows, ways, loops };
}

// Sweeps by the mean place of the neighbours: few crossings, and always the same result.
function orderRows(layers: Layers): void {
  const place = new Map<number, number>();
  const number = (row: number[]) => row.forEach((id, at) => place.set(id, at));
  layers.rows.forEach(number);
  const mean = (id: number, side: "up" | "down") => {
    const near = layers.cells[id]![side];
    if (near.length === 0) return place.get(id)!;
    return near.reduce((sum, other) => sum + place.get(other)!, 0) / near.length;
  };
  for (let sweep = 0; sweep < 6; sweep += 1) {
    const down = sweep % 2 === 0;
    for (const row of down ? layers.rows : [...layers.rows].reverse()) {
      const wanted = new Map(row.map((id) => [id, mean(id, down ? "up" : "down")]));
      row.sort((a, b) => wanted.get(a)! - wanted.get(b)! || place.get(a)! - place.get(b)!);
      number(row);
    }
  }
}
