// A history as it comes, page by page and oldest first. It is append-only: only the last page is ever
// asked for again.
import { type HistoryEvent } from "./event";

export type AskPage = (cursor: string, signal: AbortSignal) => Promise<{ events: HistoryEvent[]; next: string | null }>;

export class HistoryPages {
  private readonly whole: HistoryEvent[][] = []; // pages that cannot grow any more
  private last: HistoryEvent[] = [];
  private cursor = ""; // of the page that may
  more = true;

  constructor(private readonly ask: AskPage) {}

  get events(): HistoryEvent[] {
    return [...this.whole, this.last].flat();
  }
  private get count(): number {
    return this.whole.reduce((sum, page) => sum + page.length, 0);
  }

  // Until the end, or until there are `most`. `told` after each page.
  async read(signal: AbortSignal, most: number, told: () => void): Promise<void> {
    while (this.count < most) {
      const { events, next } = await this.ask(this.cursor, signal);
      signal.throwIfAborted();
      this.more = next !== null;
      if (next === null) this.last = events;
      else {
        this.whole.push(events);
        this.last = [];
        this.cursor = next;
      }
      told();
      if (next === null) return;
    }
  }
}
