// The command palette: what the open page offers and what can be done anywhere, by a part of its
// name, an instance by its id, and what the server finds. What is found comes last, so that nothing
// moves under the choice when it arrives.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { COMMANDS, type Command } from "./commands";
import { pageCommands } from "./context";
import { useFound } from "./found";
import { go, link } from "./router";

function matching(typed: string, help: Command): Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const found = [...pageCommands.value, ...COMMANDS, help].filter(({ title }) => words.every((word) => title.toLowerCase().includes(word)));
  if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(typed.trim())) {
    found.unshift({ title: `Open instance ${typed.trim()}`, keys: "", run: () => go(link("instances", typed.trim())) });
  }
  if (words.length > 0) {
    found.push({ title: `Search instances for “${typed.trim()}”`, keys: "", run: () => go(`${link("instances")}?q=${encodeURIComponent(typed.trim())}`) });
  }
  return found;
}

export function Palette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, type] = useState("");
  const [at, setAt] = useState(0);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const found = [...matching(typed, { title: "Keyboard help", keys: "?", run: onHelp }), ...useFound(typed.trim())];
  const chosen = Math.min(at, found.length - 1);
  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    dialog.current?.close();
    onClose();
    command.run();
  };
  const keys = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setAt((chosen + step + found.length) % Math.max(1, found.length));
    }
    if (event.key === "Enter") {
      event.preventDefault();
      run(found[chosen]);
    }
  };
  return (
    <dialog ref={dialog} class="palette" onClose={onClose} aria-label="Commands">
      <input role="combobox" aria-expanded="true" aria-controls="commands" aria-activedescendant={found.length > 0 ? `command-${chosen}` : undefined}
        aria-label="Command, instance id or search" placeholder="Command, instance id or search" value={typed} maxLength={200} autofocus
        onInput={(event) => { type(event.currentTarget.value); setAt(0); }} onKeyDown={keys} />
      <ul id="commands" role="listbox" aria-label="Commands">
        {found.map((command, index) => (
          <li key={command.title} id={`command-${index}`} role="option" aria-selected={index === chosen} onClick={() => run(command)}>
            {command.title} {command.keys !== "" && <kbd>{command.keys}</kbd>}
          </li>
        ))}
      </ul>
    </dialog>
  );
}
