// What stands around every page: the way to the others, the settings, the palette, the help, and
// the banner that tells when the server is away.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { awaySince } from "../api/client";
import { styleName } from "../format/time";
import { streaming } from "../live/stream";
import { BulkPage } from "../pages/bulk";
import { BulkJobPage } from "../pages/bulk-job";
import { DefinitionPage, DefinitionsPage } from "../pages/definitions";
import { DeployPage } from "../pages/deploy";
import { EffectsPage } from "../pages/effects";
import { EventsPage } from "../pages/events";
import { InstancePage } from "../pages/instance";
import { InstancesPage } from "../pages/instances";
import { OverviewPage } from "../pages/overview";
import { StartPage } from "../pages/start";
import { SystemPage } from "../pages/system";
import { SendEvent } from "../parts/send-event";
import { COMMANDS, pressed } from "./commands";
import { Notices } from "./notices";
import { Palette } from "./palette";
import { BASE, go, link, partsOf, place } from "./router";
import { sending } from "./sending";
import { following, letterKeys, paused, theme, THEMES, TIME_STYLES, timeStyle } from "./settings";

const PAGES = [["overview", "Overview"], ["instances", "Instances"], ["definitions", "Definitions"], ["events", "Events"], ["effects", "Effects"], ["bulk", "Bulk"], ["system", "System"]] as const;

function Page() {
  const parts = partsOf(place.value.path);
  const [page, name, rest] = parts ?? ["?"];
  useEffect(() => {
    document.title = [name, page, "Sagaflow"].filter((part) => part !== undefined).join(" · ");
    if (page === undefined) go(link("overview"), true);
  }, [page, name]);
  if (page === undefined) return null;
  if (rest === undefined) {
    if (page === "instances") return name === undefined ? <InstancesPage /> : <InstancePage key={name} id={name} />;
    if (page === "definitions") return name === undefined ? <DefinitionsPage /> : <DefinitionPage key={name} saga={name} />;
    if (page === "overview" && name === undefined) return <OverviewPage />;
    if (page === "system" && name === undefined) return <SystemPage />;
    if (page === "events" && name === undefined) return <EventsPage />;
    if (page === "effects" && name === undefined) return <EffectsPage />;
    if (page === "bulk") return name === undefined ? <BulkPage /> : <BulkJobPage key={name} id={name} />;
    if (page === "deploy" && name === undefined) return <DeployPage />;
    if (page === "start" && name !== undefined) return <StartPage key={name} saga={name} />;
  }
  return <main id="main"><h1>No such page</h1><p>Nothing is at <code>{place.value.path}</code>. <a href={link("instances")}>Go to the instances</a></p></main>;
}

// Whether changes come as they happen; the notices say more where they do not.
function LiveButton() {
  const [mark, told, says] = awaySince.value !== null ? ["✕", "Away", "The server does not answer; the page goes on trying"]
    : paused.value ? ["‖", "Paused", "Press to follow changes again"]
    : streaming.value ? ["●", "Live", "Changes come as they happen; press to pause"]
    : ["○", "Asking", "There is no stream of changes: the page asks every few seconds; press to pause"];
  return (
    <button type="button" aria-pressed={paused.value} title={says} onClick={() => (paused.value = !paused.value)}>
      <span aria-hidden="true">{mark}</span> {told}
    </button>
  );
}

function Help({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="help-title">
      <h2 id="help-title">Keyboard</h2>
      <dl class="keys">
        <dt><kbd>Ctrl</kbd> <kbd>K</kbd></dt><dd>Command palette</dd>
        {COMMANDS.filter((command) => command.keys !== "").map((command) => [<dt><kbd>{command.keys}</kbd></dt>, <dd>{command.title}</dd>])}
        <dt><kbd>Tab</kbd>, <kbd>Enter</kbd></dt><dd>Everything else, the states of a diagram too</dd>
      </dl>
      <label class="inline"><input type="checkbox" checked={letterKeys.value === "on"} onChange={(event) => (letterKeys.value = event.currentTarget.checked ? "on" : "off")} /> Keys without Ctrl do something</label>
      <p class="tools"><button type="button" onClick={() => dialog.current?.close()}>Close</button></p>
    </dialog>
  );
}

export function Shell() {
  const [open, setOpen] = useState<"" | "palette" | "help">("");
  useEffect(() => {
    const listen = (event: KeyboardEvent) => pressed(event, setOpen);
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
  const current = partsOf(place.value.path)?.[0];
  return (
    <>
      <a class="skip" href="#main">Skip to the content</a>
      <header class="top">
        <a class="brand" href={`${BASE}/overview`}>Sagaflow</a>
        <nav aria-label="Pages">
          {PAGES.map(([page, title]) => <a key={page} href={link(page)} aria-current={current === page ? "page" : undefined}>{title}</a>)}
        </nav>
        <div class="settings">
          <button type="button" onClick={() => setOpen("palette")} aria-keyshortcuts="Control+K" class="commands"><span class="long">Commands</span></button>
          <LiveButton />
          <button type="button" onClick={() => (timeStyle.value = following(TIME_STYLES, timeStyle.value))}><span class="long">Times: {timeStyle.value === "local" && "local "}</span>{styleName(timeStyle.value, Date.now())}</button>
          <button type="button" onClick={() => (theme.value = following(THEMES, theme.value))}><span class="long">Theme: </span>{theme.value}</button>
          <button type="button" onClick={() => setOpen("help")} aria-label="Keyboard help">?</button>
        </div>
      </header>
      <Notices />
      <Page />
      {open === "palette" && <Palette onClose={() => setOpen("")} onHelp={() => setOpen("help")} />}
      {sending.value !== null && <SendEvent key={`${sending.value.type} ${sending.value.key}`} first={sending.value} onClose={() => (sending.value = null)} />}
      {open === "help" && <Help onClose={() => setOpen("")} />}
    </>
  );
}
