import { plot, type PlotOptions } from "@observablehq/plot";

import "./plot.css";

/**
 * The chart, not yet on the page.
 *
 * Without the style sheet Plot writes into each chart: the page's policy allows no inline one. Its rules are in
 * plot.css, which a test compares with what Plot writes.
 */
export function draw(options: PlotOptions): SVGSVGElement | HTMLElement {
  const chart = plot({ ...options, className: "plot" });
  for (const sheet of chart.querySelectorAll("style")) sheet.remove();
  return chart;
}
