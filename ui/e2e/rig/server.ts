// What journeys ask the server themselves: to seed it, and to see what their clicks have done.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { example } from "./processes";

export interface Document {
  id: string;
  status: string;
  waitingFor: { kind: string }[];
  [member: string]: unknown;
}
interface Answer {
  status: number;
  body: any;
  etag: string;
}

const DEADLINE_MS = 60_000;

export class Server {
  constructor(readonly url: string, readonly participants: string) {}

  async ask(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const init = body === undefined ? {} : { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) };
    const answer = await fetch(this.url + path, { ...init, headers: { "Content-Type": "application/json", ...headers } });
    const source = await answer.text();
    return { status: answer.status, body: source === "" ? null : JSON.parse(source), etag: answer.headers.get("ETag") ?? "" };
  }
  // Streams that this process holds open, until what is answered is called.
  async openStreams(most: number): Promise<{ opened: number; close: () => void }> {
    const stop = new AbortController();
    const answers = await Promise.all(Array.from({ length: most }, () => fetch(`${this.url}/v1/stream`, { signal: stop.signal })));
    return { opened: answers.filter(({ status }) => status === 200).length, close: () => stop.abort() };
  }
  async deploy(definition: unknown): Promise<void> {
    const answer = await this.ask("/v1/sagas", definition);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  }
  async start(saga: string, input: unknown): Promise<string> {
    const answer = await this.ask(`/v1/sagas/${saga}/instances`, { input });
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    return answer.body.id;
  }
  order(saga: string, orderId: string, card = "good"): Promise<string> {
    return this.start(saga, { orderId, items: [{ article: "lamp", count: 1 }], amount: 49.9, card });
  }
  async get(id: string): Promise<Document> {
    return (await this.ask(`/v1/instances/${id}`)).body;
  }
  // Asks until it is so: the engine has no other way yet to be waited for.
  async until(id: string, holds: (document: Document) => boolean): Promise<Document> {
    const giveUp = Date.now() + DEADLINE_MS;
    for (;;) {
      const document = await this.get(id);
      if (holds(document)) return document;
      if (Date.now() > giveUp) throw new Error(`never so: ${JSON.stringify(document)}`);
    }
  }
  ends = (id: string, status: string) => this.until(id, (document) => document.status === status);
  waits = (id: string, kind: string) => this.until(id, (document) => document.waitingFor.some((wait) => wait.kind === kind));

  async act(id: string, action: string, body: unknown): Promise<void> {
    const { etag } = await this.ask(`/v1/instances/${id}`);
    const answer = await this.ask(`/v1/instances/${id}/${action}`, body, { "If-Match": etag });
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  }
  async event(type: string, subject: string, data: unknown, more: Record<string, unknown> = {}): Promise<void> {
    const event = { specversion: "1.0", id: `${type}-${subject}`, source: "/carrier", type, subject, data, ...more };
    const answer = await this.ask("/v1/events", event, { "Content-Type": "application/cloudevents+json" });
    expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  }
  // How a participant misbehaves for one order.
  async misbehave(order: string, operation: string, how: Record<string, unknown>): Promise<void> {
    const answer = await fetch(`${this.participants}/switches`, { method: "POST", body: JSON.stringify({ order, operation, ...how }) });
    expect(answer.status).toBeLessThan(300);
  }
}

export function definition(name: string): any {
  return JSON.parse(readFileSync(join(example(name), `${name}.saga.json`), "utf8"));
}
