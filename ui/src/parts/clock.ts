// One timer for everything that counts; it rests while nobody looks.
import { signal } from "@preact/signals";

export const second = signal(0);
setInterval(() => {
  if (!document.hidden) second.value += 1;
}, 1000);
