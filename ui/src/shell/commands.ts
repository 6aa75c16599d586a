// What can be done from anywhere, by the palette and by keys.
import { PRESETS, writeQuery, EMPTY_QUERY } from "../lists/query";
import { go, link } from "./router";
import { sendEvent } from "./sending";
import { following, letterKeys, paused, theme, THEMES, TIME_STYLES, timeStyle } from "./settings";

export interface Command {
  title: string;
  keys: string; // one letter, or two in a row
  run: () => void;
}

const pages: Command[] = [
  { title: "Go to the overview", keys: "g o", run: () => go(link("overview")) },
  { title: "Go to the instances", keys: "g i", run: () => go(link("instances")) },
  { title: "Go to the definitions", keys: "g d", run: () => go(link("definitions")) },
  { title: "Go to the events", keys: "g e", run: () => go(link("events")) },
  { title: "Go to the effects that are left over", keys: "g f", run: () => go(link("effects")) },
  { title: "Go to the bulk jobs", keys: "g b", run: () => go(link("bulk")) },
  { title: "Go to the system", keys: "g s", run: () => go(link("system")) },
  { title: "Deploy a definition", keys: "", run: () => go(link("deploy")) },
  { title: "Send an event", keys: "", run: () => sendEvent() },
];
const presets: Command[] = PRESETS.slice(1).map(({ name, statuses, waitingFor }) => ({
  title: `Instances: ${name}`,
  keys: name === "Needs attention" ? "g a" : "",
  run: () => go(`${link("instances")}?${writeQuery({ ...EMPTY_QUERY, statuses, waitingFor }).toString()}`),
}));
// From one row of the page's first table to the next: the focus goes to the link or button in it.
function toRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("main tbody tr")].filter((row) => row.querySelector("a, button") !== null);
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = at === -1 ? (step === 1 ? 0 : rows.length - 1) : at + step;
  rows[next]?.querySelector<HTMLElement>("a, button")?.focus();
}

export const COMMANDS: readonly Command[] = [
  ...pages,
  ...presets,
  { title: "Search", keys: "/", run: () => document.getElementById("search")?.focus() },
  { title: "Next row of a list", keys: "j", run: () => toRow(1) },
  { title: "Row before", keys: "k", run: () => toRow(-1) },
  { title: "Pause or resume live updates", keys: "p", run: () => (paused.value = !paused.value) },
  { title: "Next way to show times", keys: "t", run: () => (timeStyle.value = following(TIME_STYLES, timeStyle.value)) },
  { title: "Next theme", keys: "", run: () => (theme.value = following(THEMES, theme.value)) },
];

let before = "";

const types = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable);

export function pressed(event: KeyboardEvent, open: (what: "palette" | "help") => void): void {
  if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    open("palette");
    return;
  }
  const modified = event.ctrlKey || event.metaKey || event.altKey;
  if (modified || letterKeys.value === "off" || types(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "?") {
    open("help");
    return;
  }
  const both = before === "" ? event.key : `${before} ${event.key}`;
  const command = COMMANDS.find(({ keys }) => keys === both);
  before = command === undefined && event.key === "g" ? "g" : "";
  if (command === undefined) return;
  event.preventDefault();
  command.run();
}
