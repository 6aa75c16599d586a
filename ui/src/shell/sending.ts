// The event that somebody is about to send, from anywhere: the dialog stands over every page.
import { signal } from "@preact/signals";

export interface Sending {
  type: string;
  key: string;
}
export const sending = signal<Sending | null>(null);

export function sendEvent(type = "", key = ""): void {
  sending.value = { type, key };
}
