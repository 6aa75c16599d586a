// One key for one form: sending it twice, or again after a lost answer, is one request. Corrected
// input is another one and gets another key.
export const newOnce = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

// No crypto.subtle outside of HTTPS, so a short sum of the text (FNV-1a) does; the random part keeps
// forms apart.
export function shortSum(body: string): string {
  let sum = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(body)) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
  return sum.toString(16);
}
