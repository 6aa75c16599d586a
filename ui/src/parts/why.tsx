// The server's sentence, counting; and the moment of the next happening where the sentence has none.
import { serverNow } from "../api/client";
import { showInvisible, shorten } from "../format/text";
import { countdown, liveWhy } from "../format/why";
import { type Json } from "../json/json";
import { text } from "../json/members";
import { second } from "./clock";

export function WhyText({ of, most = 600 }: { of: Json; most?: number }) {
  const nextAt = Date.parse(text(of, "nextAt"));
  if (!Number.isNaN(nextAt)) void second.value;
  const now = serverNow();
  const { says, counts } = liveWhy(text(of, "why"), Date.parse(text(of, "whyAt")), nextAt, now);
  return (
    <>
      {showInvisible(shorten(says, most))}
      {!counts && !Number.isNaN(nextAt) && <span class="quiet"> (next {countdown(nextAt - now)})</span>}
    </>
  );
}
