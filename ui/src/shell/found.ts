// What the palette finds on the server while somebody types: instances and definitions.
import { useEffect, useState } from "preact/hooks";
import { request } from "../api/client";
import { showInvisible, statusName } from "../format/text";
import { type Json } from "../json/json";
import { listOf, member, text } from "../json/members";
import { nameOf } from "../lists/name";
import { type Command } from "./commands";
import { go, link } from "./router";

const TYPING_MS = 200;
const SHORTEST = 2;
const MOST = 6;

const opening = (raw: Json): Command => ({
  title: `Open ${text(raw, "saga")} ${showInvisible(nameOf(raw, 40))}, ${statusName(text(raw, "status"))} (…${text(raw, "id").slice(-6)})`,
  keys: "", run: () => go(link("instances", text(raw, "id"))),
});
const definition = (saga: string): Command[] => [
  { title: `Definition of ${saga}`, keys: "", run: () => go(link("definitions", saga)) },
  { title: `Start an instance of ${saga}`, keys: "", run: () => go(link("start", saga)) },
];

async function find(typed: string, signal: AbortSignal): Promise<Command[]> {
  const [instances, sagas] = await Promise.all([
    request(`/v1/instances?limit=${MOST}&q=${encodeURIComponent(typed)}`, { signal }), request("/v1/sagas?limit=200", { signal }),
  ]);
  const named = listOf(member(sagas.body, "items")).map((raw) => text(raw, "saga")).filter((saga) => saga.toLowerCase().includes(typed.toLowerCase()));
  return [...listOf(member(instances.body, "items")).map(opening), ...named.slice(0, MOST).flatMap(definition)];
}

// Nothing where the server does not answer: the shell says so.
export function useFound(typed: string): readonly Command[] {
  const [found, setFound] = useState<{ typed: string; commands: readonly Command[] }>({ typed: "", commands: [] });
  useEffect(() => {
    if (typed.length < SHORTEST) return;
    const stop = new AbortController();
    const timer = window.setTimeout(() => {
      find(typed, stop.signal).then((commands) => setFound({ typed, commands }), () => {});
    }, TYPING_MS);
    return () => {
      stop.abort();
      window.clearTimeout(timer);
    };
  }, [typed]);
  return found.typed === typed ? found.commands : [];
}
