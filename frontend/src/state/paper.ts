/** Paper is light, whatever the screen is: charts are drawn again for it before the browser takes its picture. */
import { options } from "preact";
import { drawAll } from "../charts/drawQueue";
import { asksForDark, isDark } from "./view";

export function followPrinting(): void {
  window.addEventListener("beforeprint", () => show(false));
  window.addEventListener("afterprint", () => show(asksForDark()));
}

/** Render and draw within the event: the browser prints what stands when its handlers have returned. */
function show(dark: boolean): void {
  const patient = options.debounceRendering;
  options.debounceRendering = (render) => render();
  isDark.value = dark;
  drawAll();
  if (patient) options.debounceRendering = patient;
  else delete options.debounceRendering;
}
