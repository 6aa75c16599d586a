// Texts from outside, made harmless to read. They are only ever shown as text nodes; what remains
// is what text itself can do: turn the reading direction, or hide.

const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

export function showInvisible(text: string): string {
  return text.replace(INVISIBLE, (character) => `⟨U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}

// Cuts between characters, never inside a surrogate pair.
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  let end = most - 1;
  const code = text.charCodeAt(end - 1);
  if (code >= 0xd800 && code <= 0xdbff) end -= 1;
  return `${text.slice(0, end)}…`;
}

// 12345678901234567890 as 12,345,678,901,234,567,890, from the text: no digit is lost.
export function groupDigits(text: string): string {
  const match = /^(-?)(\d+)$/.exec(text);
  if (match === null) return text;
  return match[1]! + match[2]!.replace(/\B(?=(\d{3})+$)/g, ",");
}

// Names of statuses as words: partially_compensated, doneOutside.
export function statusName(status: string): string {
  return status.replace(/_/g, " ").replace(/([a-z])([A-Z])/g, (_, before: string, next: string) => `${before} ${next.toLowerCase()}`);
}
