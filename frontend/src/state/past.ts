/** The prices that real tokens had, for as long as the design on the desk is that token's. */
import { effect, signal } from "@preact/signals";
import { type Draft, type Schemas, service } from "../api/client";
import { at, draft, origin, source } from "./draft";
import { scenarios } from "./library";
import { nameOf } from "./runs";

type Token = Schemas["ScenarioDetail"];

const START = ["token", "start_date"];

/** Tokens of the library by their name; also those that a link, a file or a job has brought. */
const known = signal<ReadonlyMap<string, Token>>(new Map());

/** Learn the past of the token on the desk, as soon as one of the library has its name. */
export function followToken(): () => void {
  return effect(() => {
    if (origin.value) learn(origin.value);
    const name = nameOf(draft.value ?? {});
    const head = scenarios.value.find((scenario) => scenario.kind === "token" && scenario.name === name);
    if (head && !known.peek().has(name)) void service.scenario(head.id).then(learn, () => undefined);
  });
}

function learn(token: Token): void {
  known.value = new Map(known.peek()).set(nameOf(token.request), token);
}

/** The monthly closes of the token a design is about; none once its name or its start is another. */
export function pastOf(design: Draft): readonly Schemas["HistoryMonth"][] | undefined {
  const [name, start, given] = [nameOf(design), at(START, design), source.value.past];
  if (given?.name === name && given.start === start) return given.months;
  const token = known.value.get(name);
  return token && start === at(START, token.request) ? (token.history ?? undefined) : undefined;
}
