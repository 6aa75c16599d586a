// What stands above every page while it is not fresh: the server is away or refuses, the stream is
// off, or somebody paused it here.
import { type ComponentChildren } from "preact";
import { adviceForLook } from "../api/advice";
import { awaySince } from "../api/client";
import { formatDuration } from "../format/time";
import { showInvisible } from "../format/text";
import { shown, stale, worstOf } from "../live/stale";
import { silentSince } from "../live/stream";
import { second } from "../parts/clock";
import { paused } from "./settings";

// A stream that is handed from one tab to the next is no news.
const SILENT_MS = 4000;

function Banner({ role, children }: { role: "alert" | "status"; children: ComponentChildren }) {
  return <p class="away" role={role}>{children}</p>;
}

export function Notices() {
  void second.value;
  const now = Date.now();
  const since = (at: number) => formatDuration(Math.floor(Math.max(0, now - at) / 1000) * 1000);
  const away = awaySince.value;
  if (away !== null) {
    return <Banner role="alert">The server does not answer. {shown.value.size > 0 ? `What you see is ${since(away)} old; it` : "The page"} comes back by itself.</Banner>;
  }
  const worst = worstOf(stale.value);
  if (worst !== null) {
    return <Banner role="alert">What you see is {since(worst.since)} old. {showInvisible(worst.refusal.message)} {adviceForLook(worst.refusal)}</Banner>;
  }
  if (paused.value) {
    return <Banner role="status">Updates are paused in this tab. <button type="button" class="small" onClick={() => (paused.value = false)}>Go on</button></Banner>;
  }
  const silent = silentSince.value;
  if (silent === null || now - silent < SILENT_MS) return null;
  return <Banner role="status">The stream of changes is off. This page asks every few seconds instead, and takes the stream up again by itself.</Banner>;
}
