/** How many holders get how much. */
import * as Plot from "@observablehq/plot";
import { PlainChart } from "../charts/PlainChart";
import { plotted } from "../charts/draw";
import { tick, withUnit } from "../charts/format";
import { colour } from "../charts/palette";
import type { Schemas } from "../api/client";
import { isDark } from "../state/view";

interface Bin {
  low: number;
  high: number;
  holders: number;
}

export function HolderSizes({ sizes }: { sizes: Schemas["HolderSizes"] }) {
  const { edges_tokens: edges, holders } = sizes.histogram;
  const bins = holders.map((count, index): Bin => ({ low: edges[index] ?? 0, high: edges[index + 1] ?? 0, holders: count }));
  if (bins.length === 0) return null;
  return (
    <PlainChart
      id="sizes"
      title="Sizes of holders"
      unit="holders"
      caption="How many holders get how many tokens in all; each bar is as many times larger as the last."
      words={`${withUnit(sizes.num_holders, "holders")} share ${withUnit(sizes.total_tokens, "tokens")}.`}
      table={{
        head: "Tokens",
        columns: [{ label: "holders", unit: "" }],
        rows: bins.map(({ low, high, holders: count }) => ({ name: `${tick(low, "")} to ${tick(high, "")}`, values: [count] })),
      }}
      draw={(width) => picture(bins, width)}
      causes={[sizes]}
    />
  );
}

function picture(bins: Bin[], width: number) {
  return plotted({
    width,
    height: 220,
    x: { type: "log", label: "tokens a holder gets", labelAnchor: "center", ticks: 6, tickFormat: (value: number) => tick(value, "tokens") },
    y: { label: null, grid: true, ticks: 5, tickFormat: (value: number) => tick(value, "") },
    marginBottom: 34,
    marks: [Plot.rectY(bins, { x1: "low", x2: "high", y: "holders", fill: colour(0, isDark.value), fillOpacity: 0.75, inset: 0.5 }), Plot.ruleY([0])],
  });
}
