// A secret is used by calls and shown nowhere: in no page, and in nothing that the browser is sent.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Page } from "playwright-core";
import { openPage } from "../rig/page";
import { Engine, Participants } from "../rig/processes";
import { Server } from "../rig/server";

const SECRET = "s3cr3t-4f9c1d77";
let participants: Participants;
let engine: Engine;

const vault = (next: string, path: string, body: object) => ({
  type: "task", call: "http", retry: "some", next,
  with: { connection: "vault", method: "POST", path, headers: { "X-Own": "${secret.vault_token}" }, body: { ...body, token: "${secret.vault_token}" } },
  compensate: { call: "http", retry: "some", with: { connection: "vault", method: "POST", path: "/refunds", body: { order: "${input.order}", charge: "none", token: "${secret.vault_token}" } } },
});
const SAGA = {
  saga: "confidential", key: "${input.order}", input: { type: "object", properties: { order: { type: "string" } } },
  retries: { some: { maxAttempts: 2, initial: "50ms", jitter: "none" } }, start: "pay", states: {
    pay: vault("await_word", "/charges", { order: "${input.order}", amount: 1, card: "good" }),
    await_word: { type: "receive", on: [{ event: "word", key: "${input.order}", next: "ship" }], timeout: "never" },
    ship: { ...vault("done", "/shipments", { order: "${input.order}", items: [] }), onExhausted: "park" },
    done: { type: "succeed" },
  },
};

beforeAll(async () => {
  participants = await Participants.start("secret-participants");
  const connection = { type: "http", baseUrl: participants.url, headers: { "X-Vault": "key ${secret.vault_token}" }, auth: { bearer: "${secret.vault_token}" } };
  engine = new Engine("secrets", participants.url, {
    config: { connections: { vault: connection }, secrets: { vault_token: { env: "VAULT_TOKEN" } } }, environment: { VAULT_TOKEN: SECRET },
  });
  await engine.start();
});
afterAll(async () => {
  await engine.stop();
  await participants.stop();
});

// Everything that a page shows or holds, also in fields and attributes.
const shown = (page: Page): Promise<string> =>
  page.evaluate(() => document.documentElement.outerHTML + [...document.querySelectorAll("input, textarea")].map((field) => (field as HTMLInputElement).value).join("\n"));

test("no page and no answer has the secret", async () => {
  const server = new Server(engine.url, participants.url);
  await server.deploy(SAGA);
  const order = async (name: string) => server.start("confidential", { order: name });
  await server.misbehave("parked", "ship", { failures: 99 });
  const parked = await order("parked");
  await server.waits(parked, "event");
  await server.event("word", "parked", {});
  await server.ends(parked, "parked");
  await server.misbehave("stuck", "refund", { failures: 99 });
  const stuck = await order("stuck");
  await server.waits(stuck, "event");
  await server.act(stuck, "cancel", { reason: "a test" });
  await server.ends(stuck, "stuck");

  const views = ["diagram", "timeline", "history", "effects", "data", "raw"].map((tab) => `?tab=${tab}&step=pay`);
  const places = [
    "overview", "instances", "definitions", "definitions/confidential?step=pay", "start/confidential", "events", "effects", "bulk", "system", "deploy",
    ...[parked, stuck].flatMap((id) => views.map((view) => `instances/${id}${view}`)), `instances/${parked}?step=ship`, `instances/${stuck}?tab=data&at=3`,
  ];
  await openPage({ baseURL: `${engine.url}/ui/` }, async (page) => {
    const answers: Promise<string>[] = [];
    page.on("response", (response) => {
      if (!response.url().includes("/v1/stream")) answers.push(response.text().catch(() => ""));
    });
    const look = async (where: string) => expect((await shown(page)).includes(SECRET), where).toBe(false);
    for (const place of places) {
      await page.goto(place);
      await page.locator("main h1").first().waitFor();
      await page.waitForFunction(() => document.querySelector("main .loading") === null);
      await look(place);
    }
    for (const [id, action] of [[parked, "Retry"], [parked, "Cancel the saga…"], [parked, "Edit variables…"], [stuck, "Resolve the undo…"], [stuck, "Terminate…"]] as const) {
      await page.goto(`instances/${id}`);
      await page.getByRole("button", { name: action, exact: true }).click();
      await page.locator("dialog .plan, dialog .refused, dialog .needs").first().waitFor();
      const fill = page.locator("dialog button").filter({ hasText: "Start from the present input" });
      if ((await fill.count()) > 0) {
        await page.getByText("With other input").click();
        await fill.click();
      }
      await look(`${action} of ${id}`);
    }
    const all = await Promise.all(answers);
    expect(all.length).toBeGreaterThan(places.length);
    expect(all.filter((text) => text.includes(SECRET))).toEqual([]);
    expect(all.some((text) => text.includes("${secret.vault_token}"))).toBe(true); // its name is told
  });
  expect((await server.get(parked))["steps"]).toHaveProperty("pay.status", "ok"); // the call was made
});
