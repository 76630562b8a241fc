/** The desk: the design on one side, what it leads to on the other. */
import { Form } from "./form/Form";
import { Compare } from "./compare/Compare";
import { Header } from "./Header";
import { KeyPrompt } from "./KeyPrompt";
import { Jobs } from "./jobs/Jobs";
import { Results } from "./results/Results";
import { Trust } from "./trust/Trust";
import { unopened } from "./state/opening";

export function App({ onKey }: { onKey: () => void }) {
  return (
    <>
      <a class="skip" href="#results">
        Skip to the results
      </a>
      <Header />
      <KeyPrompt onKey={onKey} />
      {unopened.value && (
        <p class="refusal" role="alert">
          {unopened.value}
        </p>
      )}
      <main>
        <Form />
        <div id="results" tabIndex={-1}>
          <Results />
          <Compare />
          <Trust />
        </div>
      </main>
      <Jobs />
    </>
  );
}
