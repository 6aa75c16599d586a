// What a form says, as the members of an action's request. Empty fields are left out.
import { type Json, parseJson } from "../json/json";
import { type Action } from "./allowed";

type Value = (name: string) => string;
type Body = Map<string, Json>;

function takeText(body: Body, name: string, value: Value): void {
  const text = value(name).trim();
  if (text !== "") body.set(name, text);
}

function takeJson(body: Body, name: string, value: Value): void {
  const text = value(name).trim();
  if (text !== "") body.set(name, parseJson(text));
}

export const namesIn = (text: string): string[] => text.split(/[\s,]+/).filter((name) => name !== "");

const OWN: Partial<Record<Action, (body: Body, value: Value) => void>> = {
  retry: (body, value) => {
    takeText(body, "step", value);
    takeJson(body, "with", value);
  },
  skip: (body, value) => {
    takeText(body, "step", value);
    takeJson(body, "output", value);
  },
  resolve: (body, value) => {
    takeText(body, "step", value);
    takeText(body, "resolution", value);
    if (value("resolution") === "retry") takeJson(body, "with", value);
    if (value("resolution") === "done") takeText(body, "evidence", value);
  },
  variables: (body, value) => {
    takeJson(body, "set", value);
    const names = namesIn(value("unset"));
    if (names.length > 0) body.set("unset", names);
  },
  rewind: (body, value) => takeText(body, "state", value),
};

// What has to be said before the server can plan anything; empty: nothing.
export function missingIn(action: Action, value: Value): string {
  const nothing = action === "variables" && value("set").trim() === "" && namesIn(value("unset")).length === 0;
  return nothing ? "Say what to set or to remove; then the plan stands here." : "";
}

// Throws a JsonError where JSON cannot be read.
export function membersOf(action: Action, value: Value): Body {
  const body: Body = new Map();
  OWN[action]?.(body, value);
  return body;
}
