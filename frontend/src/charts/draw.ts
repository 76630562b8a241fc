/** A chart as SVG, drawn by Observable Plot. */
import * as Plot from "@observablehq/plot";
import { type Unit, tick } from "./format";
import { colour, dash } from "./palette";
import type { Line, Overlay } from "./series";

export interface Picture {
  kind: "lines" | "stack" | "bars";
  unit: Unit;
  lines: readonly Line[];
  /** Lines over them. */
  over: readonly Overlay[];
  /** Runs kept or pinned: one thin line each. */
  behind: readonly Line[];
  logarithmic: boolean;
  shares: boolean;
  width: number;
  height: number;
  dark: boolean;
  /** The name of a month, for the axis. */
  month: (index: number) => string;
}

export type Drawn = (SVGSVGElement | HTMLElement) & { scale: (name: "x") => Plot.Scale | undefined };

interface Point {
  month: number;
  value: number | null;
  line: string;
}

/** A chart over months. */
export function draw(picture: Picture): Drawn {
  return plotted(options(picture));
}

/**
 * Plot's own style element is taken out: the page's policy forbids inline styles, and its sheet has the rules. What the
 * picture shows is said in words beside it, so that it is hidden from those who listen.
 */
export function plotted(described: Plot.PlotOptions): Drawn {
  const drawn = Plot.plot({ className: "plot", marginLeft: 52, marginRight: 30, marginTop: 10, marginBottom: 26, ...described }) as Drawn;
  drawn.querySelectorAll("style").forEach((style) => style.remove());
  drawn.setAttribute("aria-hidden", "true");
  return drawn;
}

function options(picture: Picture): Plot.PlotOptions {
  const { width, height, unit, logarithmic, shares } = picture;
  const last = Math.max(...[...picture.lines, ...picture.behind].map((line) => line.values.length - 1), 1);
  return {
    width,
    height,
    x: { domain: picture.kind === "bars" ? [-0.6, last + 0.6] : [0, last], label: null, ...axisOfMonths(last, width, picture.month) },
    y: {
      type: logarithmic ? "log" : "linear",
      label: null,
      grid: true,
      ticks: 5,
      tickFormat: (value: number) => tick(value, shares ? "share" : unit),
      ...(logarithmic ? {} : { zero: true, nice: true }),
    },
    marks: [...marks(picture), ...picture.over.map(overMark), ...thinLines(picture)],
  };
}

function axisOfMonths(last: number, width: number, month: (index: number) => string) {
  const room = Math.max(2, Math.floor(width / 90));
  const step = [1, 2, 3, 6, 12, 24, 36, 48, 60].find((months) => last / months <= room) ?? 120;
  const ticks = Array.from({ length: Math.floor(last / step) + 1 }, (_, index) => index * step);
  return { ticks, tickFormat: month };
}

function marks(picture: Picture): Plot.Markish[] {
  if (picture.kind === "lines") return picture.lines.flatMap((line, index) => lineMarks(picture, line, index));
  const points = picture.lines.flatMap(pointsOf);
  const stacked = { y: "value", fill: (point: Point) => fillOf(picture, point.line), z: "line" } as const;
  const offset = picture.shares ? ("normalize" as const) : null;
  if (picture.kind === "stack") return [Plot.areaY(points, Plot.stackY({ offset }, { x: "month", fillOpacity: 0.85, ...stacked }))];
  const bars = { x1: (point: Point) => point.month - 0.4, x2: (point: Point) => point.month + 0.4 };
  return [Plot.rectY(points, Plot.stackY({ offset }, { ...bars, ...stacked, x: "month" })), Plot.ruleY([0])];
}

function lineMarks({ dark }: Picture, line: Line, index: number): Plot.Markish[] {
  const bands = line.bands.map((band) =>
    Plot.areaY(band.low, { x: (_: number, month: number) => month, y1: band.low, y2: band.high, fill: colour(index, dark), fillOpacity: 0.2 }),
  );
  const drawn = Plot.lineY(line.values, {
    x: (_: number, month: number) => month,
    stroke: colour(line.ink ?? index, dark),
    strokeWidth: 2.25,
    ...(index > 0 ? { strokeDasharray: dash(index) } : {}),
  });
  return [...bands, drawn];
}

/** A line over the others, in the colour of text: of round dots, or plain. */
function overMark({ values, style }: Overlay): Plot.Markish {
  return Plot.lineY(values, {
    className: `over-${style}`,
    x: (_: number, month: number) => month,
    stroke: "currentColor",
    strokeLinecap: "round",
    ...(style === "dotted" ? { strokeWidth: 3, strokeDasharray: "0.1 5.5" } : { strokeWidth: 1.75 }),
  });
}

/** Kept and pinned runs: thin, in colours of their own, dashed apart. */
function thinLines({ behind, dark, shares }: Picture): Plot.Markish[] {
  if (shares) return [];
  return behind.map((line, index) =>
    Plot.lineY(line.values, {
      x: (_: number, month: number) => month,
      stroke: index === 0 ? "currentColor" : colour(index, dark),
      strokeOpacity: index === 0 ? 0.55 : 1,
      strokeWidth: 1.1,
      strokeDasharray: dash(index + 1),
    }),
  );
}

function pointsOf(line: Line): Point[] {
  return line.values.map((value, month) => ({ month, value, line: line.label }));
}

function fillOf({ lines, dark }: Picture, label: string): string {
  const index = lines.findIndex((line) => line.label === label);
  return colour(lines[index]?.ink ?? index, dark);
}
