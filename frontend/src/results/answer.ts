/** The answer to the page's question in a sentence, read off the run in the workspace. */
import { cliffWords, largestCliff } from "../charts/events";
import { withUnit } from "../charts/format";
import { monthOf } from "../charts/months";
import type { Run } from "../state/runs";
import { isAsPublished, origin } from "../state/draft";
import { aroundCliff, signed } from "./figures";

export function answerOf(run: Run): string {
  const { initial_price: start, final_price: end, price_change_pct: change } = run.results.summary;
  const last = run.results.global_metrics.length - 1;
  const way = `From ${withUnit(start, "$", 3)} to ${withUnit(end, "$", 3)} (${signed(change)}) by ${monthOf(run.results, last)}.`;
  return `${cliffSentence(run)} ${way}`.trim();
}

function cliffSentence(run: Run): string {
  const [cliff, around] = [largestCliff(run), aroundCliff(run)];
  if (cliff === undefined || around === undefined) return "Nothing unlocks in a cliff after the launch.";
  const [before, after] = [around.before, around.after].map((price) => withUnit(price, "$", 3));
  const moved = signed(100 * (around.after / around.before - 1));
  return `The largest cliff is ${cliffWords(run, cliff)}: the price is ${before} in the month before it and ${after} three months after, ${moved}.`;
}

/** What to look at: the library's own sentence as long as the design is the library's, else what the run says. */
export function lookAt(run: Run): string {
  return isAsPublished.value && origin.value ? origin.value.look_at : answerOf(run);
}
