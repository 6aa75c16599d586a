// Members of documents, read with a default: a member that a later server leaves out or changes
// shows as nothing and never breaks a page.
import { type Json, type JsonObject, NumberText } from "./json";

const EMPTY: JsonObject = new Map();

export function member(value: Json | undefined, name: string): Json {
  return value instanceof Map ? (value.get(name) ?? null) : null;
}

export function objectOf(value: Json | undefined): JsonObject {
  return value instanceof Map ? value : EMPTY;
}

export function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : value instanceof NumberText ? value.text : "";
}

// For counters, versions and sequence numbers, which stay far below 2^53. Payloads never go here.
export function countOf(value: Json | undefined): number {
  return value instanceof NumberText ? Number(value.text) : 0;
}

export function text(value: Json | undefined, name: string): string {
  return textOf(member(value, name));
}

export function count(value: Json | undefined, name: string): number {
  return countOf(member(value, name));
}
