/** How unequally tokens are spread over holders. */
import * as Plot from "@observablehq/plot";
import { PlainChart } from "../charts/PlainChart";
import { plotted } from "../charts/draw";
import { withUnit } from "../charts/format";
import { colour, dash } from "../charts/palette";
import type { Schemas } from "../api/client";
import type { Run } from "../state/runs";
import { isDark } from "../state/view";
import { HolderSizes } from "./HolderSizes";

type Sizes = Schemas["HolderSizes"];

export function Holders({ run }: { run: Run }) {
  const { allocated, at_end: end } = run.results.holders;
  const curves = [
    { label: "all they get", sizes: allocated },
    { label: "left at the end", sizes: end },
  ].flatMap(({ label, sizes }) => (sizes ? [{ label, sizes }] : []));
  if (curves.length === 0) return null;
  const columns = curves.map(({ label }) => ({ label, unit: "%" as const }));
  return (
    <>
      <PlainChart
        id="holders"
        title="Who holds how much"
        unit="%"
        caption="Lorenz curve: the poorest so many per cent of the holders have so many per cent of the tokens. The straight line would be equality."
        words={curves.map(words).join(" ")}
        table={{ head: "Poorest holders", columns, rows: rows(curves.map(({ sizes }) => sizes)) }}
        draw={(width) => picture(curves, width)}
        causes={[run.results.holders]}
      />
      {allocated && <HolderSizes sizes={allocated} />}
    </>
  );
}

function words({ label, sizes }: { label: string; sizes: Sizes }): string {
  return `Of ${label}: Gini coefficient ${withUnit(sizes.gini, "")} over ${withUnit(sizes.num_holders, "holders")}.`;
}

function rows(sizes: readonly Sizes[]) {
  const share = sizes[0]?.lorenz.holders_pct ?? [];
  return share.map((holders, index) => ({
    name: withUnit(holders, "%"),
    values: sizes.map(({ lorenz }) => lorenz.tokens_pct[index] ?? null),
  }));
}

function picture(curves: readonly { label: string; sizes: Sizes }[], width: number) {
  return plotted({
    width,
    height: 220,
    x: { label: "% of holders, poorest first", domain: [0, 100], labelAnchor: "center" },
    y: { label: "% of tokens", domain: [0, 100], grid: true, ticks: 5 },
    marginBottom: 34,
    marginTop: 22,
    marks: [
      Plot.link([0], { x1: 0, y1: 0, x2: 100, y2: 100, strokeOpacity: 0.4 }),
      ...curves.flatMap(({ label, sizes }, index) => {
        const { holders_pct: x, tokens_pct: y } = sizes.lorenz;
        const stroke = colour(index, isDark.value);
        return [
          Plot.line(x, { x, y, stroke, strokeWidth: 2.25, strokeDasharray: dash(index) }),
          Plot.text([label], { x: 4, y: 90 - 12 * index, textAnchor: "start", fill: stroke, fontSize: 12 }),
        ];
      }),
    ],
  });
}
