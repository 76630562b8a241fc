/** A chart as SVG, drawn by Observable Plot. */
import * as Plot from "@observablehq/plot";
import { type Unit, tick } from "./format";
import { ROW, annotations, rowsOf } from "./annotations";
import type { Marked } from "./events";
import { colour, dash } from "./palette";
import type { Line, Overlay } from "./series";

export interface Picture {
  kind: "lines" | "stack" | "bars";
  unit: Unit;
  lines: readonly Line[];
  /** Lines over them. */
  over: readonly Overlay[];
  /** What it points at. */
  marked?: Marked | undefined;
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
  const { width, height, unit, logarithmic, shares, marked } = picture;
  const last = lastMonth(picture);
  const inBars = isInBars(picture, last);
  return {
    width,
    height,
    marginTop: marked && marked.events.length > 0 ? 12 + ROW * rowsOf(marked, { last, width }) : 10,
    x: { domain: inBars ? [-0.6, last + 0.6] : [0, Math.max(last, 1)], label: null, ...axisOfMonths(last, width, picture.month) },
    y: {
      type: logarithmic ? "log" : "linear",
      label: null,
      grid: true,
      ticks: 5,
      tickFormat: (value: number) => tick(value, shares ? "share" : unit),
      ...(logarithmic ? {} : { zero: true, nice: true }),
      ...(picture.over.some(({ style }) => style === "faint") ? { domain: ownDomain(picture) } : {}),
    },
    marks: [...(marked ? annotations(marked, { last, width, dark: picture.dark }) : []), ...marks(picture, inBars), ...picture.over.map(overMark), ...thinLines(picture)],
  };
}

function lastMonth({ lines, behind }: Picture): number {
  return Math.max(...[...lines, ...behind].map((line) => line.values.length - 1), 0);
}

/** One month alone is no line and no area. */
function isInBars({ kind }: Picture, last: number): boolean {
  return kind === "bars" || (kind === "stack" && last === 0);
}

/** What the chart is about, without the faint line: that may leave the picture. */
function ownDomain({ lines, over, behind, logarithmic, marked }: Picture): [number, number] {
  const shown = [...lines, ...behind, ...over.filter(({ style }) => style !== "faint")];
  const values = shown.flatMap((line) => [...line.values, ...line.bands.flatMap(({ low, high }) => [...low, ...high])]);
  const known = [...values, marked?.level.value ?? null].filter((value) => value !== null && Number.isFinite(value) && (!logarithmic || value > 0)) as number[];
  return [logarithmic ? Math.min(...known) : 0, Math.max(...known)];
}

function axisOfMonths(last: number, width: number, month: (index: number) => string) {
  const room = Math.max(2, Math.floor(width / 90));
  const step = [1, 2, 3, 6, 12, 24, 36, 48, 60].find((months) => last / months <= room) ?? 120;
  const ticks = Array.from({ length: Math.floor(last / step) + 1 }, (_, index) => index * step);
  return { ticks, tickFormat: month };
}

function marks(picture: Picture, inBars: boolean): Plot.Markish[] {
  if (picture.kind === "lines") return picture.lines.flatMap((line, index) => lineMarks(picture, line, index));
  const points = picture.lines.flatMap(pointsOf);
  const stacked = { y: "value", fill: (point: Point) => fillOf(picture, point.line), z: "line" } as const;
  const offset = picture.shares ? ("normalize" as const) : null;
  if (!inBars) return [Plot.areaY(points, Plot.stackY({ offset }, { x: "month", fillOpacity: 0.85, ...stacked }))];
  const bars = { x1: (point: Point) => point.month - 0.4, x2: (point: Point) => point.month + 0.4 };
  return [Plot.rectY(points, Plot.stackY({ offset }, { ...bars, ...stacked, x: "month" })), Plot.ruleY([0])];
}

const byMonth = { x: (_: number, month: number) => month };

function lineMarks({ dark }: Picture, line: Line, index: number): Plot.Markish[] {
  const stroke = colour(line.ink ?? index, dark);
  const bands = line.bands.map((band) => Plot.areaY(band.low, { ...byMonth, y1: band.low, y2: band.high, fill: stroke, fillOpacity: 0.2 }));
  const median = line.median ? [Plot.lineY(line.median, { ...byMonth, className: "median", stroke, strokeWidth: 1.25, strokeDasharray: "3 2" })] : [];
  const dashes = index > 0 ? { strokeDasharray: dash(index) } : {};
  const drawn = Plot.lineY(line.values, { ...byMonth, stroke, strokeWidth: 2.25, ...dashes });
  const alone = line.values.length === 1 ? [Plot.dot(line.values, { ...byMonth, y: (value: number) => value, fill: stroke, r: 4 })] : [];
  return [...bands, ...alone, drawn, ...median];
}

/** How a line over the others is drawn. */
export const OVER = {
  dotted: { strokeWidth: 3, strokeDasharray: "0.1 5.5" },
  solid: { strokeWidth: 1.75 },
  faint: { strokeWidth: 1.25, strokeOpacity: 0.35, clip: true },
} as const;

/** A line over the others, in the colour of text: of round dots, plain, or faint. */
function overMark({ values, style }: Overlay): Plot.Markish {
  return Plot.lineY(values, { className: `over-${style}`, ...byMonth, stroke: "currentColor", strokeLinecap: "round", ...OVER[style] });
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
