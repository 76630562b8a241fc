/** What a study or a search was refused for, in the words of the page. */
import { type Path, Refused } from "../api/client";

/** Parts of a request as the page calls them. */
const PLACES: Readonly<Record<string, string>> = {
  history: "The price file",
  market: "The market",
  levers: "What may be moved",
  parameters: "What may be moved",
  objectives: "What is wanted",
  constraints: "What has to hold",
  base: "The design",
  a: "The other design",
  b: "The design",
  buckets: "The table",
  token: "The token",
};

/** The first objection; the service's own sentence where it names no field. */
export function objectionTo(error: unknown): string {
  const [first] = error instanceof Refused ? error.fields : [];
  if (first === undefined) return error instanceof Error ? error.message : String(error);
  if (first.type.endsWith("_over_budget")) return `It would take too much: ${first.message}.`;
  return `${placeWords(first.path)} ${first.message}.`;
}

/** The price file, in its close 3: the entry is counted, its fields are not named. */
function placeWords(path: Path): string {
  const [part = "", ...rest] = path;
  const entry = rest.find((step) => typeof step === "number");
  const place = PLACES[part] ?? String(part);
  return typeof entry === "number" && part !== "base" ? `${place}, ${part === "history" ? "close" : "number"} ${entry + 1},` : place;
}
