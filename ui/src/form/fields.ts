// A start form from an input schema: one field for each member whose type a field can hold, and
// JSON for the rest. Numbers go to the server as they were typed.
import { type Json, NumberText, parseJson } from "../json/json";
import { listOf, member, objectOf, text } from "../json/members";

export type FieldKind = "text" | "number" | "boolean" | "choice" | "json";
export interface Field {
  name: string;
  kind: FieldKind;
  required: boolean;
  description: string;
  choices: string[];
}

function kindOf(schema: Json): FieldKind {
  const values = listOf(member(schema, "enum"));
  if (values.length > 0 && values.every((value) => typeof value === "string")) return "choice";
  switch (text(schema, "type")) {
    case "string": return "text";
    case "number": return "number";
    case "integer": return "number";
    case "boolean": return "boolean";
    default: return "json";
  }
}

// Null where the schema does not describe an object: then the whole input is one JSON text.
export function fieldsOf(schema: Json): Field[] | null {
  const properties = objectOf(member(schema, "properties"));
  const required = listOf(member(schema, "required")).filter((name) => typeof name === "string");
  if (text(schema, "type") !== "object") return null;
  const names = [...new Set([...properties.keys(), ...required])];
  return names.map((name) => {
    const own = properties.get(name) ?? null;
    const choices = listOf(member(own, "enum")).filter((value) => typeof value === "string");
    return { name, kind: kindOf(own), required: required.includes(name), description: text(own, "description"), choices };
  });
}

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

// The value of a field as typed; undefined where an optional one was left empty.
export function valueOf(field: Field, typed: string): Json | undefined {
  if (field.kind === "boolean") return typed === "" ? undefined : typed === "true";
  if (field.kind === "text" || field.kind === "choice") return typed === "" && !field.required ? undefined : typed;
  const trimmed = typed.trim();
  if (trimmed === "") {
    if (field.required) throw new Error(`${field.name}: expected a value`);
    return undefined;
  }
  if (field.kind === "number") {
    if (!NUMBER.test(trimmed)) throw new Error(`${field.name}: expected a number`);
    return new NumberText(trimmed);
  }
  try {
    return parseJson(trimmed);
  } catch (error) {
    throw new Error(`${field.name}: expected JSON (a text stands in double quotes); ${String((error as Error).message)}`);
  }
}
