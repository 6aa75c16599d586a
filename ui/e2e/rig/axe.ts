// axe on the page as it stands. It comes in through the debugger: the page's own policy lets no
// other script in.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RUN = `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] })
  .then(({ violations }) => violations.map(({ id, nodes }) =>
    id + " (" + nodes.length + "): " + nodes[0].html.slice(0, 200) + " " + nodes[0].failureSummary))`;

export async function axe(page: Page): Promise<string[]> {
  const debug = await page.context().newCDPSession(page);
  const evaluate = async (expression: string) => {
    const { result, exceptionDetails } = await debug.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  await evaluate(`if (window.axe === undefined) { ${source} }`);
  const found = (await evaluate(RUN)) as string[];
  await debug.detach();
  return found;
}
