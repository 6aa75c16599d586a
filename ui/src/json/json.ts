// JSON as the server wrote it. `JSON.parse` rounds 64-bit integers and forgets how a number was
// written; this reader keeps the number's text, so that what is shown is what was stored.
// Objects are Maps: a member named `__proto__` is a member like any other.

export class NumberText {
  constructor(readonly text: string) {}
}
export type JsonObject = Map<string, Json>;
export type Json = null | boolean | string | NumberText | Json[] | JsonObject;

export class JsonError extends Error {
  constructor(
    message: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(`line ${line}, column ${column}: ${message}`);
  }
}

// Deeper text is refused before it exhausts the stack; the server itself takes 64 levels.
const DEPTH_MAX = 512;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\r\n]*/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPES: Record<string, string> = {
  '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t",
};

class Reader {
  private at = 0;
  constructor(private readonly source: string) {}

  document(): Json {
    const value = this.value(0);
    this.space();
    if (this.at < this.source.length) this.fail("Expected the end of the text");
    return value;
  }

  private fail(message: string): never {
    const before = this.source.slice(0, this.at);
    const line = before.split("\n").length;
    throw new JsonError(message, line, this.at - before.lastIndexOf("\n"));
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const text = pattern.exec(this.source)?.[0] ?? "";
    this.at += text.length;
    return text;
  }

  private space(): void {
    this.match(SPACE);
  }

  private take(token: string): boolean {
    if (!this.source.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  private value(depth: number): Json {
    if (depth > DEPTH_MAX) this.fail(`Nested deeper than ${DEPTH_MAX} levels`);
    this.space();
    if (this.take("{")) return this.object(depth);
    if (this.take("[")) return this.array(depth);
    if (this.take('"')) return this.string();
    if (this.take("null")) return null;
    if (this.take("true")) return true;
    if (this.take("false")) return false;
    const number = this.match(NUMBER);
    if (number === "") this.fail("Expected a JSON value");
    return new NumberText(number);
  }

  private object(depth: number): JsonObject {
    const members: JsonObject = new Map();
    this.space();
    if (this.take("}")) return members;
    for (;;) {
      this.space();
      if (!this.take('"')) this.fail("Expected a member's name in double quotes");
      const name = this.string();
      if (members.has(name)) this.fail(`The member "${name}" stands there twice`);
      this.space();
      if (!this.take(":")) this.fail("Expected a colon after the member's name");
      members.set(name, this.value(depth + 1));
      this.space();
      if (this.take("}")) return members;
      if (!this.take(",")) this.fail("Expected a comma or the end of the object");
    }
  }

  private array(depth: number): Json[] {
    const items: Json[] = [];
    this.space();
    if (this.take("]")) return items;
    for (;;) {
      items.push(this.value(depth + 1));
      this.space();
      if (this.take("]")) return items;
      if (!this.take(",")) this.fail("Expected a comma or the end of the array");
    }
  }

  private string(): string {
    let text = "";
    for (;;) {
      text += this.match(PLAIN);
      if (this.take('"')) return text;
      if (!this.take("\\")) this.fail("Expected the end of the string");
      text += this.escape();
    }
  }

  private escape(): string {
    const letter = this.source[this.at] ?? "";
    this.at += 1;
    if (letter === "u") {
      const digits = this.match(/[0-9a-fA-F]{4}/y);
      if (digits === "") this.fail("Expected four hexadecimal digits");
      return String.fromCharCode(parseInt(digits, 16));
    }
    const plain = ESCAPES[letter];
    if (plain === undefined) this.fail("Unknown escape");
    return plain;
  }
}

export function parseJson(source: string): Json {
  return new Reader(source).document();
}

// With an indent, one member a line; numbers as they were read.
export function printJson(value: Json, indent = 0, level = 0): string {
  if (value instanceof NumberText) return value.text;
  if (value instanceof Map) {
    const members = [...value].map(
      ([name, member]) =>
        `${JSON.stringify(name)}:${indent ? " " : ""}${printJson(member, indent, level + 1)}`,
    );
    return enclose("{", members, "}", indent, level);
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => printJson(item, indent, level + 1));
    return enclose("[", items, "]", indent, level);
  }
  return JSON.stringify(value);
}

function enclose(open: string, parts: string[], close: string, indent: number, level: number): string {
  if (parts.length === 0 || indent === 0) return open + parts.join(",") + close;
  const inner = "\n" + " ".repeat(indent * (level + 1));
  return open + inner + parts.join("," + inner) + "\n" + " ".repeat(indent * level) + close;
}
