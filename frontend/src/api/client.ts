/** The service's HTTP, typed by its own OpenAPI description. Every refusal becomes a `Refused`. */
import { ROOT } from "../root";
import { key, keyWanted } from "./key";
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

/** Kinds of jobs that are asked about a design, by the last part of their address. */
export type StudyKind = "optimize" | "stress" | "sensitivity" | "sweep" | "calibrate" | "monte-carlo/compare";

const PREFIX = `${ROOT}api/v2/abm`;

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
    super("The service cannot be reached. It may have been stopped; the page asks again every two seconds.");
  }
}

export function pathOf(loc: readonly (string | number)[]): Path {
  return loc[0] === "body" ? loc.slice(1) : loc;
}

export function pathKey(path: Path): string {
  return path.join(".");
}

/** Send a request; what it is refused for, or that nobody answers, is thrown. */
async function send(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const headers = { ...(key.peek() && { "X-API-Key": key.peek() }), ...(body !== undefined && { "Content-Type": "application/json" }) };
  const response = await fetch(`${PREFIX}/${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  }).catch((error: unknown) => {
    throw signal?.aborted ? error : new Unreachable();
  });
  if (response.ok) return response;
  keyWanted.value ||= response.status === 401;
  throw new Refused(response.status, (await response.json().catch(() => ({}))) as Partial<Schemas["Problem"]>);
}

async function ask<Answer>(...request: Parameters<typeof send>): Promise<Answer> {
  const response = await send(...request);
  return (await response.json()) as Answer;
}

export const service = {
  scenarios: () => ask<Schemas["ScenarioList"]>("GET", "scenarios"),
  search: (query: string) => ask<Schemas["ScenarioList"]>("GET", `scenarios?q=${encodeURIComponent(query)}`),
  similar: (request: object) => ask<Schemas["SimilarList"]>("POST", "similar", request),
  scenario: (id: string) => ask<Schemas["ScenarioDetail"]>("GET", `scenarios/${encodeURIComponent(id)}`),
  catalogue: () => ask<Schemas["Catalogue"]>("GET", "catalogue"),
  markets: () => ask<Schemas["MarketList"]>("GET", "markets"),
  validation: () => ask<Schemas["ValidationTable"]>("GET", "validation"),
  schema: () => ask<Draft>("GET", "schema"),
  simulate: (draft: Draft, signal: AbortSignal) => ask<Results>("POST", "simulate-sync", draft, signal),
  validate: (draft: Draft, signal: AbortSignal) =>
    ask<Schemas["ValidationReport"]>("POST", "validate", { config: draft }, signal),
  table: (request: Schemas["TableRequest"], signal: AbortSignal) => ask<Schemas["TableResponse"]>("POST", "tables", request, signal),
  submit: (draft: Draft) => ask<Schemas["JobAccepted"]>("POST", "simulate", draft),
  study: (kind: StudyKind, request: object) => ask<Schemas["JobAccepted"]>("POST", kind, request),
  status: (id: string) => ask<Job>("GET", `jobs/${encodeURIComponent(id)}/status`),
  results: <Answer>(id: string) => ask<Answer>("GET", `jobs/${encodeURIComponent(id)}/results`),
  /** A job's result as a file. */
  file: async (id: string, format: "json" | "csv" | "parquet") => (await send("GET", `jobs/${encodeURIComponent(id)}/results?format=${format}`)).blob(),
  jobs: () => ask<Schemas["JobList"]>("GET", "jobs?limit=50"),
  cancel: (id: string) => ask<Schemas["JobCancelled"]>("DELETE", `jobs/${encodeURIComponent(id)}`),
};

/** One connection for any number of jobs. */
export function streamUrl(ids: readonly string[]): string {
  return `${PREFIX}/stream?jobs=${ids.join(",")}`;
}
