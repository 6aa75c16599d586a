// The second half of the layout: where in its row each cell stands. Each row is moved as near as
// it can to its neighbours while the least distances hold: a least-squares fit under order
// constraints, solved by pooling neighbours that would collide.
import { type Cell, type Layers } from "./layers";

export const NODE_WIDTH = 168;
export const NODE_HEIGHT = 44;
export const ROW_GAP = 52;
const NODE_GAP = 28;
const WAY_GAP = 16;

const half = (cell: Cell): number => (cell.name === null ? 0 : NODE_WIDTH / 2);

export function distance(left: Cell, right: Cell): number {
  const both = left.name !== null && right.name !== null;
  return half(left) + half(right) + (both ? NODE_GAP : WAY_GAP);
}

// The nearest values to `wanted` that grow by at least `least` from one to the next.
export function spread(wanted: number[], least: number[]): number[] {
  let offset = 0;
  const pools: { sum: number; size: number }[] = [];
  const offsets = wanted.map((_, at) => (offset += at === 0 ? 0 : least[at - 1]!));
  wanted.forEach((value, at) => {
    let pool = { sum: value - offsets[at]!, size: 1 };
    for (let last = pools.at(-1); last && last.sum / last.size > pool.sum / pool.size; last = pools.at(-1)) {
      pool = { sum: last.sum + pool.sum, size: last.size + pool.size };
      pools.pop();
    }
    pools.push(pool);
  });
  const means = pools.flatMap((pool) => Array<number>(pool.size).fill(pool.sum / pool.size));
  return means.map((mean, at) => Math.round((mean + offsets[at]!) * 100) / 100);
}

// The middle of each cell, from 0 at the left edge of the lane.
export function placeCells(layers: Layers): { x: number[]; width: number } {
  const x: number[] = [];
  const least = layers.rows.map((row) =>
    row.slice(1).map((id, at) => distance(layers.cells[row[at]!]!, layers.cells[id]!)),
  );
  layers.rows.forEach((row, at) => {
    const packed = spread(row.map(() => 0), least[at]!);
    row.forEach((id, place) => (x[id] = packed[place]!));
  });
  for (let sweep = 0; sweep < 8; sweep += 1) {
    const order = layers.rows.map((_, at) => at);
    if (sweep % 2 === 1) order.reverse();
    for (const at of order) settle(layers, at, least[at]!, x);
  }
  const left = Math.min(...layers.cells.map((cell) => x[cell.id]! - half(cell) - WAY_GAP));
  layers.cells.forEach((cell) => (x[cell.id] = x[cell.id]! - left));
  const width = Math.max(...layers.cells.map((cell) => x[cell.id]! + half(cell) + WAY_GAP));
  return { x, width };
}

function settle(layers: Layers, at: number, least: number[], x: number[]): void {
  const row = layers.rows[at]!;
  const wanted = row.map((id) => {
    const cell = layers.cells[id]!;
    const near = [...cell.up, ...cell.down];
    if (near.length === 0) return x[id]!;
    return near.reduce((sum, other) => sum + x[other]!, 0) / near.length;
  });
  spread(wanted, least).forEach((value, place) => (x[row[place]!] = value));
}
