// The document of one instance. Its sentence ages while nothing else changes, and an answer that
// says so has none: a document that is small is asked for as a whole.
import { request } from "../api/client";
import { type Json } from "../json/json";
import { count } from "../json/members";

export interface Loaded {
  instance: Json;
  source: string;
  etag: string;
  seq: number; // of its last event
}

const SMALL = 64_000;

export const pathOf = (id: string): string => `/v1/instances/${encodeURIComponent(id)}`;

export async function loadInstance(id: string, signal: AbortSignal, before: Loaded | null): Promise<Loaded> {
  const headers: Record<string, string> = before === null || before.source.length < SMALL ? {} : { "If-None-Match": before.etag };
  const answer = await request(pathOf(id), { signal, headers });
  if (answer.status === 304 && before !== null) return before;
  return { instance: answer.body, source: answer.source, etag: answer.etag ?? "", seq: count(answer.body, "seq") };
}
