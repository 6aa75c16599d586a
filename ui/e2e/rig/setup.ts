// Once for all journeys: participants, an engine with its sagas, and a browser.
import { chromium } from "playwright-core";
import { type TestProject } from "vitest/node";
import { chromiumPath, Engine, Participants } from "./processes";
import { seed, type Seeded } from "./seed";
import { Server } from "./server";

declare module "vitest" {
  interface ProvidedContext {
    server: string;
    participants: string;
    browser: string;
    seeded: Seeded;
  }
}

// With its sandbox where the system lets it have one.
async function startBrowser() {
  const options = { executablePath: chromiumPath(), args: ["--disable-dev-shm-usage"], timeout: 120_000 };
  try {
    return await chromium.launchServer({ ...options, chromiumSandbox: true });
  } catch {
    console.log("Chromium cannot have its sandbox here and runs without.");
    return chromium.launchServer({ ...options, chromiumSandbox: false });
  }
}

export default async function setup(project: TestProject) {
  const participants = await Participants.start("participants");
  const engine = new Engine("main", participants.url);
  const [browser] = await Promise.all([startBrowser(), engine.start()]);
  project.provide("server", engine.url);
  project.provide("participants", participants.url);
  project.provide("browser", browser.wsEndpoint());
  const stop = async () => {
    await browser.close();
    await engine.stop();
    await participants.stop();
  };
  try {
    project.provide("seeded", await seed(new Server(engine.url, participants.url)));
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
