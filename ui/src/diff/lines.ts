// Which lines two texts share (Myers' greedy algorithm): the shortest way from one to the other.
export interface DiffLine {
  kind: "same" | "added" | "removed";
  text: string;
}

// Beyond this many edits two texts have little in common, and looking for more takes too long.
const EDITS_MAX = 1000;

function trace(before: readonly string[], after: readonly string[]): Map<number, number>[] | null {
  let reach = new Map([[1, 0]]);
  const steps: Map<number, number>[] = [];
  for (let edits = 0; edits <= Math.min(before.length + after.length, EDITS_MAX); edits += 1) {
    steps.push(new Map(reach));
    for (let k = -edits; k <= edits; k += 2) {
      const down = k === -edits || (k !== edits && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
      let x = down ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1;
      while (x < before.length && x - k < after.length && before[x] === after[x - k]) x += 1;
      reach.set(k, x);
      if (x >= before.length && x - k >= after.length) return steps;
    }
  }
  return null;
}

export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  const steps = trace(before, after);
  if (steps === null) {
    return [
      ...before.map((text): DiffLine => ({ kind: "removed", text })),
      ...after.map((text): DiffLine => ({ kind: "added", text })),
    ];
  }
  const lines: DiffLine[] = [];
  let x = before.length;
  let y = after.length;
  for (let edits = steps.length - 1; edits >= 0; edits -= 1) {
    const reach = steps[edits]!;
    const k = x - y;
    const down = k === -edits || (k !== edits && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
    const fromK = down ? k + 1 : k - 1;
    const fromX = reach.get(fromK) ?? 0;
    const fromY = fromX - fromK;
    while (x > fromX && y > fromY && x > 0 && y > 0) {
      lines.push({ kind: "same", text: before[x - 1]! });
      x -= 1;
      y -= 1;
    }
    if (edits === 0) break;
    lines.push(down ? { kind: "added", text: after[y - 1]! } : { kind: "removed", text: before[x - 1]! });
    x = fromX;
    y = fromY;
  }
  return lines.reverse();
}

// Long stretches without a change become one line that counts them.
export function foldSame(lines: readonly DiffLine[], around = 3): (DiffLine | number)[] {
  const near = lines.map((_, at) => lines.slice(Math.max(0, at - around), at + around + 1).some(({ kind }) => kind !== "same"));
  const shown: (DiffLine | number)[] = [];
  lines.forEach((line, at) => {
    const last = shown.at(-1);
    if (near[at] === true) shown.push(line);
    else if (typeof last === "number") shown[shown.length - 1] = last + 1;
    else shown.push(1);
  });
  return shown;
}
