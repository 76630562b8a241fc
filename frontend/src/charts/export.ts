/** Charts and tables as files. */
import type { Table } from "./TableView";

const SCALE = 2;

export function save(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Every number in full, as the server gave it. */
export function saveCsv(table: Table, name: string): void {
  const lines = [
    [table.head, ...table.columns.map(({ label, unit }) => (unit === "" ? label : `${label} (${unit === "points" ? "log points" : unit})`))],
    ...table.rows.map((row) => [row.name, ...row.values.map((value) => (value === null ? "" : String(value)))]),
  ];
  save(`${name}.csv`, new Blob([lines.map((cells) => cells.map(quoted).join(",")).join("\n") + "\n"], { type: "text/csv" }));
}

/** A cell; a name that a spreadsheet would take for a formula is marked as text. */
function quoted(cell: string): string {
  const text = /^[=+@\t\r-]/.test(cell) && Number.isNaN(Number(cell)) ? `'${cell}` : cell;
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function saveSvg(svg: SVGSVGElement, name: string): void {
  save(`${name}.svg`, standalone(svg));
}

export function savePng(svg: SVGSVGElement, name: string): void {
  const image = new Image();
  const address = URL.createObjectURL(standalone(svg));
  image.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = SCALE * svg.clientWidth;
    canvas.height = SCALE * svg.clientHeight;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(address);
    canvas.toBlob((content) => content && save(`${name}.png`, content), "image/png");
  };
  image.src = address;
}

/** The picture with what it takes from the page: background, colour and font. */
function standalone(svg: SVGSVGElement): Blob {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const style = getComputedStyle(svg);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("color", style.color);
  copy.setAttribute("font-family", "system-ui, sans-serif");
  copy.setAttribute("font-size", "10");
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
  copy.prepend(ground);
  return new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" });
}
