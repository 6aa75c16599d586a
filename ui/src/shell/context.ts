// What the open page adds to the palette: an instance its actions.
import { signal } from "@preact/signals";
import { type Command } from "./commands";

export const pageCommands = signal<readonly Command[]>([]);
