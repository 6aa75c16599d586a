import { render } from "preact";
import { startRouter } from "./shell/router";
import { Shell } from "./shell/shell";

startRouter();
const app = document.getElementById("app");
if (app !== null) {
  app.replaceChildren();
  render(<Shell />, app);
}
