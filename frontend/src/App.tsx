/** The desk: the design on one side, what it leads to on the other. */
import { Form } from "./form/Form";
import { Compare } from "./compare/Compare";
import { Header } from "./Header";
import { KeyPrompt } from "./KeyPrompt";
import { Jobs } from "./jobs/Jobs";
import { Results } from "./results/Results";

export function App({ onKey }: { onKey: () => void }) {
  return (
    <>
      <a class="skip" href="#results">
        Skip to the results
      </a>
      <Header />
      <KeyPrompt onKey={onKey} />
      <main>
        <Form />
        <div id="results" tabIndex={-1}>
          <Results />
          <Compare />
        </div>
      </main>
      <Jobs />
    </>
  );
}
