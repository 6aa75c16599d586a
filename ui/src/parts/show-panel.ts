// On narrow screens a panel stands below what it was opened from, out of sight.
export function showPanel(): void {
  if (matchMedia("(max-width: 900px)").matches) document.querySelector("main .panel")?.scrollIntoView({ block: "start" });
}
