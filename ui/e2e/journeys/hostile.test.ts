// Texts that would like to be markup, script or something else than they look like.
import { expect, inject } from "vitest";
import { openPage, seeded, server, test } from "../rig/page";

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

const URLS = ["javascript:window.hacked=1", "JAVASCRIPT:window.hacked=1", "data:text/html,<script>window.hacked=1</script>", "https://elsewhere.example/x", "vbscript:x", "file:///etc/passwd"];

test("addresses in payloads are text; every link of a page leads to this server", async ({ page }) => {
  const input = Object.fromEntries(URLS.map((url, at) => [`url${at}`, url]));
  await server().deploy({ saga: "links", description: URLS[0], key: "${input.url0}", start: "copy", states: {
    copy: { type: "set", assign: { all: "${input}" }, next: "say" }, say: { type: "fail", error: "Link", message: "${input.url1}", compensate: false },
  } });
  const id = await server().start("links", input);
  await server().ends(id, "failed");
  const views = ["diagram", "timeline", "history", "effects", "data", "raw"].map((tab) => `instances/${id}?tab=${tab}`);
  for (const place of ["overview", "instances?saga=links", "definitions/links", "events", "system", ...views]) {
    await page.goto(place);
    await page.locator("main h1").first().waitFor();
    await page.waitForFunction(() => document.querySelector("main .loading") === null);
    const links = await page.evaluate(() => [...document.querySelectorAll("a[href], area[href], form[action]")].map((link) => {
      const { protocol, origin } = new URL((link as HTMLAnchorElement).href, location.href);
      const outside = link.getAttribute("target") !== null && !/noopener/.test(link.getAttribute("rel") ?? "");
      return `${/^https?:$/.test(protocol) && origin === location.origin && !outside ? "fine" : link.outerHTML}`;
    }));
    expect(links.filter((link) => link !== "fine"), place).toEqual([]);
  }
  await page.goto(`instances/${id}?tab=data`);
  for (const url of URLS) await page.getByLabel("input", { exact: true }).getByText(url).waitFor();
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
