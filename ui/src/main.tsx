import { render } from "preact";
import { startStream } from "./live/stream";
import { startRouter } from "./shell/router";
import { Shell } from "./shell/shell";

startRouter();
startStream();
const app = document.getElementById("app");
if (app !== null) {
  app.replaceChildren();
  render(<Shell />, app);
}
