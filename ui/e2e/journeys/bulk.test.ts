// One action for all that match: the plan first, exactly these instances, results, and a stop.
import { expect } from "vitest";
import { type Page } from "playwright-core";
import { axe } from "../rig/axe";
import { server, test } from "../rig/page";
import { CROWD, refused } from "../rig/seed";
import { definition } from "../rig/server";

async function parked(saga: string): Promise<string> {
  const id = await server().start(saga, {});
  await server().ends(id, "parked");
  return id;
}

async function plan(page: Page, action: string, matching: string) {
  await page.getByRole("button", { name: "Act on all that match…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Action").selectOption(action);
  await dialog.getByRole("button", { name: "Show the plan" }).click();
  await dialog.getByText(new RegExp(`^${matching} instances? match`)).waitFor();
  return dialog;
}

test("a job acts on what its plan counted, and on nobody who matches later", async ({ page }) => {
  await server().deploy({ saga: "bulk-parker", start: "try", states: {
    try: { type: "task", call: "noop", with: { fail: "http.409" }, effect: "none", onExhausted: "park", next: "done" }, done: { type: "succeed" },
  } });
  const ids = [await parked("bulk-parker"), await parked("bulk-parker"), await parked("bulk-parker")];
  await page.goto("instances?saga=bulk-parker&status=parked");
  const dialog = await plan(page, "cancel", "3");
  await dialog.getByText("What becomes of the first 3").click();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await axe(page), colorScheme).toEqual([]);
  }
  const later = await parked("bulk-parker");
  await dialog.getByLabel(/^Reason/).fill("the shop closes");
  await dialog.getByRole("button", { name: "Cancel the saga: 3 instances" }).click();
  await page.waitForURL("**/bulk/*");
  const job = new URL(page.url()).pathname;
  await page.getByText("3 of 3").waitFor();
  await page.getByRole("link", { name: "accepted (3)" }).click();
  await page.waitForURL("**status=done");
  for (const id of ids) {
    await page.getByRole("link", { name: id }).waitFor();
    await server().ends(id, "compensated");
  }
  expect((await server().get(later)).status).toBe("parked");
  await page.getByRole("link", { name: "refused (0)" }).click();
  await page.getByText("No instance has this result").waitFor();
  await page.getByRole("link", { name: "Bulk", exact: true }).click();
  await page.locator(`main a[href="${job}"]`).getByText("cancel of 3").waitFor();
});

test("undos that are stuck are resolved together, each with the evidence", async ({ page }) => {
  await server().deploy({ ...definition("order"), saga: "bulk-stuck", retries: { net: { maxAttempts: 2, initial: "50ms", jitter: "none" } },
    compensation: { retry: { maxAttempts: 2, initial: "50ms", jitter: "none" } } });
  const ids: string[] = [];
  for (const order of ["bulk-stuck-1", "bulk-stuck-2"]) ids.push(await refused(server(), "bulk-stuck", order));
  for (const id of ids) await server().ends(id, "stuck");
  await page.goto("instances?saga=bulk-stuck&status=stuck");
  await page.getByRole("button", { name: "Act on all that match…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Action").selectOption("resolve");
  await dialog.getByRole("combobox", { name: "Step" }).fill("charge_card");
  await dialog.getByLabel("It was undone outside").check();
  await dialog.getByLabel(/^Evidence/).fill("refund run 12");
  await dialog.getByRole("button", { name: "Show the plan" }).click();
  await dialog.getByText("2 instances match").waitFor();
  await dialog.getByLabel(/^Reason/).fill("refunded by the bank");
  await dialog.getByRole("button", { name: "Resolve the undo: 2 instances" }).click();
  await page.waitForURL("**/bulk/*");
  await page.getByRole("link", { name: "accepted (2)" }).waitFor();
  for (const id of ids) {
    await server().ends(id, "compensated");
    const { body } = await server().ask(`/v1/instances/${id}/history?limit=200`);
    const resolved = body.items.find((event: { type: string }) => event.type === "UndoResolved");
    expect(resolved).toMatchObject({ evidence: "refund run 12", reason: "refunded by the bank" });
  }
});

test("what destroys much is confirmed by its number", async ({ page }) => {
  await page.goto("instances?saga=crowd");
  const dialog = await plan(page, "terminate", CROWD.toLocaleString("en"));
  const act = dialog.getByRole("button", { name: "Terminate: 10,000 instances" });
  await dialog.getByLabel(/^Reason/).fill("a test");
  await act.click();
  expect(await dialog.getByLabel(/^Type 10000/).evaluate((field: HTMLInputElement) => field.validity.valid)).toBe(false);
  await dialog.getByLabel(/^Type 10000/).fill("1000");
  await act.click();
  expect(await dialog.getByLabel(/^Type 10000/).evaluate((field: HTMLInputElement) => field.validity.valid)).toBe(false);
  expect(page.url()).toContain("saga=crowd");
});

test("a job is stopped, and what is not done is left as it is", async ({ page }) => {
  await page.goto("instances?saga=crowd");
  const dialog = await plan(page, "retry", CROWD.toLocaleString("en"));
  await dialog.getByLabel(/^Reason/).fill("a test");
  await dialog.getByRole("button", { name: "Retry: 10,000 instances" }).click();
  await page.waitForURL("**/bulk/*");
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("heading", { level: 1 }).getByText("stopped").waitFor();
  const { body } = await server().ask(`/v1/bulk/${new URL(page.url()).pathname.split("/").at(-1)}`);
  expect(body.open).toBeGreaterThan(0);
});

test("without a filter nothing is offered for all instances at once", async ({ page }) => {
  await page.goto("instances");
  await page.getByRole("region", { name: /^Instances/ }).waitFor();
  await page.getByText("With a filter, one action for all that match").waitFor();
  expect(await page.getByRole("button", { name: /^Act on all/ }).count()).toBe(0);
});

test("where it is possible for none nothing begins; a result tells what became of the instance since", async ({ page }) => {
  const saga = { saga: "bulk-again", key: "${input.key}", start: "try", states: {
    try: { type: "task", call: "noop", with: { fail: "http.409" }, effect: "none", onExhausted: "park", next: "done" }, done: { type: "succeed" },
  } };
  await server().deploy(saga);
  const id = await server().start("bulk-again", { key: "again-1" });
  await server().ends(id, "parked");
  await page.goto("instances?saga=bulk-again");
  let dialog = await plan(page, "resume", "1");
  await dialog.getByText("It is possible for 0 of 1; 1 would be refused.").waitFor();
  expect(await dialog.getByRole("button", { name: "Resume: 0 of 1 instance" }).isDisabled()).toBe(true);
  await dialog.getByRole("button", { name: "Close" }).click();
  dialog = await plan(page, "retry", "1");
  await dialog.getByText("It is possible for 1 of 1.").waitFor();
  await dialog.getByText("What becomes of the first 1").click();
  await dialog.getByRole("link", { name: "again-1" }).waitFor();
  await dialog.getByLabel(/^Reason/).fill("once more");
  await dialog.getByRole("button", { name: "Retry: 1 instance" }).click();
  await page.waitForURL("**/bulk/*");
  await page.getByRole("link", { name: "accepted (1)" }).waitFor();
  const row = page.getByRole("row").filter({ has: page.getByRole("link", { name: "again-1" }) });
  await row.getByText("accepted").waitFor();
  await row.getByText("parked").waitFor(); // again: the retry was accepted, and failed
  await server().act(id, "cancel", { reason: "enough" });
  await row.getByText("compensated").waitFor();
});
