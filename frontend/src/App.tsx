/** The page: the design on one side, what it leads to on the other, each scrolling by itself. */
import { render } from "preact";
import { Compare } from "./compare/Compare";
import { Header } from "./Header";
import { Jobs } from "./jobs/Jobs";
import { LinkedJob } from "./jobs/LinkedJob";
import { KeyPrompt } from "./KeyPrompt";
import { PaperReport } from "./report/PaperReport";
import { followPrinting } from "./report/paper";
import { Results } from "./results/Results";
import { unopened } from "./state/opening";
import { LiveToken } from "./tables/LiveToken";
import { PasteTable } from "./tables/PasteTable";
import { Trust } from "./trust/Trust";
import { DesignPane } from "./workspace/DesignPane";
import { Notice } from "./workspace/Notice";

/** Put the page in its place; `onKey` is called once a service that is not open to everyone has been given its key. */
export function show(page: Element, onKey: () => void): void {
  followPrinting();
  render(<App onKey={onKey} />, page);
}

function App({ onKey }: { onKey: () => void }) {
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
