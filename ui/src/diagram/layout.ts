// The picture of a saga: states in rows from top to bottom, and beside them, mirrored at an axis,
// the undo of each step that has one, in the row of its step. Undo is read from bottom to top.
// The layout depends on the definition alone, so that no retry and no event ever moves a node.
import { type Graph, type GraphEdge, type GraphNode } from "./graph";
import { layersOf } from "./layers";
import { NODE_HEIGHT, NODE_WIDTH, placeCells, ROW_GAP } from "./place";

export interface Point {
  x: number;
  y: number;
}
export interface Box extends Point {
  width: number;
  height: number;
}
export interface PlacedNode extends Box {
  node: GraphNode;
}
export interface PlacedEdge {
  edge: GraphEdge;
  loop: boolean;
  points: Point[]; // in the edge's direction
}
export interface PlacedUndo extends Box {
  step: string;
  link: Point[]; // from the step to its undo
}
export interface Layout {
  width: number;
  height: number;
  axis: number | null; // x of the mirror; null where nothing can be undone
  nodes: PlacedNode[];
  edges: PlacedEdge[];
  undos: PlacedUndo[];
}

const MARGIN = 12;
const SELF_LOOP = 12;
const TRACK = 4; // between the links that share a gap
const LINK_TRACKS = 8;

const rowTop = (row: number): number => MARGIN + row * (NODE_HEIGHT + ROW_GAP);

export function layoutOf(graph: Graph): Layout {
  if (graph.nodes.length === 0) return { width: 0, height: 0, axis: null, nodes: [], edges: [], undos: [] };
  const layers = layersOf(graph);
  const placed = placeCells(layers);
  const lane = placed.width;
  const byName = new Map(graph.nodes.map((node) => [node.name, node]));
  const undoable = layers.cells.filter((cell) => cell.name !== null && byName.get(cell.name)!.undoable);
  const x = turned(placed.x, lane, undoable.map((cell) => cell.id));
  const nodes: PlacedNode[] = [];
  for (const cell of layers.cells) {
    if (cell.name === null) continue;
    const place = { x: MARGIN + x[cell.id]! - NODE_WIDTH / 2, y: rowTop(cell.row) };
    nodes.push({ ...place, width: NODE_WIDTH, height: NODE_HEIGHT, node: byName.get(cell.name)! });
  }
  const boxes = new Map(nodes.map((placed) => [placed.node.name, placed]));
  const edges = layers.ways.map((way): PlacedEdge => {
    const points: Point[] = [];
    way.cells.forEach((id, at) => {
      const cell = layers.cells[id]!;
      const top = { x: MARGIN + x[id]!, y: rowTop(cell.row) };
      const bottom = { x: top.x, y: top.y + NODE_HEIGHT };
      if (at > 0) points.push(top);
      if (at < way.cells.length - 1) points.push(bottom);
    });
    if (way.reversed) points.reverse();
    return { edge: graph.edges[way.edge]!, loop: way.reversed, points };
  });
  for (const loop of layers.loops) edges.push(selfLoop(graph.edges[loop]!, boxes));
  const right = 2 * MARGIN + lane;
  const undos = undosOf(nodes, right);
  return {
    width: Math.max(right, ...undos.map((undo) => undo.x + undo.width + MARGIN)),
    height: rowTop(layers.rows.length) - ROW_GAP + MARGIN + LINK_TRACKS * TRACK,
    axis: undos.length > 0 ? right : null,
    nodes,
    edges,
    undos,
  };
}

// The lane as it is or turned round, whichever brings the steps that have an undo nearer to the
// mirror: the picture gets narrower and its links shorter.
function turned(x: readonly number[], lane: number, undoable: readonly number[]): readonly number[] {
  const places = undoable.map((id) => x[id]!);
  const reach = lane - Math.min(...places);
  return places.length > 0 && Math.max(...places) < reach ? x.map((place) => lane - place) : x;
}

function selfLoop(edge: GraphEdge, boxes: Map<string, PlacedNode>): PlacedEdge {
  const box = boxes.get(edge.from)!;
  const right = box.x + box.width;
  const points = [
    { x: right, y: box.y + NODE_HEIGHT / 3 },
    { x: right + SELF_LOOP, y: box.y + NODE_HEIGHT / 3 },
    { x: right + SELF_LOOP, y: box.y + (2 * NODE_HEIGHT) / 3 },
    { x: right, y: box.y + (2 * NODE_HEIGHT) / 3 },
  ];
  return { edge, loop: true, points };
}

// Mirrored at the axis: what stands farther from it in the forward lane stands farther in this one.
// Links run below their row, where no node is.
function undosOf(nodes: PlacedNode[], axis: number): PlacedUndo[] {
  const linksInRow = new Map<number, number>();
  return nodes
    .filter((placed) => placed.node.undoable)
    .map((placed) => {
      const track = linksInRow.get(placed.y) ?? 0;
      linksInRow.set(placed.y, track + 1);
      const x = 2 * axis - placed.x - placed.width;
      const bottom = placed.y + placed.height;
      const y = bottom + TRACK * (1 + (track % LINK_TRACKS));
      const start = placed.x + placed.width - 16;
      const link = [
        { x: start, y: bottom }, { x: start, y }, { x: x + 16, y }, { x: x + 16, y: bottom },
      ];
      return { x, y: placed.y, width: placed.width, height: placed.height, step: placed.node.name, link };
    });
}
