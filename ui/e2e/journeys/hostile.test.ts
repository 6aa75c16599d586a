// Texts that would like to be markup, script or something else than they look like.
import { expect, inject } from "vitest";
import { openPage, seeded, test } from "../rig/page";

const PLACES = [
  "instances?saga=hostile", `instances?q=${encodeURIComponent('"><img src=x onerror=window.hacked=1>')}`, "events", "definitions",
  "definitions/hostile", "start/hostile", "definitions/%22%3E%3Cscript%3Ewindow.hacked=1%3C%2Fscript%3E",
];

test("hostile texts are only texts, in every place", async ({ page }) => {
  const mine = `instances/${seeded().hostile}`;
  const views = ["diagram", "timeline", "history", "data", "raw"].map((tab) => `${mine}?tab=${tab}&step=wait_for_it`);
  for (const place of [...PLACES, ...views, `instances/${seeded().stuck}?tab=raw`]) {
    await page.goto(place);
    await page.locator("h1, .refused").first().waitFor();
    expect(await page.locator("main img, main script, main iframe").count(), place).toBe(0);
  }
  await page.goto(mine);
  await page.getByText("⟨U+202E⟩").first().waitFor();
});

test("other sites can neither send nor frame, and no text can become markup", async () => {
  const answer = await fetch(`${inject("server")}/v1/instances/${seeded().paused}/cancel`, {
    method: "POST", body: "{}", headers: { Origin: "http://elsewhere.example", "Content-Type": "application/json" },
  });
  expect(answer.status).toBe(403);
  await openPage({}, async (page) => {
    const policy = (await page.goto("instances"))!.headers()["content-security-policy"];
    expect(policy).toContain("frame-ancestors 'none'");
    const sink = await page.evaluate(() => {
      try {
        document.createElement("div").innerHTML = "<b>x</b>";
        return "taken";
      } catch (error) {
        return (error as Error).name;
      }
    });
    expect(sink).toBe("TypeError");
  }, /TrustedHTML/);
});
