/** What a study warns of, a sentence each. */
import { sentence } from "../form/fieldMessages";

export function Warnings({ warnings }: { warnings: readonly string[] }) {
  return (
    <>
      {warnings.map((words) => (
        <p key={words} class="careful">
          {sentence(words)}
        </p>
      ))}
    </>
  );
}
