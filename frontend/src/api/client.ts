/** The service's HTTP, typed by its own OpenAPI description. Every refusal becomes a `Refused`. */
import type { components } from "./schema";

export type Schemas = components["schemas"];
export type Results = Schemas["SimulationResponse"];
export type TrialResults = Schemas["MonteCarloResponse"];
export type Job = Schemas["JobStatusResponse"];

/** A request as it is being written: whatever the designer has typed so far, right or wrong. */
export type Draft = { [name: string]: unknown };

/** Where a value stands in a request: the `loc` of an error without its leading "body". */
export type Path = readonly (string | number)[];

export interface FieldProblem {
  path: Path;
  message: string;
  type: string;
}

const PREFIX = "/api/v2/abm";

/** What the service said no to, in its own sentence, and the fields it named. */
export class Refused extends Error {
  readonly fields: FieldProblem[];

  constructor(
    readonly status: number,
    problem: Partial<Schemas["Problem"]>,
  ) {
    super(problem.detail ?? `The service answered ${status}.`);
    this.fields = (problem.errors ?? []).map((error) => ({ path: pathOf(error.loc), message: error.msg, type: error.type }));
  }
}

/** The service could not be reached at all. */
export class Unreachable extends Error {
  constructor() {
    super("The service cannot be reached. It may have been stopped; the page tries again with your next change.");
  }
}

export function pathOf(loc: readonly (string | number)[]): Path {
  return loc[0] === "body" ? loc.slice(1) : loc;
}

export function pathKey(path: Path): string {
  return path.join(".");
}

async function ask<Answer>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Answer> {
  const response = await fetch(path.startsWith("/") ? path : `${PREFIX}/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
    ...(signal ? { signal } : {}),
  }).catch((error: unknown) => {
    throw signal?.aborted ? error : new Unreachable();
  });
  const answer: unknown = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status, answer as Partial<Schemas["Problem"]>);
  return answer as Answer;
}

export const service = {
  scenarios: () => ask<Schemas["ScenarioList"]>("GET", "scenarios"),
  scenario: (id: string) => ask<Schemas["Scenario"]>("GET", `scenarios/${encodeURIComponent(id)}`),
  catalogue: () => ask<Schemas["Catalogue"]>("GET", "catalogue"),
  simulate: (draft: Draft, signal: AbortSignal) => ask<Results>("POST", "simulate-sync", draft, signal),
  validate: (draft: Draft, signal: AbortSignal) =>
    ask<Schemas["ValidationReport"]>("POST", "validate", { config: draft }, signal),
  submit: (draft: Draft) => ask<Schemas["JobAccepted"]>("POST", "simulate", draft),
  status: (id: string) => ask<Job>("GET", `jobs/${encodeURIComponent(id)}/status`),
  results: <Answer>(id: string) => ask<Answer>("GET", `jobs/${encodeURIComponent(id)}/results`),
  jobs: () => ask<Schemas["JobList"]>("GET", "jobs?limit=50"),
  cancel: (id: string) => ask<Schemas["JobCancelled"]>("DELETE", `jobs/${encodeURIComponent(id)}`),
};

/** One connection for any number of jobs. */
export function streamUrl(ids: readonly string[]): string {
  return `${PREFIX}/stream?jobs=${ids.join(",")}`;
}

/** Where a job's result can be fetched as a file. */
export function resultsUrl(id: string, format: "json" | "csv" | "parquet"): string {
  return `${PREFIX}/jobs/${encodeURIComponent(id)}/results?format=${format}`;
}
