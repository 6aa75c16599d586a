// Where a line and a column (from 1, in bytes as the server counts) stand in the text.
export function offsetOf(source: string, line: number, column: number): number {
  const lines = source.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const bytes = new TextEncoder().encode(lines[line - 1] ?? "").slice(0, Math.max(0, column - 1));
  return before + new TextDecoder().decode(bytes).length;
}
