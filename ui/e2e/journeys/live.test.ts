// Changes come over the stream, and all tabs of a browser share one.
import { expect, inject } from "vitest";
import { openPage, server } from "../rig/page";
import { test } from "vitest";

const openStreams = async (): Promise<number> => (await server().ask("/v1/system")).body.node.openStreams;

test("many tabs share one stream, and every one of them is told", async () => {
  const id = await server().order("order", "live-1");
  await server().waits(id, "event");
  await openPage({}, async (first) => {
    const before = await openStreams();
    const pages = [first];
    for (let more = 0; more < 7; more += 1) pages.push(await first.context().newPage());
    await Promise.all(pages.map((page) => page.goto(`${inject("server")}/ui/instances/${id}`)));
    await Promise.all(pages.map((page) => page.getByRole("heading", { level: 1 }).getByText("running").waitFor()));
    expect(await openStreams()).toBeLessThanOrEqual(before + 1);
    await server().event("shipment.shipped", "live-1", { tracking: "T" });
    await Promise.all(pages.map((page) => page.getByRole("heading", { level: 1 }).getByText("completed").waitFor()));
  });
});
