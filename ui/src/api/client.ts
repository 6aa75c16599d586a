// Requests to the server. Answers are read with the reader that keeps numbers as they are; every
// refusal becomes one kind of error with the server's own words.
import { signal } from "@preact/signals";
import { clockOffset } from "../format/time";
import { type Json, parseJson } from "../json/json";
import { text } from "../json/members";
import { placesOf } from "./places";
import { retryAfterOf } from "./retry-after";

export interface Answer {
  status: number;
  source: string; // the body as it came
  body: Json;
  etag: string | null;
}

export class Refusal extends Error {
  constructor(
    readonly status: number, // 0: no answer came
    message: string,
    readonly problem: Json = null,
    readonly retryAfter: number | null = null, // milliseconds
    readonly unsent = false, // the request was never made: what was typed is wrong
  ) {
    super(message);
  }
  get code(): string {
    return text(this.problem, "code");
  }
  get places(): string[] {
    return placesOf(this.problem, this.message);
  }
}

// Since when the server has not answered; null while it does.
export const awaySince = signal<number | null>(null);
export const serverOffset = signal(0);
export const serverNow = (): number => Date.now() + serverOffset.value;

function notice(answer: Response, sentAt: number): void {
  awaySince.value = null;
  const offset = clockOffset(answer.headers.get("Date"), sentAt, Date.now());
  if (offset !== null && Math.abs(offset - serverOffset.value) > 1000) serverOffset.value = offset;
}

function bodyOf(source: string): Json {
  try {
    return source === "" ? null : parseJson(source);
  } catch {
    return source;
  }
}

export async function request(path: string, init: RequestInit = {}): Promise<Answer> {
  const sentAt = Date.now();
  let answer: Response;
  let source: string;
  try {
    answer = await fetch(path, { credentials: "same-origin", redirect: "manual", ...init });
    source = await answer.text();
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    awaySince.value ??= sentAt;
    throw new Refusal(0, "The server does not answer. This page goes on trying.");
  }
  notice(answer, sentAt);
  // The server itself sends nobody elsewhere.
  if (answer.type === "opaqueredirect") throw new Refusal(401, "Something before the server wants to lead you elsewhere.");
  const body = bodyOf(source);
  if (!answer.ok && answer.status !== 304) {
    const detail = text(body, "detail") || text(body, "title") || `The server answered ${answer.status}`;
    throw new Refusal(answer.status, detail, body, retryAfterOf(answer.headers.get("Retry-After"), serverNow()));
  }
  return { status: answer.status, source, body, etag: answer.headers.get("ETag") };
}

export function send(path: string, body: string, headers: Record<string, string> = {}): Promise<Answer> {
  return request(path, { method: "POST", body, headers: { "Content-Type": "application/json", ...headers } });
}
