/** Paper has a report of its own, and is light whatever the screen is: both are drawn before the browser takes its picture. */
import { options } from "preact";
import { drawAll } from "../charts/drawQueue";
import { asksForDark, isDark, isPaper } from "../state/view";

export function followPrinting(): void {
  window.addEventListener("beforeprint", () => show(true));
  window.addEventListener("afterprint", () => show(false));
  window.matchMedia("print").addEventListener("change", ({ matches }) => show(matches));
}

/** Render and draw within the event: the browser prints what stands when its handlers have returned. */
function show(paper: boolean): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- kept and put back, never called
  const patient = options.debounceRendering;
  options.debounceRendering = (render) => render();
  isDark.value = !paper && asksForDark();
  isPaper.value = paper;
  drawAll();
  if (patient) options.debounceRendering = patient;
  else delete options.debounceRendering;
}
