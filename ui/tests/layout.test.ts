import { describe, expect, test } from "vitest";
import { type Graph, graphOf } from "../src/diagram/graph";
import { type Box, type Layout, layoutOf, type Point } from "../src/diagram/layout";
import { spread } from "../src/diagram/place";
import { printJson } from "../src/json/json";
import { exampleDefinitions, randomDefinition } from "./definitions";

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

// Whether a straight line enters the inside of a box: its middle part is clipped by each side.
function enters(from: Point, to: Point, box: Box): boolean {
  let first = 0;
  let last = 1;
  const clip = (step: number, room: number) => {
    if (step === 0) return room > 0;
    const at = room / step;
    if (step > 0) last = Math.min(last, at);
    else first = Math.max(first, at);
    return true;
  };
  const inside =
    clip(to.x - from.x, box.x + box.width - from.x) && clip(from.x - to.x, from.x - box.x) &&
    clip(to.y - from.y, box.y + box.height - from.y) && clip(from.y - to.y, from.y - box.y);
  return inside && last - first > 1e-6;
}

function boxesOf(layout: Layout): Box[] {
  return [...layout.nodes, ...layout.undos];
}

function problems(graph: Graph, layout: Layout): string[] {
  const found: string[] = [];
  const boxes = boxesOf(layout);
  boxes.forEach((box, at) => {
    if (boxes.slice(at + 1).some((other) => overlap(box, other))) found.push(`boxes overlap at ${box.x},${box.y}`);
    if (box.x < 0 || box.y < 0 || box.x + box.width > layout.width || box.y + box.height > layout.height) {
      found.push(`a box leaves the picture at ${box.x},${box.y}`);
    }
  });
  const lines = [...layout.edges.map((edge) => edge.points), ...layout.undos.map((undo) => undo.link)];
  for (const line of lines) {
    line.slice(1).forEach((to, at) => {
      if (boxes.some((box) => enters(line[at]!, to, box))) found.push(`a line crosses a box at ${to.x},${to.y}`);
    });
    if (line.some(({ x, y }) => x < 0 || y < 0 || x > layout.width || y > layout.height)) found.push("a line leaves the picture");
  }
  const names = layout.nodes.map((placed) => placed.node.name).sort();
  if (names.join() !== graph.nodes.map((node) => node.name).sort().join()) found.push("states are missing");
  const ways = layout.edges.map(({ edge }) => `${edge.from}>${edge.to}`).sort();
  if (ways.join() !== graph.edges.map((edge) => `${edge.from}>${edge.to}`).sort().join()) found.push("ways are missing");
  return [...found, ...endProblems(layout), ...mirrorProblems(layout)];
}

// Each line begins at the edge of the state it leaves and ends at the one it leads to.
function endProblems(layout: Layout): string[] {
  const boxes = new Map(layout.nodes.map((placed) => [placed.node.name, placed]));
  const touches = (point: Point, box: Box) =>
    point.x >= box.x && point.x <= box.x + box.width && point.y >= box.y && point.y <= box.y + box.height;
  return layout.edges
    .filter(({ edge, points }) => !touches(points[0]!, boxes.get(edge.from)!) || !touches(points.at(-1)!, boxes.get(edge.to)!))
    .map(({ edge }) => `${edge.from} > ${edge.to} hangs loose`);
}

function mirrorProblems(layout: Layout): string[] {
  const boxes = new Map(layout.nodes.map((placed) => [placed.node.name, placed]));
  const undoable = layout.nodes.filter((placed) => placed.node.undoable).length;
  const found = layout.undos
    .filter((undo) => {
      const step = boxes.get(undo.step)!;
      const middle = (step.x + undo.x + step.width) / 2;
      return undo.y !== step.y || Math.abs(middle - layout.axis!) > 0.01 || undo.x < layout.axis!;
    })
    .map((undo) => `${undo.step} is not mirrored`);
  return undoable === layout.undos.length ? found : [...found, "undos are missing"];
}

describe("the examples", () => {
  const examples = exampleDefinitions();
  test("are all here", () => expect(examples.length).toBeGreaterThanOrEqual(4));
  test.each(examples)("$file is laid out without faults", ({ definition }) => {
    const graph = graphOf(definition);
    expect(problems(graph, layoutOf(graph))).toEqual([]);
  });
  test("the order reads from top to bottom", () => {
    const order = examples.find(({ file }) => file.endsWith("order.saga.json"))!;
    const y = new Map(layoutOf(graphOf(order.definition)).nodes.map((placed) => [placed.node.name, placed.y]));
    const path = ["reserve_stock", "charge_card", "request_shipment", "await_shipment", "send_receipt", "done"];
    const tops = path.map((name) => y.get(name)!);
    expect(tops).toEqual([...tops].sort((a, b) => a - b));
    expect(new Set(tops).size).toBe(path.length);
  });
});

test("1,000 random definitions are laid out without faults, and always alike", () => {
  for (let seed = 0; seed < 1000; seed += 1) {
    const definition = randomDefinition(seed);
    const graph = graphOf(definition);
    const layout = layoutOf(graph);
    const found = problems(graph, layout);
    if (found.length > 0) throw new Error(`seed ${seed}: ${found.join("; ")}\n${printJson(definition, 1)}`);
    if (seed % 50 === 0) expect(layoutOf(graphOf(randomDefinition(seed)))).toEqual(layout);
  }
});

test("a chain of 2,000 states is laid out", () => {
  const nodes = Array.from({ length: 2000 }, (_, at) => ({ name: `s${at}`, type: "task", undoable: true, effect: "" }));
  const edges = nodes.slice(1).map((node, at) => ({ from: `s${at}`, to: node.name, kind: "next" as const, label: "" }));
  expect(layoutOf({ start: "s0", nodes, edges }).undos).toHaveLength(2000);
});

test("ways between the same states are one line with all labels", () => {
  const choice = { type: "choice", choices: [{ when: "a", next: "b" }, { when: "c", next: "b" }], otherwise: "b" };
  const graph = graphOf(mapOf({ start: "a", states: { a: choice, b: {} } }));
  expect(graph.edges).toEqual([{ from: "a", to: "b", kind: "choice", label: "a / c / otherwise" }]);
});

test("spread keeps order and distance, and moves nothing that fits", () => {
  expect(spread([0, 100, 200], [50, 50])).toEqual([0, 100, 200]);
  expect(spread([10, 10, 10], [20, 20])).toEqual([-10, 10, 30]);
  expect(spread([50, 0], [10])).toEqual([20, 30]);
});

function mapOf(value: object): Map<string, never> {
  const convert = (part: unknown): unknown =>
    Array.isArray(part) ? part.map(convert)
    : typeof part === "object" && part !== null ? new Map(Object.entries(part).map(([name, inner]) => [name, convert(inner)]))
    : part;
  return convert(value) as Map<string, never>;
}
