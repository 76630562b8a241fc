/** What a price chart points at: unlocks by name, the start price, the worst fall. */
import * as Plot from "@observablehq/plot";
import type { Marked } from "./events";
import { alarm } from "./palette";

/** Room for a line of names above the picture, and how wide a letter of them is. */
export const ROW = 14;
const LETTER = 6;

/** Where the months begin and end in a picture. */
const LEFT = 52;
const RIGHT = 30;

interface Room {
  last: number;
  width: number;
}

/** How many lines of names stand above the picture. */
export function rowsOf(marked: Marked, room: Room): number {
  return Math.max(0, ...namesOf(marked, room).map(({ row }) => row + 1));
}

/** In which line above the picture each name stands, so that none runs into another, and on which side of its month. */
function namesOf({ events }: Marked, { last, width }: Room) {
  const place = (month: number) => LEFT + ((width - LEFT - RIGHT) * month) / Math.max(last, 1);
  const ends: number[] = [];
  return events.map(({ month, label }) => {
    const size = LETTER * label.length + 8;
    const anchor = place(month) + size > width ? "end" : "start";
    const left = anchor === "end" ? place(month) - size : place(month);
    const free = ends.findIndex((end) => end <= left);
    const row = free < 0 ? ends.length : free;
    ends[row] = left + size;
    return { month, label, row, anchor } as const;
  });
}

/** All of it, to be drawn behind the lines, so that none is covered. */
export function annotations(marked: Marked, { dark, ...room }: Room & { dark: boolean }): Plot.Markish[] {
  return [...fallMarks(marked, alarm(dark)), ...levelMarks(marked), ...eventMarks(marked, room)];
}

function fallMarks({ fall }: Marked, ink: string): Plot.Markish[] {
  if (!fall) return [];
  const middle = (fall.from + fall.to) / 2;
  return [
    Plot.rectX([fall], { className: "fall", x1: "from", x2: "to", fill: ink, fillOpacity: 0.07 }),
    Plot.text([fall.label], { className: "fall", x: middle, frameAnchor: "bottom", dy: -4, fill: ink }),
  ];
}

function levelMarks({ level }: Marked): Plot.Markish[] {
  return [
    Plot.ruleY([level.value], { className: "start", strokeOpacity: 0.6, strokeDasharray: "1 3" }),
    Plot.text([level], { className: "start", y: "value", text: "label", frameAnchor: "right", textAnchor: "end", dy: -6, fillOpacity: 0.8 }),
  ];
}

function eventMarks(marked: Marked, room: Room): Plot.Markish[] {
  const names = namesOf(marked, room).map(({ month, label, row, anchor }) =>
    Plot.text([label], { className: "event", x: month, frameAnchor: "top", lineAnchor: "bottom", textAnchor: anchor, dy: -ROW * row - 2, dx: anchor === "end" ? -3 : 3 }),
  );
  return [Plot.ruleX(marked.events, { className: "event", x: "month", strokeOpacity: 0.45, insetTop: -4 }), ...names];
}
