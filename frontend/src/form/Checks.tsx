/** What the service says about the design as a whole: what stops it, what to know, what it costs. */
import type { Schemas } from "../api/client";
import { withUnit } from "../charts/format";
import { report } from "../state/live";
import { type Message, advice, goTo, objections, sentence } from "./fieldMessages";

export function Checks() {
  const placed = objections.value.filter(({ owner }) => owner !== undefined);
  const homeless = objections.value.filter(({ owner }) => owner === undefined);
  return (
    <div class="checks">
      {homeless.length > 0 && (
        <ul class="wrong" role="alert">
          {homeless.map((message) => (
            <li key={message.key}>{sentence(message.words)}</li>
          ))}
        </ul>
      )}
      {placed.length > 0 && <ToChange messages={placed} />}
      <Advice messages={advice.value} />
      <Cost estimate={report.value?.estimate} />
    </div>
  );
}

function ToChange({ messages }: { messages: readonly Message[] }) {
  const first = messages[0]?.owner ?? "";
  return (
    <p class="wrong">
      {messages.length === 1 ? "One field has to change. " : `${messages.length} fields have to change. `}
      <button type="button" class="plain" onClick={() => goTo(first)}>
        Go to {messages.length === 1 ? "it" : "the first"}
      </button>
    </p>
  );
}

function Advice({ messages }: { messages: readonly Message[] }) {
  if (messages.length === 0) return null;
  return (
    <details class="advice">
      <summary>
        <span class="careful">{messages.length === 1 ? "1 design check" : `${messages.length} design checks`}</span>{" "}
        <span class="state">worth knowing; none stops the run</span>
      </summary>
      <ul>
        {messages.map(({ key, text, owner }) => (
          <li key={key + text}>
            {sentence(text)}{" "}
            {owner !== undefined && (
              <button type="button" class="plain" aria-label={`Go to the field: ${text}`} onClick={() => goTo(owner)}>
                Go to the field
              </button>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What nobody notices is not worth a word. */
const LEAST_SECONDS = 0.1;
const LEAST_MB = 10;

function Cost({ estimate }: { estimate: Schemas["EstimateResponse"] | null | undefined }) {
  if (!estimate) return null;
  const { agents, months, seconds, memory_mb: memory, trials } = estimate;
  const size = [`${withUnit(agents, "")} agents`, withUnit(months, "months"), ...(trials > 1 ? [withUnit(trials, "trials")] : [])];
  return (
    <p class="cost">
      {size.join(" × ")}
      {(seconds >= LEAST_SECONDS || memory >= LEAST_MB) && `: about ${roughly(seconds)} s and ${roughly(memory)} MB`}
    </p>
  );
}

/** An estimate's first two digits: it knows no more. */
function roughly(value: number): string {
  return withUnit(Number(value.toPrecision(2)), "");
}
