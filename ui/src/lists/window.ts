// Virtual rows: which of many rows of one height are drawn.
export interface Window {
  first: number;
  last: number; // exclusive
  before: number; // height that stands for the rows above
  after: number;
}

export function windowOf(rows: number, rowHeight: number, scrolled: number, height: number, spare = 8): Window {
  const from = Math.floor(Math.max(0, scrolled) / rowHeight) - spare;
  const to = Math.ceil((Math.max(0, scrolled) + height) / rowHeight) + spare;
  const last = Math.min(rows, Math.max(0, to));
  const first = Math.min(Math.max(0, from), last);
  return { first, last, before: first * rowHeight, after: (rows - last) * rowHeight };
}
