/** The page: the design on one side, what it leads to on the other, each scrolling by itself. */
import { Compare } from "./compare/Compare";
import { Header } from "./Header";
import { Jobs } from "./jobs/Jobs";
import { LinkedJob } from "./jobs/LinkedJob";
import { KeyPrompt } from "./KeyPrompt";
import { PaperReport } from "./report/PaperReport";
import { Results } from "./results/Results";
import { unopened } from "./state/opening";
import { LiveToken } from "./tables/LiveToken";
import { PasteTable } from "./tables/PasteTable";
import { Trust } from "./trust/Trust";
import { DesignPane } from "./workspace/DesignPane";
import { Notice } from "./workspace/Notice";

export function App({ onKey }: { onKey: () => void }) {
  return (
    <>
      <a class="skip" href="#results">
        Skip to the results
      </a>
      <Header />
      <div class="notices">
        <KeyPrompt onKey={onKey} />
        {unopened.value && (
          <p class="refusal" role="alert">
            {unopened.value}
          </p>
        )}
        <LinkedJob />
        <Notice />
      </div>
      <main>
        <DesignPane />
        <div id="results" tabIndex={-1}>
          <Results />
          <Compare />
          <Trust />
        </div>
      </main>
      <Jobs />
      <PasteTable />
      <LiveToken />
      <PaperReport />
    </>
  );
}
