// The programs that a journey needs: an engine with its private PostgreSQL, and the participants of
// the order example. Both say on which port they listen; nothing is guessed and nothing is slept for.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Readable } from "node:stream";

const root = join(import.meta.dirname, "../../..");
export const example = (name: string) => join(root, "examples", name);

const wanted = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`expected ${name}; run e2e/run.sh`);
  return value;
};
export const place = () => wanted("SAGAFLOW_UI_PLACE");
export const shots = () => wanted("SAGAFLOW_UI_SHOTS");
export const chromiumPath = () => wanted("SAGAFLOW_CHROMIUM");

// The first line that matches; the rest is kept to be shown when something fails.
function lineOf(child: ChildProcess, from: Readable, pattern: RegExp, kept: string[]): Promise<RegExpExecArray> {
  return new Promise((found, failed) => {
    createInterface({ input: from }).on("line", (line) => {
      kept.push(line);
      const match = pattern.exec(line);
      if (match !== null) found(match);
    });
    child.once("exit", (code) => failed(new Error(`ended with ${code}:\n${kept.slice(-20).join("\n")}`)));
  });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, "exit");
}

export class Participants {
  private constructor(private readonly child: ChildProcess, readonly url: string) {}

  static async start(name: string): Promise<Participants> {
    const ledger = join(place(), `${name}.jsonl`);
    const child = spawn("python3", [join(example("order"), "participants.py"), "--port", "0", "--ledger", ledger]);
    const [port] = await lineOf(child, child.stdout, /\d+/, []);
    return new Participants(child, `http://127.0.0.1:${port}`);
  }
  stop = () => end(this.child, "SIGTERM");
}

export class Engine {
  private child: ChildProcess | null = null;
  readonly log: string[] = [];
  url = "";

  // With the connections of the order example, and more where that is wanted.
  constructor(private readonly name: string, participants: string, private readonly more: { config?: object; environment?: Record<string, string> } = {}) {
    const config = readFileSync(join(example("order"), "config.json"), "utf8").replaceAll("http://127.0.0.1:7070", participants);
    mkdirSync(join(place(), name));
    writeFileSync(this.config, JSON.stringify({ ...JSON.parse(config), ...more.config }));
  }
  private get config() {
    return join(place(), this.name, "config.json");
  }

  // Again on the same port after the first time.
  async start(): Promise<void> {
    const listen = this.url === "" ? "127.0.0.1:0" : new URL(this.url).host;
    const child = spawn(wanted("SAGAFLOW_PROGRAM"), [
      "serve", "--listen", listen, "--data-dir", join(place(), this.name, "data"), "--config", this.config, "--node", this.name,
    ], { env: { ...process.env, ...this.more.environment } });
    this.child = child;
    const said = [lineOf(child, child.stdout, /serving.*url=(\S+)/, this.log), lineOf(child, child.stderr, /serving.*url=(\S+)/, this.log)];
    this.url = (await Promise.any(said))[1]!;
    while ((await fetch(`${this.url}/readyz`)).status !== 200) continue;
  }
  kill = () => this.end("SIGKILL");
  stop = () => this.end("SIGTERM");
  private async end(signal: NodeJS.Signals) {
    if (this.child !== null) await end(this.child, signal);
  }
}
