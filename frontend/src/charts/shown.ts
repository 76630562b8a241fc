/** What of a chart over months there is to see: on the screen and on paper alike. */
import type { Run } from "../state/runs";
import type { MonthlyChart } from "./monthly";
import type { Line } from "./series";

/** The lines that are ever anything but zero; the first one in any case. */
export function shownLines(chart: MonthlyChart, run: Run): Line[] {
  return chart.lines(run).filter(({ values }, index) => index === 0 || values.some((value) => value !== 0));
}

/** The one line another run leaves, without its bands: before and after are paths of one kind. */
export function lineBehind(chart: MonthlyChart, run: Run): Line {
  return { ...chart.behind(run), bands: [], median: undefined, label: run.label };
}
