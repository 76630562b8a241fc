// Made by `make types` from backend/tests/stories/expected/openapi.json
// SHA-256 cd727d4cafbf4d4b69105636d0a2a61a65f6ce6d78c4867271756daa9062ae05

export interface paths {
    "/api/v2/abm/simulate-sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Simulate and wait for the result
         * @description Run one simulation on a worker thread and answer with everything it found out.
         */
        post: operations["simulateSync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check a configuration without running it
         * @description What is wrong with a configuration, what its author should know, what it unlocks when, and what it would cost.
         *
         *     The configuration may be bare or stand under `config`; one with errors is answered, not refused.
         */
        post: operations["validate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/simulate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit a simulation as a job
         * @description Answers at once: poll `status_url`, or listen to `stream_url`, then fetch `results_url`.
         */
        post: operations["submitSimulation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/jobs/{job_id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a job is doing
         * @description Progress, place in the queue, time left.
         */
        get: operations["getJobStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/jobs/{job_id}/results.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The result of a completed job as JSON
         * @description As without .json, whatever is accepted.
         */
        get: operations["getJobResultsAsJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/jobs/{job_id}/results.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The result of a completed job as CSV
         * @description As without .csv, whatever is accepted.
         */
        get: operations["getJobResultsAsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/jobs/{job_id}/results.parquet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The result of a completed job as Parquet
         * @description As without .parquet, whatever is accepted.
         */
        get: operations["getJobResultsAsParquet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/jobs/{job_id}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The result of a completed job
         * @description As JSON, CSV or Parquet, by `format` or `Accept`; the ETag names the result for ever.
         */
        get: operations["getJobResults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/jobs/{job_id}/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Progress of a job as server-sent events
         * @description The state now, the newest state after each change, and exactly one `done` at the end.
         *
         *     Whoever comes back with the id of that `done` is answered 204, after which an EventSource does not call again.
         */
        get: operations["streamJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Progress of several jobs in one connection
         * @description Each event names its job; the stream ends when every job has had its `done`. Browsers stall after six streams.
         *
         *     Whoever comes back after the last `done` of all is answered 204.
         */
        get: operations["streamJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/jobs/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Cancel a job
         * @description Pending jobs go at once, running ones within two seconds; a run others share goes on for them.
         */
        delete: operations["cancelJob"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Jobs, newest first
         * @description The caller's jobs; a cursor leads to older ones.
         */
        get: operations["listJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/queue/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The queue in numbers
         * @description Jobs by status, the cache, and what there is to work with.
         */
        get: operations["getQueueStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/monte-carlo/simulate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit many trials of a simulation as a job
         * @description As `/simulate`; the request must hold an enabled `monte_carlo`.
         */
        post: operations["submitMonteCarlo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/monte-carlo/results/{job_id}.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The result of a completed Monte Carlo job as JSON
         * @description As without .json, whatever is accepted.
         */
        get: operations["getMonteCarloResultsAsJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/monte-carlo/results/{job_id}.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The result of a completed Monte Carlo job as CSV
         * @description As without .csv, whatever is accepted.
         */
        get: operations["getMonteCarloResultsAsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/monte-carlo/results/{job_id}.parquet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The result of a completed Monte Carlo job as Parquet
         * @description As without .parquet, whatever is accepted.
         */
        get: operations["getMonteCarloResultsAsParquet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/monte-carlo/results/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The result of a completed Monte Carlo job
         * @description Bands, risk, convergence, histogram, and the trials.
         */
        get: operations["getMonteCarloResults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/monte-carlo/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Compare two economies under the same chance, as a job
         * @description Trial k of both has the same holders and shocks, so that the difference is the change's own.
         *
         *     The result, a `CompareResponse`, is at `results_url`.
         */
        post: operations["compare"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/sweep": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run many variants of a request, as a job
         * @description A grid or a Latin hypercube over up to six numbers of the request, named by JSON pointers; at most 10,000 runs.
         *
         *     The result, a `SweepResponse`, is at `results_url`, as JSON, CSV or Parquet.
         */
        post: operations["sweep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/sensitivity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Find out which numbers of a request matter, as a job
         * @description Morris screening or Sobol indices of one summary figure, with confidence intervals.
         *
         *     The result, a `SensitivityResponse`, is at `results_url`.
         */
        post: operations["sensitivity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/stress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a design under a set of futures, as a job
         * @description The same trials of a design as it is and in every future: a table of figures, the worst future first.
         *
         *     The result, a `StressResponse`, is at `results_url`, as JSON, CSV or Parquet.
         */
        post: operations["stress"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/optimize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Search for the designs that do best, as a job
         * @description Up to eight levers are moved towards up to three objectives, within constraints; progress carries the front.
         *
         *     The result, an `OptimizeResponse`, is at `results_url`, as JSON, CSV or Parquet.
         */
        post: operations["optimize"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/calibrate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Learn a token's demand from the prices it had, as a job
         * @description Parameters of demand with intervals, from monthly closes and what real launches had in common; not a forecast.
         *
         *     The result, a `CalibrateResponse`, is at `results_url`, as JSON, CSV or Parquet.
         */
        post: operations["calibrate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/stresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The shipped stresses
         * @description Futures that `/stress` knows by their ids: what happens, where it comes from, and what it changes.
         */
        get: operations["listStresses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Finished runs, newest first
         * @description The caller's runs, of this process and of all before it; a cursor leads to older ones.
         */
        get: operations["listRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/runs/{run_hash}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One finished run
         * @description Its configuration in force, its manifest and its summary.
         */
        get: operations["getRun"];
        put?: never;
        post?: never;
        /**
         * Delete a finished run
         * @description With its result and its jobs; the same configuration is run again when it is next submitted.
         */
        delete: operations["deleteRun"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/runs/{run_hash}/results.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The result of a finished run as JSON
         * @description As without .json, whatever is accepted.
         */
        get: operations["getRunResultsAsJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/runs/{run_hash}/results.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The result of a finished run as CSV
         * @description As without .csv, whatever is accepted.
         */
        get: operations["getRunResultsAsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/runs/{run_hash}/results.parquet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The result of a finished run as Parquet
         * @description As without .parquet, whatever is accepted.
         */
        get: operations["getRunResultsAsParquet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/runs/{run_hash}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The result of a finished run
         * @description As JSON, CSV or Parquet, by `format` or `Accept`, with the ETag that the jobs behind it had.
         */
        get: operations["getRunResults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/tables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read a pasted allocation table into buckets
         * @description Columns recognised, buckets ready for a request, and a word about every row that made none.
         *
         *     What only the table's author knows is asked: each choice of a question says what to add to the request, and the same
         *     text is read that way.
         */
        post: operations["readTable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/scenarios": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The shipped scenarios
         * @description Real tokens, with sources, and teaching cases: all, or those that a query finds.
         */
        get: operations["listScenarios"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/similar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The real tokens most like an allocation table
         * @description The nearest by who holds how much, and by when it unlocks; supply, price and behaviour do not matter.
         */
        post: operations["findSimilarScenarios"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/scenarios/{scenario_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One scenario
         * @description A scenario with its request, its sources, what to look at, and the prices its token had.
         */
        get: operations["getScenario"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/scenarios/{scenario_id}/request": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The bare request of a scenario, ready to post
         * @description Post it to `/simulate-sync` as it is.
         */
        get: operations["getScenarioRequest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/markets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Market paths: real closes of ETH and BTC
         * @description What `abm.market.path` can name: each asset's closes, from any month on.
         */
        get: operations["listMarkets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/catalogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Pricing models, profiles, series and limits
         * @description What a form needs to offer every choice with its unit, bounds and default.
         */
        get: operations["getCatalogue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/schema": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The JSON Schema of a request, with all a form needs
         * @description Each field has a title, help, bounds and a default; numbers have a `unit`, choices `options` in plain words.
         */
        get: operations["getRequestSchema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/abm/validation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The facts the model is held against, passed and failed
         * @description Measured with this version of the engine; `cliffcast validate` measures again.
         */
        get: operations["getValidation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Prometheus metrics
         * @description Requests, jobs, queue, run times, cache, streams and the event loop's lag.
         */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * State of the service
         * @description Always answered; `ready` says whether work is taken at full speed.
         */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Is the process alive?
         * @description 200 as long as the process answers at all.
         */
        get: operations["live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Is the service ready for work?
         * @description 200 when kernels are compiled, work is taken and the store answers, else 503.
         */
        get: operations["ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AdviceField
         * @description Something worth knowing about one field, or about a table of them.
         * @example {
         *       "loc": [
         *         "body",
         *         "buckets",
         *         0,
         *         "vesting_months"
         *       ],
         *       "msg": "'Team' vests until month 48, past the horizon of 36 months",
         *       "type": "vests_past_horizon"
         *     }
         */
        AdviceField: {
            /**
             * Loc
             * @description Where the field is, from the body down.
             */
            loc: (string | number)[];
            /** Msg */
            msg: string;
            /** Type */
            type: string;
        };
        /**
         * AgentSnapshot
         * @description Final balances of one row; of one of its holders where it stands for several.
         */
        AgentSnapshot: {
            /** Agent Id */
            agent_id: number;
            /** Cohort Name */
            cohort_name: string;
            /**
             * Weight
             * @description Holders the row stands for.
             */
            weight: number;
            /**
             * Allocation
             * @description Tokens the holder gets in all.
             */
            allocation: number;
            /** Liquid */
            liquid: number;
            /** Staked */
            staked: number;
            /**
             * Reference Price
             * @description Price the holder compares the market with.
             */
            reference_price: number;
            /**
             * Months
             * @description The holder's months; of one holder of each of the first twenty buckets, null of all others.
             */
            months: components["schemas"]["HolderMonth"][] | null;
        };
        /**
         * Attribution
         * @description Who moved the price, exactly, in every month.
         */
        Attribution: {
            /**
             * Actors
             * @description Each actor that ever moved the price, and what it stands for.
             */
            actors: {
                [key: string]: string;
            };
            /** Months */
            months: components["schemas"]["MonthParts"][];
        };
        /**
         * Catalogue
         * @description Everything a request can name.
         */
        Catalogue: {
            /** Pricing Models */
            pricing_models: components["schemas"]["PricingModelEntry"][];
            /**
             * Profiles
             * @description Cohorts and presets by name.
             */
            profiles: {
                [key: string]: components["schemas"]["CohortProfile"];
            };
            /**
             * Presets
             * @description Names of the profiles that are no cohort's own.
             */
            presets: string[];
            /**
             * Demand Presets
             * @description What each `abm.demand.preset` fills in.
             */
            demand_presets: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            /**
             * Market Paths
             * @description What `abm.market.path` can name; /markets has their closes.
             */
            market_paths: string[];
            /** Parts */
            parts: components["schemas"]["PartEntry"][];
            /** Sell Drivers */
            sell_drivers: components["schemas"]["DriverEntry"][];
            /** Series */
            series: components["schemas"]["SeriesEntry"][];
            /** Cohort Series */
            cohort_series: components["schemas"]["CohortSeriesEntry"][];
            /** Figures */
            figures: components["schemas"]["FigureEntry"][];
            limits: components["schemas"]["LimitsEntry"];
        };
        /**
         * Change
         * @description A field of the request that takes another value, or a number that is multiplied.
         */
        Change: {
            /**
             * Pointer
             * @description Where it stands in the request, as a JSON pointer (RFC 6901).
             */
            pointer: string;
            /**
             * Value
             * @description What it becomes: a number, a name, a list or an object.
             * @default null
             */
            value?: unknown;
            /**
             * Factor
             * @description What the number there is multiplied by.
             * @default null
             */
            factor?: number | null;
        };
        /**
         * CohortMetrics
         * @description One month of one bucket's holders.
         */
        CohortMetrics: {
            /**
             * Month Index
             * @description Months after the start date.
             */
            month_index: number;
            /**
             * Cohort Name
             * @description Name of the bucket.
             */
            cohort_name: string;
            /**
             * Num Agents
             * @description Rows simulated.
             */
            num_agents: number;
            /**
             * Num Holders
             * @description Holders they stand for.
             */
            num_holders: number;
            /**
             * Total Locked
             * @description Tokens not yet vested. [tokens]
             */
            total_locked: number;
            /**
             * Total Unlocked
             * @description Tokens that vesting released during the month. [tokens]
             */
            total_unlocked: number;
            /**
             * Total Sold
             * @description Tokens the holders sold during the month. [tokens]
             */
            total_sold: number;
            /**
             * Total Staked
             * @description Tokens the holders have in the staking pool. [tokens]
             */
            total_staked: number;
            /**
             * Total Held
             * @description Liquid tokens in the holders' hands. [tokens]
             */
            total_held: number;
            /**
             * Sold Fiat
             * @description Fiat the holders were paid for what they sold during the month. [fiat]
             */
            sold_fiat: number;
        };
        /**
         * CohortProfile
         * @description Distributions of the traits of one cohort's holders, and of the sizes of their holdings.
         */
        CohortProfile: {
            /**
             * Risk tolerance, first shape
             * @description First shape of the Beta distribution of risk tolerance ρ.
             * @default 5
             */
            risk_alpha?: number;
            /**
             * Risk tolerance, second shape
             * @description Second shape of the Beta distribution of risk tolerance ρ.
             * @default 5
             */
            risk_beta?: number;
            /**
             * Holding time, shape
             * @description Shape of the Gamma distribution of the holding time, in months.
             * @default 2
             */
            hold_time_shape?: number;
            /**
             * Holding time, scale
             * @description Scale of the Gamma distribution of the holding time, months.
             * @default 6
             */
            hold_time_scale?: number;
            /**
             * Sold of an unlock, mean
             * @description Mean part of a fresh unlock that is sold (Normal, cut to 0 … 1).
             * @default 0.25
             */
            sell_pressure_mean?: number;
            /**
             * Sold of an unlock, spread
             * @description Standard deviation of the part of a fresh unlock that is sold.
             * @default 0.08
             */
            sell_pressure_std?: number;
            /**
             * Price sensitivity, first shape
             * @description First shape of the Beta distribution of price sensitivity κ.
             * @default 5
             */
            price_sensitivity_alpha?: number;
            /**
             * Price sensitivity, second shape
             * @description Second shape of the Beta distribution of price sensitivity κ.
             * @default 5
             */
            price_sensitivity_beta?: number;
            /**
             * Staking, first shape
             * @description First shape of the Beta distribution of staking propensity σ.
             * @default 4
             */
            stake_alpha?: number;
            /**
             * Staking, second shape
             * @description Second shape of the Beta distribution of staking propensity σ.
             * @default 6
             */
            stake_beta?: number;
            /**
             * Cliff shock
             * @description Factor on the part of a fresh unlock that is sold in the cliff month.
             * @default 2
             */
            cliff_shock_mult?: number;
            /**
             * Take-profit, mean
             * @description Mean gain that triggers profit taking, as a fraction (Normal, at least 0.05).
             * @default 0.5
             */
            take_profit_mean?: number;
            /**
             * Take-profit, spread
             * @description Standard deviation of the profit-taking gain.
             * @default 0.15
             */
            take_profit_std?: number;
            /**
             * Stop-loss, mean
             * @description Mean loss that triggers selling, as a negative fraction (Normal, cut to −0.95 … −0.01).
             * @default -0.3
             */
            stop_loss_mean?: number;
            /**
             * Stop-loss, spread
             * @description Standard deviation of the stop-loss.
             * @default 0.08
             */
            stop_loss_std?: number;
            /**
             * Inequality of holdings
             * @description Lognormal spread of the holdings inside the cohort; 0 makes all equal, the Gini coefficient is erf(σ/2).
             * @default 1
             */
            size_sigma?: number;
            /**
             * Spending
             * @description Part of the old balance that goes out each month, as a fraction; given, it makes a holder who only spends:
             *     without triggers, caution, chance or staking, and one for the whole bucket. Omitted, holders trade.
             */
            spending?: number | null;
        };
        /**
         * CohortSeriesEntry
         * @description A column of every month's report of one bucket; in tokens, or fiat where the name says so.
         */
        CohortSeriesEntry: {
            /** Name */
            name: string;
            /** Description */
            description: string;
        };
        /**
         * DecaySegment
         * @description Monthly instalments at start_month + 1 … end_month that halve every `half_life_months`.
         */
        DecaySegment: {
            /**
             * From month
             * @description Month after which the instalments begin.
             */
            start_month?: number;
            /**
             * From day
             * Format: date
             * @description Day from which the instalments are counted, in place of the month.
             * @default null
             */
            start_date?: string;
            /**
             * To month
             * @description Month of the last instalment.
             */
            end_month?: number;
            /**
             * To day
             * Format: date
             * @description Day of the last instalment, in place of its month.
             * @default null
             */
            end_date?: string;
            /**
             * Share
             * @description Share of the bucket, %.
             */
            pct: number;
            /**
             * Kind
             * @constant
             */
            kind: "decay";
            /**
             * Half-life
             * @description Months after which an instalment is half as large.
             */
            half_life_months: number;
        } & ((unknown | unknown) & (unknown | unknown) & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "decay";
        });
        /**
         * DriverEntry
         * @description A factor on what a holder sells.
         */
        DriverEntry: {
            /** Name */
            name: string;
            /** Description */
            description: string;
        };
        /**
         * DroppedRow
         * @description A row that made no bucket.
         */
        DroppedRow: {
            /**
             * Row
             * @description Counted from 1, as the rows stand in the text.
             */
            row: number;
            /** Text */
            text: string;
            /**
             * Reason
             * @description Continues the sentence “This row …”.
             */
            reason: string;
        };
        /**
         * EstimateResponse
         * @description The size of a run, and what it takes on an ordinary core.
         */
        EstimateResponse: {
            /**
             * Agents
             * @description Rows simulated in one trial.
             */
            agents: number;
            /** Months */
            months: number;
            /** Trials */
            trials: number;
            /**
             * Work
             * @description agents × months × trials, what the budgets limit.
             */
            work: number;
            /** Seconds */
            seconds: number;
            /** Memory Mb */
            memory_mb: number;
        };
        /**
         * FactEntry
         * @description A published or measured fact, and what the model says.
         */
        FactEntry: {
            /** Id */
            id: string;
            /**
             * Group
             * @description Heading under which it stands.
             */
            group: string;
            /** Fact */
            fact: string;
            /** Source */
            source: string;
            /**
             * Low
             * @description Lower end of the band in which the model passes; null where it has none.
             */
            low: number | null;
            /**
             * High
             * @description Upper end of the band.
             */
            high: number | null;
            /**
             * Value
             * @description The model's value; null where the data it needs are not at hand.
             */
            value: number | null;
            /** Passed */
            passed: boolean;
            /**
             * Note
             * @description What the value depends on; where it fails, what was tried.
             */
            note: string;
        };
        /**
         * FigureEntry
         * @description A number of the summary.
         */
        FigureEntry: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Unit */
            unit: string;
            /** Description */
            description: string;
        };
        /**
         * GlobalMetrics
         * @description One month of the whole economy: flows during it, stocks after it.
         */
        GlobalMetrics: {
            /**
             * Month Index
             * @description Months after the start date.
             */
            month_index: number;
            /**
             * Date
             * Format: date
             * @description Date of the row.
             */
            date: string;
            /**
             * Price
             * @description Closing price of the month. [fiat per token]
             */
            price: number;
            /**
             * Circulating supply
             * @description Tokens that can change hands: holders' liquid and the market's. [tokens]
             */
            circulating_supply: number;
            /**
             * Unlocked
             * @description Tokens that vesting released during the month. [tokens]
             */
            total_unlocked: number;
            /**
             * Sold by holders
             * @description Tokens holders sold during the month. [tokens]
             */
            total_sold: number;
            /**
             * Paid to holders
             * @description Fiat holders were paid for what they sold in the month. [fiat]
             */
            sold_fiat: number;
            /**
             * Staked
             * @description Tokens in the staking pool, the market's included. [tokens]
             */
            total_staked: number;
            /**
             * Held
             * @description Liquid tokens in holders' hands. [tokens]
             */
            total_held: number;
            /**
             * Locked
             * @description Tokens not yet vested. [tokens]
             */
            locked: number;
            /**
             * Market
             * @description Float of outside buyers. [tokens]
             */
            market: number;
            /**
             * Staked before vesting
             * @description Locked tokens that count as staked; they stay in `locked`. [tokens]
             */
            locked_staked: number;
            /**
             * Staked by buyers
             * @description Outside buyers' part of total_staked. [tokens]
             */
            market_staked: number;
            /**
             * Treasury
             * @description Tokens of the treasury. [tokens]
             */
            treasury_tokens: number;
            /**
             * Liquidity
             * @description Tokens in the liquidity pool. [tokens]
             */
            liquidity_tokens: number;
            /**
             * Unallocated
             * @description Tokens that no bucket, treasury or pool has. [tokens]
             */
            unallocated: number;
            /**
             * Burned
             * @description Tokens burned since the start. [tokens]
             */
            burned: number;
            /**
             * Minted
             * @description Tokens minted since the start. [tokens]
             */
            minted: number;
            /**
             * Issued
             * @description Tokens unlocked and rewards minted since the start. [tokens]
             */
            issued_supply: number;
            /**
             * Market cap
             * @description Price × circulating supply. [fiat]
             */
            market_cap: number;
            /**
             * Fully diluted value
             * @description Price × all tokens in existence. [fiat]
             */
            fully_diluted_value: number;
            /**
             * Demand
             * @description Fiat that outside buyers spent during the month. [fiat]
             */
            demand_fiat: number;
            /**
             * Market index
             * @description Level of the market as a whole, 1 where its path begins. []
             */
            market_index: number;
            /**
             * Attention
             * @description Factor of attention on demand: 1 and the rush at the launch. []
             */
            attention: number;
            /**
             * Velocity
             * @description Volume over the supply the pricing model used. [per month]
             */
            velocity: number;
            /**
             * Supply seen by pricing
             * @description Supply the pricing model saw: circulating, on the curve, issued, or in the pool. [tokens]
             */
            supply_used: number;
            /**
             * Price before smoothing
             * @description The pricing model's price before smoothing and the minimum. [fiat per token]
             */
            raw_price: number;
            /**
             * Volume
             * @description Tokens that changed hands during the month. [tokens]
             */
            volume_tokens: number;
            /**
             * Volume
             * @description Value of that volume at the closing price. [fiat]
             */
            volume_fiat: number;
            /**
             * Yield
             * @description Yield the staking pool quotes after the month. [fraction a year]
             */
            apy: number;
            /**
             * Staking utilisation
             * @description Part of the pool's capacity in use after the month. [fraction]
             */
            staking_utilization: number;
            /**
             * Staking ratio
             * @description Staked tokens, vested or not, over all tokens that are not burned. [fraction]
             */
            staking_ratio: number;
            /**
             * Newly staked
             * @description Tokens newly staked during the month, the market's included. [tokens]
             */
            staked_in: number;
            /**
             * Lock-up ended
             * @description Tokens whose lock-up ended during the month, the market's included. [tokens]
             */
            staked_out: number;
            /**
             * Rewards paid
             * @description Staking rewards paid during the month, the market's included. [tokens]
             */
            rewards_paid: number;
            /**
             * Fees
             * @description Fees taken on the month's sales. [fiat]
             */
            fee_fiat: number;
            /**
             * Fees kept
             * @description Of the fee, what is kept. [fiat]
             */
            fee_to_reserve: number;
            /**
             * Fees to liquidity
             * @description Of the fee, what is meant for liquidity. [fiat]
             */
            fee_to_liquidity: number;
            /**
             * Fees to buybacks
             * @description Of the fee, what is meant for buying back. [fiat]
             */
            fee_to_buyback: number;
            /**
             * Treasury reserve
             * @description Fiat the treasury has: all fees less what went into liquidity or was spent. [fiat]
             */
            treasury_fiat: number;
            /**
             * Put into liquidity
             * @description Fiat the treasury has put into liquidity since the start. [fiat]
             */
            liquidity_fiat: number;
            /**
             * Spent on tokens
             * @description Fiat the treasury has spent on tokens since the start. [fiat]
             */
            treasury_spent_fiat: number;
            /**
             * Bought back
             * @description Tokens bought back during the month. [tokens]
             */
            buyback_tokens: number;
            /**
             * Burned of these
             * @description Bought-back tokens burned during the month. [tokens]
             */
            tokens_burned: number;
            /**
             * Fiat in the pool
             * @description Fiat in the AMM's pool; 0 under other pricing models. [fiat]
             */
            pool_fiat: number;
            /**
             * Emitted
             * @description Tokens minted by emissions during the month. [tokens]
             */
            emitted: number;
            /**
             * Revenue
             * @description Fiat the protocol earned during the month. [fiat]
             */
            revenue_fiat: number;
            /**
             * Real yield
             * @description Fiat paid to stakers, over the value of what is staked, for a year at this month's rate. [fraction a year]
             */
            real_yield: number;
        };
        /**
         * Health
         * @description The state of the service.
         */
        Health: {
            /**
             * Status
             * @enum {string}
             */
            status: "ok" | "starting" | "stopping" | "store unavailable";
            /** Ready */
            ready: boolean;
            /** Version */
            version: string;
        };
        /**
         * HistoryMonth
         * @description The price of a real token at the end of a month, to hold a row of the same month_index against.
         */
        HistoryMonth: {
            /**
             * Month
             * @description Row of a run that this is compared with; −1 is the first close.
             */
            month: number;
            /**
             * Date
             * Format: date
             */
            date: string;
            /** Close */
            close: number;
        };
        /**
         * HolderMonth
         * @description A month of one holder: tokens, and why so many were offered for sale.
         */
        HolderMonth: {
            /** Month Index */
            month_index: number;
            /**
             * Unlocked
             * @description Tokens that vesting, or an emission, brought.
             */
            unlocked: number;
            /**
             * Gain
             * @description Price over the holder's own reference price, less one.
             */
            gain: number;
            /**
             * Price Trigger
             * @description Factor on selling: profit taken, or a loss cut.
             */
            price_trigger: number;
            /**
             * Caution
             * @description Factor on selling: the cautious de-risk sooner.
             */
            caution: number;
            /**
             * Chance
             * @description Factor on selling: what no rule explains.
             */
            chance: number;
            /**
             * Unlock Anticipation
             * @description Factor on selling: next month's unlock.
             */
            unlock_anticipation: number;
            /**
             * Offered
             * @description Tokens the holder wanted to sell.
             */
            offered: number;
            /**
             * Sold
             * @description Tokens of these that the market took.
             */
            sold: number;
            /** Newly Staked */
            newly_staked: number;
            /**
             * Held
             * @description Liquid tokens after the month.
             */
            held: number;
            /**
             * Staked
             * @description Staked tokens after the month.
             */
            staked: number;
        };
        /**
         * HolderSizes
         * @description How unequally tokens are spread over holders.
         * @example {
         *       "gini": 0.333,
         *       "histogram": {
         *         "edges_tokens": [
         *           150,
         *           600
         *         ],
         *         "holders": [
         *           2
         *         ],
         *         "holders_with_nothing": 1
         *       },
         *       "lorenz": {
         *         "holders_pct": [
         *           0,
         *           33.3,
         *           66.7,
         *           100
         *         ],
         *         "tokens_pct": [
         *           0,
         *           0,
         *           50,
         *           100
         *         ]
         *       },
         *       "num_holders": 3,
         *       "total_tokens": 600
         *     }
         */
        HolderSizes: {
            /** Num Holders */
            num_holders: number;
            /** Total Tokens */
            total_tokens: number;
            /**
             * Gini
             * @description Gini coefficient: 0 where all have the same, towards 1 where one has everything.
             */
            gini: number;
            lorenz: components["schemas"]["LorenzCurve"];
            histogram: components["schemas"]["SizeHistogram"];
        };
        /**
         * Holders
         * @description What holders get and what they keep; buckets' holders alone, outside buyers are none.
         */
        Holders: {
            /** @description By all they get, vested or not; null where they get nothing. */
            allocated: components["schemas"]["HolderSizes"] | null;
            /** @description By liquid and staked tokens at the end; null where there are none. */
            at_end: components["schemas"]["HolderSizes"] | null;
        };
        /**
         * JobAccepted
         * @description A submission has become a job.
         */
        JobAccepted: {
            /** Job Id */
            job_id: string;
            status: components["schemas"]["JobStatus"];
            /** Status Url */
            status_url: string;
            /**
             * Stream Url
             * @description Server-sent events; carries a token of its own where keys are asked for.
             */
            stream_url: string;
            /** Results Url */
            results_url: string;
            /**
             * Cached
             * @description The result was there already.
             */
            cached: boolean;
        };
        /**
         * JobCancelled
         * @description A job has been cancelled.
         */
        JobCancelled: {
            /** Job Id */
            job_id: string;
            /**
             * Status
             * @constant
             */
            status: "cancelled";
            /** Message */
            message: string;
        };
        /**
         * @description What a job runs.
         * @enum {string}
         */
        JobKind: "simulation" | "monte_carlo" | "comparison" | "sweep" | "sensitivity" | "stress" | "optimization" | "calibration";
        /**
         * JobList
         * @description Some jobs, newest first.
         */
        JobList: {
            /** Jobs */
            jobs: components["schemas"]["JobStatusResponse"][];
            /**
             * Next Cursor
             * @description Give it as `cursor` for the jobs that follow; null at the end.
             */
            next_cursor: string | null;
        };
        /**
         * @description How far a job has come.
         * @enum {string}
         */
        JobStatus: "pending" | "running" | "completed" | "failed" | "cancelled";
        /**
         * JobStatusResponse
         * @description How a job is doing.
         */
        JobStatusResponse: {
            /** Job Id */
            job_id: string;
            kind: components["schemas"]["JobKind"];
            status: components["schemas"]["JobStatus"];
            /** Progress Pct */
            progress_pct: number;
            /** Current Month */
            current_month: number;
            /** Total Months */
            total_months: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Started At */
            started_at: string | null;
            /** Completed At */
            completed_at: string | null;
            /**
             * Eta Seconds
             * @description Time the rest will take; null while that is unknown.
             */
            eta_seconds: number | null;
            /**
             * Queue Position
             * @description Place among the waiting runs, from 1; null unless pending.
             */
            queue_position: number | null;
            /** Cached */
            cached: boolean;
            /** Error */
            error: string | null;
            /**
             * Completed Trials
             * @description Null for a single run.
             */
            completed_trials: number | null;
            /**
             * Total Trials
             * @description Null for a single run.
             */
            total_trials: number | null;
            /**
             * Run Hash
             * @description Names what is run, and its result: for `branch_from`, and among finished runs.
             */
            run_hash: string;
            /**
             * Partial
             * @description Price bands of the trials finished so far; of a search the front so far, each design with the `patch` that makes it of the request, and the design as it is.
             */
            partial: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * LimitsEntry
         * @description What one request may ask for.
         */
        LimitsEntry: {
            /** Max Agents */
            max_agents: number;
            /** Max Work */
            max_work: number;
            /** Max Memory Mb */
            max_memory_mb: number;
            /** Sync Max Work */
            sync_max_work: number;
        };
        /**
         * LinearSegment
         * @description Equal monthly instalments at start_month + 1 … end_month.
         */
        LinearSegment: {
            /**
             * From month
             * @description Month after which the instalments begin.
             */
            start_month?: number;
            /**
             * From day
             * Format: date
             * @description Day from which the instalments are counted, in place of the month.
             * @default null
             */
            start_date?: string;
            /**
             * To month
             * @description Month of the last instalment.
             */
            end_month?: number;
            /**
             * To day
             * Format: date
             * @description Day of the last instalment, in place of its month.
             * @default null
             */
            end_date?: string;
            /**
             * Share
             * @description Share of the bucket, %.
             */
            pct: number;
            /**
             * Kind
             * @constant
             */
            kind: "linear";
        } & ((unknown | unknown) & (unknown | unknown) & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "linear";
        });
        /**
         * LorenzCurve
         * @description The poorest so many percent of the holders have so many percent of the tokens; from (0, 0) to (100, 100).
         */
        LorenzCurve: {
            /**
             * Holders Pct
             * @description Part of the holders, poorest first, %.
             */
            holders_pct: number[];
            /**
             * Tokens Pct
             * @description Part of the tokens they have together, %.
             */
            tokens_pct: number[];
        };
        /**
         * LumpSegment
         * @description Everything at once in one month.
         */
        LumpSegment: {
            /**
             * Kind
             * @constant
             */
            kind: "lump";
            /**
             * Month
             * @description Month of the unlock, counted from the start date.
             */
            month?: number;
            /**
             * Day
             * Format: date
             * @description Day of the unlock, in place of its month: the month is taken whose row is nearest.
             * @default null
             */
            date?: string;
            /**
             * Share
             * @description Share of the bucket, %.
             */
            pct: number;
        } & ((unknown | unknown) & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "lump";
        });
        /**
         * Manifest
         * @description Where a single run comes from, and how well its books are kept.
         */
        Manifest: {
            /** Engine Version */
            engine_version: string;
            /** Config Hash */
            config_hash: string;
            /** Seed */
            seed: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Ledger Residual
             * @description Largest error of the ledger, relative to all tokens.
             */
            ledger_residual: number;
        };
        /**
         * MarketClose
         * @description Where the market stood in one month.
         */
        MarketClose: {
            /**
             * Month
             * @description YYYY-MM: a path may start here.
             */
            month: string;
            /**
             * Close
             * @description Close in the middle of the month, US dollars.
             */
            close: number;
        };
        /**
         * MarketEntry
         * @description The shipped closes of one asset; a path is named `<id>-YYYY-MM` or `<id>-YYYY-MM-DD`.
         */
        MarketEntry: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * First
             * Format: date
             * @description First day with a close.
             */
            first: string;
            /**
             * Last
             * Format: date
             * @description Last day with a close.
             */
            last: string;
            /**
             * Paths
             * @description A path from each month on, ready for `abm.market.path`.
             */
            paths: string[];
            /** Closes */
            closes: components["schemas"]["MarketClose"][];
        };
        /**
         * MarketList
         * @description Market paths to simulate in.
         */
        MarketList: {
            /** Markets */
            markets: components["schemas"]["MarketEntry"][];
            /**
             * Presets
             * @description What each `abm.demand.preset` fills in.
             */
            presets: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            /** Source */
            source: string;
        };
        /**
         * MonthParts
         * @description Who moved the price in one month.
         */
        MonthParts: {
            /** Month Index */
            month_index: number;
            /**
             * Parts
             * @description Log points of the price's change by actor; together they are the change of its logarithm.
             */
            parts: {
                [key: string]: number;
            };
        };
        /**
         * NeverSegment
         * @description A share that never unlocks.
         */
        NeverSegment: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "never";
            /**
             * Share
             * @description Share of the bucket, %; omitted, what launch and the other pieces leave.
             * @default null
             */
            pct?: number | null;
        };
        /**
         * PartEntry
         * @description A part of the economy that a request may switch on.
         */
        PartEntry: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Description */
            description: string;
            /**
             * Field
             * @description The field of `abm` that holds its rules.
             */
            field: string;
            /**
             * Switch
             * @description The field of `abm` that switches it on; null for one that is on by its rules.
             */
            switch: string | null;
            /**
             * Series
             * @description The series it adds to a row.
             */
            series: string[];
        };
        /**
         * PreviewResponse
         * @description The unlocks of an allocation table, read as far as it can be while other parts are still wrong.
         * @example {
         *       "allocated_pct": 50,
         *       "dates": [
         *         "2025-01-31",
         *         "2025-02-28",
         *         "2025-03-31",
         *         "2025-04-30"
         *       ],
         *       "segments": [
         *         [
         *           {
         *             "end_month": 3,
         *             "kind": "linear",
         *             "pct": 50,
         *             "start_month": 1
         *           }
         *         ]
         *       ],
         *       "total": {
         *         "cumulative_pct": [
         *           25,
         *           25,
         *           37.5,
         *           50
         *         ],
         *         "supply_pct": [
         *           25,
         *           0,
         *           12.5,
         *           12.5
         *         ],
         *         "tokens": [
         *           250000,
         *           0,
         *           125000,
         *           125000
         *         ]
         *       },
         *       "unlocks": [
         *         {
         *           "cumulative_pct": [
         *             25,
         *             25,
         *             37.5,
         *             50
         *           ],
         *           "supply_pct": [
         *             25,
         *             0,
         *             12.5,
         *             12.5
         *           ],
         *           "tokens": [
         *             250000,
         *             0,
         *             125000,
         *             125000
         *           ]
         *         }
         *       ]
         *     }
         */
        PreviewResponse: {
            /**
             * Dates
             * @description Of each month; none while start date or horizon cannot be read.
             */
            dates: string[];
            /**
             * Allocated Pct
             * @description Sum of the allocations that can be read, % of the total supply.
             */
            allocated_pct: number;
            /**
             * Unlocks
             * @description One per bucket in the order of the table, null for an unreadable one; none without a horizon.
             */
            unlocks: (components["schemas"]["UnlocksPreview"] | null)[];
            /** @description The readable buckets together; null without a horizon. */
            total: components["schemas"]["UnlocksPreview"] | null;
            /**
             * Segments
             * @description The schedule of each bucket after its TGE share, cliff and vesting told as segments too; null for an unreadable one.
             */
            segments: ((components["schemas"]["LumpSegment"] | components["schemas"]["LinearSegment"] | components["schemas"]["StepsSegment"] | components["schemas"]["DecaySegment"] | components["schemas"]["NeverSegment"])[] | null)[];
        };
        /**
         * PricingModelEntry
         * @description A pricing model a request can choose.
         */
        PricingModelEntry: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Description */
            description: string;
            /**
             * Parameters
             * @description JSON Schema of its pricing_config.
             */
            parameters: {
                [key: string]: unknown;
            };
        };
        /**
         * ProblemField
         * @description One field that is wrong; its value is never repeated.
         */
        ProblemField: {
            /**
             * Loc
             * @description Where the field is, from the body down.
             */
            loc: (string | number)[];
            /** Msg */
            msg: string;
            /** Type */
            type: string;
        };
        /**
         * QueueStats
         * @description The queue in numbers; with API keys, the jobs are the caller's.
         */
        QueueStats: {
            /** Total Jobs */
            total_jobs: number;
            /** Pending Jobs */
            pending_jobs: number;
            /** Running Jobs */
            running_jobs: number;
            /** Completed Jobs */
            completed_jobs: number;
            /** Failed Jobs */
            failed_jobs: number;
            /** Cancelled Jobs */
            cancelled_jobs: number;
            /** Cache Size */
            cache_size: number;
            /** Cache Hits */
            cache_hits: number;
            /** Cache Misses */
            cache_misses: number;
            /** Max Concurrent Jobs */
            max_concurrent_jobs: number;
            /** Workers */
            workers: number;
        };
        /**
         * Remarkable
         * @description What is remarkable about a schedule.
         */
        Remarkable: {
            /**
             * Float Pct
             * @description Unlocked at launch, % of the supply.
             */
            float_pct: number;
            /**
             * Largest Unlock Pct
             * @description Unlocked in the largest month after it, % of the supply.
             */
            largest_unlock_pct: number;
            /** Largest Unlock Month */
            largest_unlock_month: number;
            /**
             * Insiders Pct
             * @description Allocated to team, advisers and investors, % of the supply.
             */
            insiders_pct: number;
        };
        /**
         * ResultFormat
         * @description What a result can be fetched as.
         * @enum {string}
         */
        ResultFormat: "json" | "csv" | "parquet";
        /**
         * RunDeleted
         * @description A finished run has been deleted.
         */
        RunDeleted: {
            /** Run Hash */
            run_hash: string;
            /** Message */
            message: string;
        };
        /**
         * RunDetails
         * @description A finished run with everything its result says besides rows.
         */
        RunDetails: {
            /**
             * Run Hash
             * @description Names the result: equal configurations of one owner have equal hashes.
             */
            run_hash: string;
            kind: components["schemas"]["JobKind"];
            /**
             * Name
             * @description The token's; empty where it has none.
             */
            name: string;
            /** Total Months */
            total_months: number;
            /**
             * Total Trials
             * @description Null for a single run.
             */
            total_trials: number | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /**
             * Completed At
             * Format: date-time
             */
            completed_at: string;
            /**
             * Size Bytes
             * @description Of the result as JSON.
             */
            size_bytes: number;
            /** Run Url */
            run_url: string;
            /** Results Url */
            results_url: string;
            /**
             * Config
             * @description In force, with every default.
             */
            config: {
                [key: string]: unknown;
            };
            /** Manifest */
            manifest: {
                [key: string]: unknown;
            };
            /**
             * Summary
             * @description The result's, or a study's own figures.
             */
            summary: {
                [key: string]: unknown;
            };
        };
        /**
         * RunHead
         * @description A finished run in a line.
         */
        RunHead: {
            /**
             * Run Hash
             * @description Names the result: equal configurations of one owner have equal hashes.
             */
            run_hash: string;
            kind: components["schemas"]["JobKind"];
            /**
             * Name
             * @description The token's; empty where it has none.
             */
            name: string;
            /** Total Months */
            total_months: number;
            /**
             * Total Trials
             * @description Null for a single run.
             */
            total_trials: number | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /**
             * Completed At
             * Format: date-time
             */
            completed_at: string;
            /**
             * Size Bytes
             * @description Of the result as JSON.
             */
            size_bytes: number;
            /** Run Url */
            run_url: string;
            /** Results Url */
            results_url: string;
        };
        /**
         * RunList
         * @description Some finished runs, newest first.
         */
        RunList: {
            /** Runs */
            runs: components["schemas"]["RunHead"][];
            /**
             * Next Cursor
             * @description Give it as `cursor` for the runs that follow; null at the end.
             */
            next_cursor: string | null;
        };
        /**
         * ScenarioDetail
         * @description A scenario with the prices its token had.
         */
        ScenarioDetail: {
            /**
             * Id
             * @description Short name in addresses and files.
             */
            id: string;
            /**
             * Name
             * @description Name to show.
             */
            name: string;
            /**
             * Kind
             * @description A real token, whose schedule is documented, or a teaching case, in which everything is invented.
             * @enum {string}
             */
            kind: "token" | "teaching";
            /**
             * Description
             * @description What the token is and how it unlocks.
             */
            description: string;
            /**
             * Look At
             * @description What to look at in the results.
             */
            look_at: string;
            /**
             * Grade
             * @description How well the facts of a real token are documented; none for a teaching case.
             */
            grade?: ("good" | "fair") | null;
            /**
             * Sources
             * @description Where the facts come from; none for a teaching case.
             */
            sources: string[];
            /**
             * Notes
             * @description What is left out, approximated or assumed.
             */
            notes: string;
            /**
             * Featured
             * @description Whether it is looked at closely, with real prices or a lesson; the others are schedules to compare with.
             * @default true
             */
            featured?: boolean;
            /**
             * Request
             * @description The request, ready to post. All readers share it: copy it before changing anything.
             */
            request: {
                [key: string]: unknown;
            };
            /**
             * History
             * @description Monthly closes, US dollars; null for a teaching case.
             */
            history: components["schemas"]["HistoryMonth"][] | null;
        };
        /**
         * ScenarioHead
         * @description One scenario of the library, in a line.
         */
        ScenarioHead: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "token" | "teaching";
            /** Description */
            description: string;
            /**
             * Look At
             * @description What to look at in the results.
             */
            look_at: string;
            /**
             * Grade
             * @description How well the facts of a real token are documented; null for a teaching case.
             */
            grade: ("good" | "fair") | null;
            /**
             * Featured
             * @description Looked at closely, with real prices or a lesson; the others are schedules.
             */
            featured: boolean;
            /**
             * Float Pct
             * @description Unlocked at launch, % of the supply.
             */
            float_pct: number;
            /**
             * Largest Unlock Pct
             * @description Unlocked in the largest month after it, % of the supply.
             */
            largest_unlock_pct: number;
            /** Largest Unlock Month */
            largest_unlock_month: number;
            /**
             * Insiders Pct
             * @description Allocated to team, advisers and investors, % of the supply.
             */
            insiders_pct: number;
        };
        /**
         * ScenarioList
         * @description The shipped library, or what of it was looked for.
         */
        ScenarioList: {
            /** Scenarios */
            scenarios: components["schemas"]["ScenarioHead"][];
            /**
             * Total
             * @description How many there are, listed or not.
             */
            total: number;
        };
        /**
         * SeriesEntry
         * @description A column of every month's report.
         */
        SeriesEntry: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /**
             * Group
             * @description What it is about; series of `owners` add up to total supply + minted.
             * @enum {string}
             */
            group: "price" | "owners" | "supply" | "flows" | "demand" | "staking" | "treasury";
            /** Unit */
            unit: string;
            /** Description */
            description: string;
        };
        /**
         * Shock
         * @description What happens to the design where a pointer cannot say it.
         */
        Shock: {
            /**
             * Shock
             * @description demand, liquidity, buybacks: so much of it is left; earlier_unlocks: later unlocks come so many months sooner;
             *     large_seller: one holder of such a part of the largest bucket sells all.
             * @enum {string}
             */
            shock: "demand" | "earlier_unlocks" | "large_seller" | "liquidity" | "buybacks";
            /**
             * Size
             * @description A fraction, or months for earlier_unlocks.
             */
            size: number;
            /**
             * Month
             * @description Month from which demand changes; omitted, that of the largest unlock after the launch.
             * @default null
             */
            month?: number | null;
        };
        /**
         * SimilarList
         * @description The real tokens nearest to a design, the nearest first.
         */
        SimilarList: {
            /** @description What is remarkable about the design itself. */
            design: components["schemas"]["Remarkable"];
            /** Similar */
            similar: components["schemas"]["SimilarScenario"][];
        };
        /**
         * SimilarScenario
         * @description A real token and how unlike the design it is.
         */
        SimilarScenario: {
            /**
             * Distance Pct
             * @description How much of the supply is in other hands, or locked otherwise, on average over four years, %.
             */
            distance_pct: number;
            /**
             * Owners Pct
             * @description How much of that is in other hands, %; the rest unlocks at other times.
             */
            owners_pct: number;
            scenario: components["schemas"]["ScenarioHead"];
        };
        /**
         * SimulationResponse
         * @description Everything a run found out.
         */
        SimulationResponse: {
            /** Global Metrics */
            global_metrics: components["schemas"]["GlobalMetrics"][];
            /** Cohort Metrics */
            cohort_metrics: components["schemas"]["CohortMetrics"][] | null;
            /** Agent Snapshots */
            agent_snapshots: components["schemas"]["AgentSnapshot"][] | null;
            summary: components["schemas"]["Summary"];
            holders: components["schemas"]["Holders"];
            /** @description Who moved the price; null where `attribution` is off. */
            attribution: components["schemas"]["Attribution"] | null;
            /** Execution Time Seconds */
            execution_time_seconds: number;
            /** Num Agents */
            num_agents: number;
            /** Num Holders */
            num_holders: number;
            /** Num Cohorts */
            num_cohorts: number;
            /** Warnings */
            warnings: string[];
            /**
             * Config
             * @description The configuration in force, every default filled; it can be posted again.
             */
            config: {
                [key: string]: unknown;
            };
            manifest: components["schemas"]["Manifest"];
        };
        /**
         * SizeHistogram
         * @description How many holders have how much.
         */
        SizeHistogram: {
            /**
             * Edges Tokens
             * @description Edges of bins equally wide on a logarithmic scale, tokens.
             */
            edges_tokens: number[];
            /**
             * Holders
             * @description Holders in each bin.
             */
            holders: number[];
            /**
             * Holders With Nothing
             * @description Holders in none.
             */
            holders_with_nothing: number;
        };
        /**
         * StakingMetrics
         * @description The staking pool at the end.
         */
        StakingMetrics: {
            /** Total Staked */
            total_staked: number;
            /**
             * Current Apy
             * @description Yearly yield, as a fraction.
             */
            current_apy: number;
            /**
             * Utilization Pct
             * @description Part of the capacity in use, %.
             */
            utilization_pct: number;
            /** Total Rewards Paid */
            total_rewards_paid: number;
            /** Num Stakers */
            num_stakers: number;
        };
        /**
         * StepsSegment
         * @description Equal shares in each of the months named.
         */
        StepsSegment: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "steps";
            /**
             * Months
             * @description Months of the unlocks, counted from the start date.
             */
            months: number[];
            /**
             * Share
             * @description Share of the bucket, %.
             */
            pct: number;
        };
        /**
         * Stress
         * @description A future with a name.
         */
        Stress: {
            /**
             * Id
             * @description Short name, in small letters.
             */
            id: string;
            /**
             * Title
             * @description Name to show.
             */
            title: string;
            /**
             * Sentence
             * @description What happens.
             */
            sentence: string;
            /**
             * Source
             * @description Where it comes from: history, a rule, an assumption.
             */
            source: string;
            /**
             * Patch
             * @description What it changes, in this order.
             */
            patch: (components["schemas"]["Change"] | components["schemas"]["Shock"])[];
        };
        /**
         * StressList
         * @description The shipped stresses.
         */
        StressList: {
            /** Stresses */
            stresses: components["schemas"]["Stress"][];
        };
        /**
         * Summary
         * @description Key figures of a run; null where there is none.
         */
        Summary: {
            /**
             * Start price
             * @description Price before the first month. [fiat per token]
             */
            initial_price: number;
            /**
             * Final price
             * @description Price at the end. [fiat per token]
             */
            final_price: number;
            /**
             * Price change
             * @description Final over start price, less one. [%]
             */
            price_change_pct: number;
            /**
             * Worst drawdown
             * @description Largest fall of the price from an earlier peak, the start price included. [%]
             */
            max_drawdown_pct: number;
            /**
             * Lowest price
             * @description Lowest closing price of a month. [fiat per token]
             */
            min_price: number;
            /**
             * Month of the lowest price
             * @description First month that closes at the lowest price. [month]
             */
            min_price_month: number;
            /**
             * Average sale price
             * @description What holders were paid over what they sold; the mean price of the months where nothing is sold. [fiat per token]
             */
            average_price: number;
            /**
             * Sold by holders
             * @description Tokens holders sold in all. [tokens]
             */
            total_tokens_sold: number;
            /**
             * Peak-selling month
             * @description First month in which holders sell the most tokens. [month]
             */
            max_sell_month: number;
            /**
             * Sold at the peak
             * @description Tokens sold in that month. [tokens]
             */
            max_sell_tokens: number;
            /**
             * Peak selling against demand
             * @description What holders are paid in the peak-selling month over the fiat demand of that month; none without demand. [%]
             */
            max_sell_to_demand_pct: number | null;
            /**
             * Circulating after a year
             * @description Circulating supply after month 12 as a share of the total supply; none where the horizon is shorter. [%]
             */
            circulating_month_12_pct: number | null;
            /**
             * Circulating at the end
             * @description Circulating supply at the end. [tokens]
             */
            final_circulating_supply: number;
            /**
             * Circulating at the end
             * @description The same as a share of the total supply. [%]
             */
            final_circulating_pct: number;
            /**
             * Staking ratio
             * @description Staked tokens at the end as a share of staked and circulating ones; none while staking is off. [%]
             */
            staking_ratio_pct: number | null;
            /**
             * Burned
             * @description Tokens burned as a share of the total supply. [%]
             */
            burned_pct: number;
            /**
             * Treasury runway
             * @description Fiat of the treasury over what it spent on tokens and put into liquidity a month, on average over the last 12 months; none where that is nothing. [months]
             */
            treasury_runway_months: number | null;
            /**
             * Market cap
             * @description Final price × circulating supply. [fiat]
             */
            final_market_cap_fiat: number;
            /**
             * Fully diluted value
             * @description Final price × all tokens in existence. [fiat]
             */
            final_fully_diluted_fiat: number;
            /**
             * Fully diluted to market cap
             * @description Fully diluted value over market cap, at the end; none while nothing circulates.
             */
            fully_diluted_to_market_cap: number | null;
            /**
             * Emitted
             * @description Tokens minted by emissions in all. [tokens]
             */
            total_emitted: number;
            /**
             * Revenue
             * @description Fiat the protocol earned in all. [fiat]
             */
            total_revenue_fiat: number;
            /** @description None where staking is off. */
            staking_metrics: components["schemas"]["StakingMetrics"] | null;
            /** @description None where the treasury is off. */
            treasury_metrics: components["schemas"]["TreasuryMetrics"] | null;
        };
        /**
         * TableChoice
         * @description A possible answer.
         */
        TableChoice: {
            /** Label */
            label: string;
            /**
             * Set
             * @description What to add to the request to have the table read so.
             */
            set: {
                [key: string]: unknown;
            };
        };
        /**
         * TableColumn
         * @description A column, and what it was taken for.
         */
        TableColumn: {
            /** Index */
            index: number;
            /** Heading */
            heading: string;
            /**
             * Role
             * @enum {string}
             */
            role: "bucket" | "allocation_pct" | "amount" | "tge_unlock_pct" | "tge_supply_pct" | "tge_amount" | "cliff_months" | "vesting_months" | "schedule" | "num_holders" | "ignored";
            /**
             * Read As
             * @description The role in words, with the unit of a bare number.
             */
            read_as: string;
            /**
             * Sample
             * @description The first cells that are not empty.
             */
            sample: string[];
        };
        /**
         * TableProfile
         * @description How a bucket's holders will behave, told from its name.
         */
        TableProfile: {
            /** Bucket */
            bucket: string;
            /** Profile */
            profile: string;
            /**
             * Reason
             * @enum {string}
             */
            reason: "chosen" | "named" | "recognised" | "assumed";
        };
        /**
         * TableQuestion
         * @description Something only the table's author knows; until it is answered the first choice is assumed.
         */
        TableQuestion: {
            /**
             * About
             * @description The field of the request that answers it.
             */
            about: string;
            /** Sentence */
            sentence: string;
            /** Choices */
            choices: components["schemas"]["TableChoice"][];
        };
        /**
         * TableResponse
         * @description An allocation table read: buckets ready for a request, and a word about everything that is not in them.
         */
        TableResponse: {
            /** Columns */
            columns: components["schemas"]["TableColumn"][];
            /**
             * Buckets
             * @description Ready for `buckets` of a request.
             */
            buckets: {
                [key: string]: unknown;
            }[];
            sums: components["schemas"]["TableSums"];
            /** Dropped */
            dropped: components["schemas"]["DroppedRow"][];
            /**
             * Notes
             * @description What was rounded, renamed, assumed or not understood.
             */
            notes: string[];
            /** Questions */
            questions: components["schemas"]["TableQuestion"][];
            /** Profiles */
            profiles: components["schemas"]["TableProfile"][];
        };
        /**
         * TableSums
         * @description What the buckets add up to; null where that cannot be known.
         */
        TableSums: {
            /** Allocation Pct */
            allocation_pct: number | null;
            /** Amount */
            amount: number | null;
        };
        /**
         * TreasuryMetrics
         * @description The treasury at the end.
         */
        TreasuryMetrics: {
            /** Fiat Balance */
            fiat_balance: number;
            /** Token Balance */
            token_balance: number;
            /** Total Fees Collected Fiat */
            total_fees_collected_fiat: number;
            /** Total Tokens Bought */
            total_tokens_bought: number;
            /** Total Tokens Burned */
            total_tokens_burned: number;
            /** Total Liquidity Deployed */
            total_liquidity_deployed: number;
        };
        /**
         * UnlocksPreview
         * @description What unlocks month by month, from month 0 to the end of the horizon.
         */
        UnlocksPreview: {
            /**
             * Tokens
             * @description None while the total supply cannot be read.
             */
            tokens: number[] | null;
            /**
             * Supply Pct
             * @description The same as a share of the total supply, %.
             */
            supply_pct: number[];
            /**
             * Cumulative Pct
             * @description Unlocked by the end of each month, % of the total supply.
             */
            cumulative_pct: number[];
        };
        /**
         * ValidationReport
         * @description What is wrong with a configuration, what to know about it, what it unlocks, and what it would cost.
         */
        ValidationReport: {
            /** Valid */
            valid: boolean;
            /**
             * Errors
             * @description Every problem in a sentence.
             */
            errors: string[];
            /**
             * Problems
             * @description The same, each with its field.
             */
            problems: components["schemas"]["ProblemField"][];
            /**
             * Warnings
             * @description Every piece of advice in a sentence.
             */
            warnings: string[];
            /**
             * Advice
             * @description The same, each with its field; none while there are errors.
             */
            advice: components["schemas"]["AdviceField"][];
            /** @description None while the configuration has errors. */
            estimate: components["schemas"]["EstimateResponse"] | null;
            preview: components["schemas"]["PreviewResponse"];
        };
        /**
         * ValidationTable
         * @description Every fact the model is held against; failures are shown.
         */
        ValidationTable: {
            /** Facts */
            facts: components["schemas"]["FactEntry"][];
            /** Engine Version */
            engine_version: string;
            /**
             * Data
             * @description What the values were measured with.
             */
            data: string;
        };
        /**
         * ABMParams
         * @description How holders, market, staking and treasury behave.
         */
        ABMParams: {
            /**
             * Pricing model
             * @description How selling and demand make the price.
             * @default eoe
             * @enum {string}
             */
            pricing_model?: "eoe" | "bonding_curve" | "issuance_curve" | "constant" | "amm";
            /**
             * Pricing
             * @description Parameters of the pricing model.
             * @default null
             */
            pricing_config?: components["schemas"]["PricingConfig"] | null;
            /**
             * Start price
             * @description Price before the first month, fiat per token; the same as token.initial_price.
             * @default null
             */
            initial_price?: number | null;
            /**
             * Constant price
             * @description The price of the constant model; the same as pricing_config.constant_price.
             * @default null
             */
            constant_price?: number | null;
            /**
             * Demand
             * @description What outside buyers spend; omitted, a typical launch.
             * @default null
             */
            demand?: components["schemas"]["DemandParams"] | null;
            /**
             * Market
             * @description The market as a whole, which demand for all tokens follows; omitted, flat.
             * @default null
             */
            market?: components["schemas"]["MarketParams"] | null;
            /**
             * Rows
             * @description One row per holder, meta-agents that stand for many, or individuals while they fit.
             * @default adaptive
             * @enum {string}
             */
            agent_granularity?: "full_individual" | "meta_agents" | "adaptive";
            /**
             * Agents per cohort
             * @description Holders of a bucket without num_holders (50), and rows of a cohort of meta-agents.
             * @default null
             */
            agents_per_cohort?: number | null;
            /**
             * Behaviour noise
             * @description η: largest random change of one holder's selling, as a fraction.
             * @default 0.25
             */
            behaviour_noise?: number;
            /**
             * Trait jitter
             * @description Relative standard deviation of a run's mean traits from the profiles'; Monte Carlo sets it.
             * @default 0
             */
            trait_jitter?: number;
            /**
             * Unlock anticipation
             * @description Extra selling ahead of next month's unlocks, per unlock as a fraction of the circulating supply.
             * @default 0
             */
            unlock_anticipation?: number;
            /**
             * Staking
             * @description Open a staking pool.
             * @default false
             */
            enable_staking?: boolean;
            /**
             * Staking pool
             * @description The staking pool.
             * @default null
             */
            staking_config?: components["schemas"]["StakingParams"] | null;
            /**
             * Treasury
             * @description Let a treasury take fees and buy back.
             * @default false
             */
            enable_treasury?: boolean;
            /**
             * Treasury rules
             * @description The treasury.
             * @default null
             */
            treasury_config?: components["schemas"]["TreasuryParams"] | null;
            /**
             * Demand as trading volume
             * @description Give demand as a trading volume, the older way.
             * @default false
             */
            enable_volume?: boolean;
            /**
             * Trading volume
             * @description The trading volume.
             * @default null
             */
            volume_config?: components["schemas"]["VolumeParams"] | null;
            /**
             * Behaves like
             * @description The profile or preset each named bucket behaves by.
             */
            bucket_cohort_mapping?: {
                [key: string]: string;
            } | null;
            /**
             * Cohort profiles
             * @description Changes to profiles, by profile or bucket name; any subset of the fields.
             */
            cohort_profiles?: {
                [key: string]: components["schemas"]["ProfileOverride"];
            } | null;
            /**
             * Seed
             * @description Seed of all chance; omitted, derived from the configuration.
             * @default null
             */
            seed?: number | null;
            /**
             * Report each bucket
             * @description Report every cohort's months.
             * @default true
             */
            store_cohort_details?: boolean;
            /**
             * Report holders
             * @description cohort, or also the final balances of at most 1,000 rows (sampled) or of all (full), and some holders' months.
             * @default cohort
             * @enum {string}
             */
            aggregation_level?: "cohort" | "sampled" | "full";
            /**
             * Say what moved the price
             * @description Report who moved the price in every month; omitted, single runs do and trials do not.
             * @default null
             */
            attribution?: boolean | null;
            /**
             * Emissions
             * @description Tokens minted beyond the total supply, for a bucket's holders or for stakers.
             * @default null
             */
            emissions?: (components["schemas"]["FixedEmission"] | components["schemas"]["SupplyEmission"])[] | null;
            /**
             * Revenue
             * @description What the protocol earns in fiat: for buybacks, for stakers, for the treasury.
             * @default null
             */
            revenue?: components["schemas"]["RevenueParams"] | null;
        };
        /**
         * BranchFrom
         * @description A finished run, and the month up to which it is followed.
         */
        BranchFrom: {
            /**
             * Run
             * @description Hash of the run, as `GET /runs` lists it.
             */
            run_hash: string;
            /**
             * Month
             * @description Index of the last month that is still that run's.
             */
            month: number;
        };
        /**
         * BucketParams
         * @description One line of the allocation table: who gets how much, and when it unlocks.
         */
        BucketParams: {
            /**
             * Bucket
             * @description Name of the bucket, unique; a known cohort's name gives it that cohort's behaviour.
             */
            bucket: string;
            /**
             * Allocation
             * @description Share of the total supply, %; the buckets may all give an amount instead.
             */
            allocation?: number;
            /**
             * Amount
             * @description Tokens of the bucket, in place of its allocation; an answer's configuration has the allocation.
             * @default null
             */
            amount?: number;
            /**
             * Unlocked at launch
             * @description Share of the bucket unlocked at the start, %.
             * @default 0
             */
            tge_unlock_pct?: number;
            /**
             * Cliff
             * @description Months in which nothing but the TGE share unlocks.
             * @default 0
             */
            cliff_months?: number;
            /**
             * Vesting
             * @description Equal monthly instalments after the cliff; 0 unlocks the rest at once in the cliff month.
             * @default 0
             */
            vesting_months?: number;
            /**
             * Cliff is part of the vesting
             * @description Read the two as contracts do: vesting counts from the start, and at the cliff its part is due at once.
             * @default false
             */
            cliff_included?: boolean;
            /**
             * Schedule
             * @description Pieces of the schedule, in place of cliff and vesting; with the TGE share they add up to 100 %.
             * @default null
             */
            segments?: (components["schemas"]["LumpSegment"] | components["schemas"]["LinearSegment"] | components["schemas"]["StepsSegment"] | components["schemas"]["DecaySegment"] | components["schemas"]["NeverSegment"])[] | null;
            /**
             * Behaves like
             * @description Profile or preset of the bucket's holders; omitted, what its name says. An answer's configuration names it.
             * @default null
             */
            profile?: string | null;
            /**
             * Holders
             * @description Holders in the bucket; omitted, abm.agents_per_cohort.
             * @default null
             */
            num_holders?: number | null;
        } & (unknown | unknown);
        /**
         * CalibrateRequest
         * @description A design, and the prices that its token had.
         */
        CalibrateRequest: {
            /** @description Monthly closes of the token. */
            history: components["schemas"]["History"];
            /**
             * @description The market the token swam in; omitted, the request's own, else ETH's from the end of the first month on.
             * @default null
             */
            market?: components["schemas"]["MarketParams"] | null;
            /**
             * Fit
             * @description Names of the parameters that are fitted, of `abm.demand` and `abm.market`.
             * @default [
             *       "level",
             *       "attention_half_life_months",
             *       "attention_floor",
             *       "float_elasticity",
             *       "volatility"
             *     ]
             */
            fit?: string[];
            /** @description The request whose numbers are varied. */
            base: components["schemas"]["SimulateRequest"];
        };
        /**
         * CalibrateResponse
         * @description What a token's own history says of its demand; not a forecast.
         */
        CalibrateResponse: {
            /**
             * Total Runs
             * @description Trials of everything that was run, a base included.
             */
            total_runs: number;
            /** Completed Runs */
            completed_runs: number;
            /** Failed Runs */
            failed_runs: number;
            /** Warnings */
            warnings: string[];
            /** Execution Time Seconds */
            execution_time_seconds: number;
            /** Config */
            config: {
                [key: string]: unknown;
            };
            manifest: components["schemas"]["Provenance"];
            /** Parameters */
            parameters: components["schemas"]["FittedParameter"][];
            /**
             * Request
             * @description The design with the fitted demand; a run of it is the fitted path.
             */
            request: {
                [key: string]: unknown;
            };
            /**
             * Volatility
             * @description σ for trials: `abm.demand.volatility`.
             */
            volatility: number;
            /** Rows */
            rows: components["schemas"]["FittedMonth"][];
            /** @description Null where the history is too short to keep a part of it back. */
            test: components["schemas"]["HonestTest"] | null;
            /** Words */
            words: string[];
        };
        /**
         * Checkpoint
         * @description The final price over the first so many trials.
         */
        Checkpoint: {
            /** Trials */
            trials: number;
            /** Mean */
            mean: number;
            /** Std */
            std: number;
            /** P50 */
            p50: number;
        };
        /**
         * CompareRequest
         * @description Two economies to compare under the same chance.
         */
        CompareRequest: {
            /** @description The economy as it is. */
            a: components["schemas"]["SimulateRequest"];
            /** @description The economy with the change. */
            b: components["schemas"]["SimulateRequest"];
            /** @description Trials of both. */
            monte_carlo?: components["schemas"]["MonteCarloParams"];
            /**
             * Cross Check
             * @description Run some trials of both under the other market model, too, and warn where it orders them the other way round.
             * @default true
             */
            cross_check?: boolean;
        };
        /**
         * CompareResponse
         * @description What difference the change makes.
         */
        CompareResponse: {
            /** Trials */
            trials: components["schemas"]["PairedTrial"][];
            /** Figures */
            figures: {
                [key: string]: components["schemas"]["Difference"];
            };
            /** Num Trials */
            num_trials: number;
            /** Failed Trials */
            failed_trials: number;
            /** @description Null where it is off, or the models are not eoe or amm on both sides. */
            cross_check: components["schemas"]["CrossCheck"] | null;
            /** Warnings */
            warnings: string[];
            /** Execution Time Seconds */
            execution_time_seconds: number;
            /** Config */
            config: {
                [key: string]: unknown;
            };
            manifest: components["schemas"]["Provenance"];
        };
        /**
         * Constraint
         * @description A figure that has to stay within bounds.
         */
        Constraint: {
            /**
             * Figure
             * @description A key figure, a chance, or `proceeds of` a bucket.
             */
            figure: string;
            /**
             * At
             * @description Which of its values over the trials: the mean, or a percentile.
             * @default mean
             * @enum {string}
             */
            at?: "mean" | "p10" | "p50" | "p90";
            /**
             * Min
             * @description Least value allowed.
             * @default null
             */
            min?: number | null;
            /**
             * Max
             * @description Greatest value allowed.
             * @default null
             */
            max?: number | null;
        };
        /**
         * Convergence
         * @description Whether more trials would change the picture.
         */
        Convergence: {
            /** Checkpoints */
            checkpoints: components["schemas"]["Checkpoint"][];
            /**
             * Drift
             * @description Change of the mean over the last quarter of the trials, relative.
             */
            drift: number;
            /**
             * Standard Error
             * @description Of the mean, relative.
             */
            standard_error: number;
            /**
             * Median Within
             * @description Half the width of the median's 95 % interval, relative.
             */
            median_within: number;
            /** Converged */
            converged: boolean;
            /** Words */
            words: string;
        };
        /**
         * CrossCheck
         * @description The same difference under the other market model.
         */
        CrossCheck: {
            /** Model */
            model: string;
            /** Trials */
            trials: number;
            /**
             * Agrees
             * @description Whether it orders the two the same way by every figure.
             */
            agrees: boolean;
            /** Figures */
            figures: {
                [key: string]: components["schemas"]["Difference"];
            };
            /**
             * Warnings
             * @description A sentence for each figure by which it does not.
             */
            warnings: string[];
        };
        /**
         * DemandParams
         * @description What outside buyers spend. Each factor is neutral unless it is given, here or by the preset.
         */
        DemandParams: {
            /**
             * Demand model
             * @description constant, growth (compound), adoption (logistic users) or series (a list).
             * @default constant
             * @enum {string}
             */
            model?: "constant" | "growth" | "adoption" | "series";
            /**
             * Demand at the start
             * @description Fiat in month 0; omitted, what the first float turns over at the start price, times `level`.
             * @default null
             */
            initial_monthly_fiat?: number | null;
            /**
             * Growth
             * @description Growth a month, as a fraction (growth model).
             * @default 0
             */
            monthly_growth?: number;
            /**
             * Users at first
             * @description Users long before the midpoint (adoption model).
             * @default 1000
             */
            users_start?: number;
            /**
             * Users in the end
             * @description Users once everyone has come (adoption model).
             * @default 100000
             */
            users_max?: number;
            /**
             * Midpoint
             * @description Month in which half the users have come (adoption model).
             * @default 18
             */
            midpoint_month?: number;
            /**
             * Steepness
             * @description Logistic growth rate a month (adoption model).
             * @default 0.25
             */
            steepness?: number;
            /**
             * Spending of a user
             * @description Fiat a user brings a month (adoption model); omitted, month 0 brings `initial_monthly_fiat`.
             * @default null
             */
            fiat_per_user?: number | null;
            /**
             * Demand by month
             * @description Fiat of each month; the last value stays (series model).
             * @default null
             */
            series?: number[] | null;
            /**
             * Launch
             * @description Fills what is not given: typical (what real launches show), flat, bull or bear (typical in a rising or falling
             *     market). Where demand is omitted altogether, it is typical.
             * @default null
             */
            preset?: ("typical" | "flat" | "bull" | "bear") | null;
            /**
             * Level of demand
             * @description Demand in month 0 over what the first float turns over at the start price; used where the fiat is omitted.
             * @default 1
             */
            level?: number;
            /**
             * Volatility
             * @description σ: standard deviation of a month's own shock; shocks pile up as exp(Σσε): the path without them is the median.
             * @default 0
             */
            volatility?: number;
            /**
             * Calming with the float
             * @description Power by which σ falls as the float grows: σ × (part of the supply unlocked)^−decay.
             * @default 0
             */
            volatility_decay?: number;
            /**
             * Half-life of attention
             * @description Months in which the attention above its floor halves; omitted, attention stays.
             * @default null
             */
            attention_half_life_months?: number | null;
            /**
             * Floor of attention
             * @description Part of the first attention that lasts, as a fraction.
             * @default 0
             */
            attention_floor?: number;
            /**
             * Rush at the launch
             * @description What buyers who waited for the launch spend on top in month 0, as a fraction of its demand.
             * @default 0
             */
            launch_rush?: number;
            /**
             * Float elasticity
             * @description δ: power of the scheduled float by which demand grows with it: listings, depth, mandates.
             * @default 0
             */
            float_elasticity?: number;
            /**
             * Unlock caution
             * @description a: how much of their spending buyers hold back ahead of an unlock, to spend it in its month, as a fraction.
             * @default 0
             */
            unlock_caution?: number;
            /**
             * Reflexivity
             * @description Power of last month's price change by which demand follows the price, its effect cut to ½ … 2.
             * @default 0
             */
            reflexivity?: number;
        };
        /**
         * Difference
         * @description One figure of B less that of A, trial by trial.
         */
        Difference: {
            /** Mean A */
            mean_a: number;
            /** Mean B */
            mean_b: number;
            /** Mean Difference */
            mean_difference: number;
            /** Mean Difference Ci95 */
            mean_difference_ci95: number[];
            /** Std Difference */
            std_difference: number;
            /** P10 Difference */
            p10_difference: number;
            /** P50 Difference */
            p50_difference: number;
            /** P90 Difference */
            p90_difference: number;
            /**
             * Probability B Beats A
             * @description Part of the trials in which B is better; a tie counts half.
             */
            probability_b_beats_a: number;
            /**
             * Better
             * @enum {string}
             */
            better: "more" | "less";
            /**
             * Noise Left By Pairing
             * @description Spread of the difference over that of unpaired trials.
             */
            noise_left_by_pairing: number;
        };
        /**
         * DoneEvent
         * @description A job has ended; the last event, exactly once.
         */
        DoneEvent: {
            /** Job Id */
            job_id: string;
            kind: components["schemas"]["JobKind"];
            /** Progress Pct */
            progress_pct: number;
            /** Current Month */
            current_month: number;
            /** Total Months */
            total_months: number;
            /** Queue Position */
            queue_position: number | null;
            /** Error */
            error: string | null;
            /**
             * Completed Trials
             * @default null
             */
            completed_trials?: number | null;
            /**
             * Total Trials
             * @default null
             */
            total_trials?: number | null;
            /**
             * Type
             * @constant
             */
            type: "done";
            /**
             * Status
             * @enum {string}
             */
            status: "completed" | "failed" | "cancelled";
            /**
             * Partial
             * @description Of a search, its last front, unless it was told before.
             * @default null
             */
            partial?: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * FailedTrial
         * @description A trial that left the range of numbers; the others stand without it.
         */
        FailedTrial: {
            /** Trial Index */
            trial_index: number;
            /** Seed */
            seed: number;
            /** Message */
            message: string;
        };
        /**
         * FigureOfTrials
         * @description A figure over the trials that have it; null where none has.
         */
        FigureOfTrials: {
            /** Mean */
            mean: number | null;
            /** P10 */
            p10: number | null;
            /** P50 */
            p50: number | null;
            /** P90 */
            p90: number | null;
            /**
             * Low
             * @description Where the 95 % interval of the mean begins.
             */
            low: number | null;
            /**
             * High
             * @description Where it ends.
             */
            high: number | null;
        };
        /**
         * FigureSpread
         * @description A key figure over the trials that have it; null where none has.
         */
        FigureSpread: {
            /** P10 */
            p10: number | null;
            /** P50 */
            p50: number | null;
            /** P90 */
            p90: number | null;
        };
        /**
         * FigureSpreads
         * @description Every key figure of a single run, over the trials.
         */
        FigureSpreads: {
            /**
             * Start price
             * @description Price before the first month. [fiat per token]
             */
            initial_price: components["schemas"]["FigureSpread"];
            /**
             * Final price
             * @description Price at the end. [fiat per token]
             */
            final_price: components["schemas"]["FigureSpread"];
            /**
             * Price change
             * @description Final over start price, less one. [%]
             */
            price_change_pct: components["schemas"]["FigureSpread"];
            /**
             * Worst drawdown
             * @description Largest fall of the price from an earlier peak, the start price included. [%]
             */
            max_drawdown_pct: components["schemas"]["FigureSpread"];
            /**
             * Lowest price
             * @description Lowest closing price of a month. [fiat per token]
             */
            min_price: components["schemas"]["FigureSpread"];
            /**
             * Month of the lowest price
             * @description First month that closes at the lowest price. [month]
             */
            min_price_month: components["schemas"]["FigureSpread"];
            /**
             * Average sale price
             * @description What holders were paid over what they sold; the mean price of the months where nothing is sold. [fiat per token]
             */
            average_price: components["schemas"]["FigureSpread"];
            /**
             * Sold by holders
             * @description Tokens holders sold in all. [tokens]
             */
            total_tokens_sold: components["schemas"]["FigureSpread"];
            /**
             * Peak-selling month
             * @description First month in which holders sell the most tokens. [month]
             */
            max_sell_month: components["schemas"]["FigureSpread"];
            /**
             * Sold at the peak
             * @description Tokens sold in that month. [tokens]
             */
            max_sell_tokens: components["schemas"]["FigureSpread"];
            /**
             * Peak selling against demand
             * @description What holders are paid in the peak-selling month over the fiat demand of that month; none without demand. [%]
             */
            max_sell_to_demand_pct: components["schemas"]["FigureSpread"];
            /**
             * Circulating after a year
             * @description Circulating supply after month 12 as a share of the total supply; none where the horizon is shorter. [%]
             */
            circulating_month_12_pct: components["schemas"]["FigureSpread"];
            /**
             * Circulating at the end
             * @description Circulating supply at the end. [tokens]
             */
            final_circulating_supply: components["schemas"]["FigureSpread"];
            /**
             * Circulating at the end
             * @description The same as a share of the total supply. [%]
             */
            final_circulating_pct: components["schemas"]["FigureSpread"];
            /**
             * Staking ratio
             * @description Staked tokens at the end as a share of staked and circulating ones; none while staking is off. [%]
             */
            staking_ratio_pct: components["schemas"]["FigureSpread"];
            /**
             * Burned
             * @description Tokens burned as a share of the total supply. [%]
             */
            burned_pct: components["schemas"]["FigureSpread"];
            /**
             * Treasury runway
             * @description Fiat of the treasury over what it spent on tokens and put into liquidity a month, on average over the last 12 months; none where that is nothing. [months]
             */
            treasury_runway_months: components["schemas"]["FigureSpread"];
            /**
             * Market cap
             * @description Final price × circulating supply. [fiat]
             */
            final_market_cap_fiat: components["schemas"]["FigureSpread"];
            /**
             * Fully diluted value
             * @description Final price × all tokens in existence. [fiat]
             */
            final_fully_diluted_fiat: components["schemas"]["FigureSpread"];
            /**
             * Fully diluted to market cap
             * @description Fully diluted value over market cap, at the end; none while nothing circulates.
             */
            fully_diluted_to_market_cap: components["schemas"]["FigureSpread"];
            /**
             * Emitted
             * @description Tokens minted by emissions in all. [tokens]
             */
            total_emitted: components["schemas"]["FigureSpread"];
            /**
             * Revenue
             * @description Fiat the protocol earned in all. [fiat]
             */
            total_revenue_fiat: components["schemas"]["FigureSpread"];
        };
        /**
         * FittedMonth
         * @description A close beside the fitted path.
         */
        FittedMonth: {
            /** Month */
            month: number;
            /**
             * Date
             * Format: date
             */
            date: string;
            /** Close */
            close: number | null;
            /** Fitted */
            fitted: number;
        };
        /**
         * FittedParameter
         * @description A parameter with a 90 % interval.
         */
        FittedParameter: {
            /** Name */
            name: string;
            /** Meaning */
            meaning: string;
            /** Estimate */
            estimate: number;
            /** Low */
            low: number;
            /** High */
            high: number;
            prior: components["schemas"]["PriorOfParameter"];
            /**
             * Learnt
             * @description Part of the prior's variance that the history took away, 0 … 1.
             */
            learnt: number;
        };
        /**
         * FixedEmission
         * @description So many tokens a month.
         */
        FixedEmission: {
            /**
             * Name
             * @description What the emission is called.
             */
            name: string;
            /**
             * Goes to
             * @description Who gets the tokens: a bucket's holders by its name, those of every bucket with a profile, or `stakers`.
             * @default stakers
             */
            profile?: string;
            /**
             * From month
             * @description First month that mints, counted from the start date.
             * @default 0
             */
            start_month?: number;
            /**
             * To month
             * @description Last month that mints; omitted, it never ends.
             * @default null
             */
            end_month?: number | null;
            /**
             * Falls each year by
             * @description Part by which the rate falls with each full year since the first month, as a fraction.
             * @default 0
             */
            decay_per_year?: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "fixed";
            /**
             * Minted a month
             * @description Tokens minted in each month of the first year.
             */
            amount: number;
        };
        /**
         * Histogram
         * @description How often the final price falls where.
         */
        Histogram: {
            /** Edges */
            edges: number[];
            /** Counts */
            counts: number[];
        };
        /**
         * History
         * @description Monthly closes in the order of their dates; months may be missing.
         */
        History: {
            /**
             * Months
             * @description One entry a month.
             * @default []
             */
            months?: components["schemas"]["MonthlyClose"][];
            /**
             * Text
             * @description In place of months: daily or monthly prices as they are downloaded, a day and a close in each line.
             * @default null
             */
            text?: string | null;
        };
        /**
         * HonestTest
         * @description Errors, log points, over months that the tested fit has not seen.
         */
        HonestTest: {
            /** Trained Months */
            trained_months: number;
            /** Tested Months */
            tested_months: number;
            /**
             * Errors
             * @description `model`, `random_walk`, `market_over_float`.
             */
            errors: {
                [key: string]: number;
            };
            /** Beats Random Walk */
            beats_random_walk: boolean;
            /** Beats Market Over Float */
            beats_market_over_float: boolean;
            /** Words */
            words: string;
        };
        /**
         * Lever
         * @description A number of the request, or several that move together.
         */
        Lever: {
            /**
             * Pointer
             * @description Where it stands in the request, as a JSON pointer (RFC 6901).
             * @default null
             */
            pointer?: string | null;
            /**
             * Pointers
             * @description Several places that take the same value, in place of one.
             * @default null
             */
            pointers?: string[] | null;
            /**
             * Low
             * @description Least value.
             */
            low: number;
            /**
             * High
             * @description Greatest value.
             */
            high: number;
            /**
             * Step
             * @description Distance of the values tried, counted from low; omitted, any value.
             * @default null
             */
            step?: number | null;
            /**
             * Whole
             * @description Only whole numbers: for months and holders.
             * @default false
             */
            whole?: boolean;
            /**
             * Name
             * @description What it is called in the results; omitted, the first pointer.
             * @default null
             */
            name?: string | null;
        };
        /**
         * MarketParams
         * @description The market as a whole: the demand for a token follows it with elasticity β.
         */
        MarketParams: {
            /**
             * Market path
             * @description Level of the market by month: flat, a shipped path such as eth-2021-05 (real closes from that month on), or a
             *     list of levels; only ratios to the first count, and the last level stays.
             * @default flat
             */
            path?: string | number[];
            /**
             * Beta on the market
             * @description β: power of the market index by which demand follows it; omitted, that of real launches where demand is typical,
             *     else 1.
             * @default null
             */
            beta?: number | null;
            /**
             * Market volatility
             * @description σ_M: standard deviation of a month's shock of the market; shocks pile up as exp(Σσ_M·ε).
             * @default 0
             */
            volatility?: number;
        };
        /**
         * MonteCarloParams
         * @description How many trials, how different, and what to report.
         */
        MonteCarloParams: {
            /**
             * Uncertainty
             * @description Run trials; false runs a single simulation.
             * @default true
             */
            enabled?: boolean;
            /**
             * Trials
             * @description Trials to run.
             * @default 100
             */
            num_trials?: number;
            /**
             * Variance
             * @description low, a calm market; medium, shocks as real markets and tokens had, mean traits ± 10 %; high, a wild one.
             * @default medium
             * @enum {string}
             */
            variance_level?: "low" | "medium" | "high";
            /**
             * Seed
             * @description Seed of the first trial, from which the others' follow; omitted, the configuration's.
             * @default null
             */
            seed?: number | null;
            /**
             * Percentiles
             * @description Percentiles to report, %.
             * @default [
             *       10,
             *       50,
             *       90
             *     ]
             */
            confidence_levels?: number[];
            /**
             * Report every trial
             * @description Report every trial's months; omitted, up to 100 trials.
             * @default null
             */
            include_trials?: boolean | null;
        };
        /**
         * MonteCarloRequest
         * @description A token economy to run many trials of.
         * @example {
         *       "abm": {
         *         "agents_per_cohort": 50,
         *         "enable_staking": true,
         *         "enable_treasury": true,
         *         "pricing_model": "eoe",
         *         "staking_config": {
         *           "base_apy": 0.15,
         *           "lockup_months": 6,
         *           "max_capacity_pct": 0.4
         *         },
         *         "treasury_config": {
         *           "burn_bought_tokens": true,
         *           "buyback_pct": 0.3,
         *           "transaction_fee_pct": 0.03
         *         }
         *       },
         *       "buckets": [
         *         {
         *           "allocation": 20,
         *           "bucket": "Team",
         *           "cliff_months": 12,
         *           "tge_unlock_pct": 0,
         *           "vesting_months": 24
         *         },
         *         {
         *           "allocation": 15,
         *           "bucket": "VC",
         *           "cliff_months": 6,
         *           "tge_unlock_pct": 5,
         *           "vesting_months": 18
         *         },
         *         {
         *           "allocation": 40,
         *           "bucket": "Community",
         *           "cliff_months": 0,
         *           "tge_unlock_pct": 20,
         *           "vesting_months": 36
         *         },
         *         {
         *           "allocation": 5,
         *           "bucket": "Advisors",
         *           "cliff_months": 6,
         *           "tge_unlock_pct": 0,
         *           "vesting_months": 12
         *         }
         *       ],
         *       "monte_carlo": {
         *         "enabled": true,
         *         "num_trials": 100,
         *         "seed": 42,
         *         "variance_level": "medium"
         *       },
         *       "token": {
         *         "horizon_months": 36,
         *         "start_date": "2025-01-01",
         *         "total_supply": 1000000000
         *       }
         *     }
         * @example {
         *       "buckets": [
         *         {
         *           "allocation": 100,
         *           "bucket": "Community",
         *           "tge_unlock_pct": 10,
         *           "vesting_months": 12
         *         }
         *       ],
         *       "monte_carlo": {
         *         "confidence_levels": [
         *           5,
         *           25,
         *           50,
         *           75,
         *           95
         *         ],
         *         "num_trials": 20,
         *         "variance_level": "high"
         *       },
         *       "token": {
         *         "horizon_months": 12,
         *         "start_date": "2025-01-01",
         *         "total_supply": 1000000
         *       }
         *     }
         */
        MonteCarloRequest: {
            /** Token */
            token: components["schemas"]["TokenParams"];
            /**
             * Buckets
             * @description The allocation table; what it leaves of the supply stays unallocated.
             */
            buckets: components["schemas"]["BucketParams"][];
            /**
             * Behaviour
             * @description How holders, market, staking and treasury behave.
             */
            abm?: components["schemas"]["ABMParams"] | null;
            /**
             * Cohort profiles
             * @description Changes to profiles, which may stand here instead of in abm; once read, they are there.
             */
            cohort_profiles?: {
                [key: string]: components["schemas"]["ProfileOverride"];
            } | null;
            /**
             * Uncertainty
             * @description How many trials, how different.
             */
            monte_carlo: components["schemas"]["MonteCarloParams"];
        };
        /**
         * MonteCarloResponse
         * @description Everything the trials found out.
         */
        MonteCarloResponse: {
            /** Trials */
            trials: components["schemas"]["Trial"][];
            /** Percentiles */
            percentiles: components["schemas"]["PercentileBand"][];
            /** Mean Metrics */
            mean_metrics: components["schemas"]["GlobalMetrics"][];
            /** Std Metrics */
            std_metrics: components["schemas"]["GlobalMetrics"][];
            summary: components["schemas"]["MonteCarloSummary"];
            risk: components["schemas"]["Risk"];
            convergence: components["schemas"]["Convergence"];
            /** @description Who moved the price, mean over the trials; null unless `attribution` is true. */
            attribution: components["schemas"]["Attribution"] | null;
            histogram: components["schemas"]["Histogram"];
            /** Failed Trials */
            failed_trials: components["schemas"]["FailedTrial"][];
            /** Warnings */
            warnings: string[];
            /** Execution Time Seconds */
            execution_time_seconds: number;
            /**
             * Config
             * @description The configuration each trial lived in, every default filled.
             */
            config: {
                [key: string]: unknown;
            };
            manifest: components["schemas"]["Provenance"];
        };
        /**
         * MonteCarloSummary
         * @description Key figures over the trials.
         */
        MonteCarloSummary: {
            /** Num Trials */
            num_trials: number;
            /** Failed Trials */
            failed_trials: number;
            /** Mean Final Price */
            mean_final_price: number;
            /** Std Final Price */
            std_final_price: number;
            /** Min Final Price */
            min_final_price: number;
            /** Max Final Price */
            max_final_price: number;
            /** P10 Final Price */
            p10_final_price: number;
            /** P50 Final Price */
            p50_final_price: number;
            /** P90 Final Price */
            p90_final_price: number;
            /** Mean Total Sold */
            mean_total_sold: number;
            /** Mean Max Drawdown Pct */
            mean_max_drawdown_pct: number;
            /** Mean Price Change Pct */
            mean_price_change_pct: number;
            figures: components["schemas"]["FigureSpreads"];
        };
        /**
         * MonthlyClose
         * @description What is known of one month.
         */
        MonthlyClose: {
            /**
             * Date
             * Format: date
             * @description Day of the close: near the day of the month on which the token started.
             */
            date: string;
            /**
             * Close
             * @description Price, fiat per token.
             */
            close: number;
            /**
             * Circulating Supply
             * @description Tokens in circulation on that day.
             * @default null
             */
            circulating_supply?: number | null;
            /**
             * Staked Ratio
             * @description Part of all tokens that is staked on that day.
             * @default null
             */
            staked_ratio?: number | null;
        };
        /**
         * Objective
         * @description A figure that is to be as small, or as large, as it can be.
         */
        Objective: {
            /**
             * Figure
             * @description A key figure, a chance, or `proceeds of` a bucket.
             */
            figure: string;
            /**
             * Goal
             * @description Whether less or more of it is better.
             * @enum {string}
             */
            goal: "min" | "max";
            /**
             * At
             * @description Which of its values over the trials: the mean, or a percentile; of a chance the mean unless it is given.
             * @default p50
             * @enum {string}
             */
            at?: "mean" | "p10" | "p50" | "p90";
        };
        /**
         * OptimizeRequest
         * @description A design, what of it may be moved, and what is wanted.
         */
        OptimizeRequest: {
            /**
             * Levers
             * @description What may be moved.
             */
            levers: components["schemas"]["Lever"][];
            /**
             * Keep Shares
             * @description Let the buckets that no lever moves share what the moved ones leave, so that allocations keep adding up.
             * @default false
             */
            keep_shares?: boolean;
            /**
             * Objectives
             * @description What is wanted; with several, the answer is every design that no other beats in all.
             */
            objectives: components["schemas"]["Objective"][];
            /**
             * Constraints
             * @description What has to hold.
             * @default []
             */
            constraints?: components["schemas"]["Constraint"][];
            /**
             * Trials
             * @description Trials of each design, the same for all.
             * @default 32
             */
            trials?: number;
            /**
             * Variance Level
             * @description How different the trials are, as in a Monte Carlo run.
             * @default medium
             * @enum {string}
             */
            variance_level?: "low" | "medium" | "high";
            /**
             * Designs
             * @description Most designs that are tried.
             * @default 400
             */
            designs?: number;
            /**
             * Population
             * @description Designs of a generation; omitted, a tenth of all, at least 8 and at most 100.
             * @default null
             */
            population?: number | null;
            /**
             * Seed
             * @description Seed of the search; the trials keep the request's.
             * @default 0
             */
            seed?: number;
            /** @description The request whose numbers are varied. */
            base: components["schemas"]["SimulateRequest"];
        };
        /**
         * OptimizeResponse
         * @description Every design tried that keeps the constraints and that no other beats in all objectives.
         */
        OptimizeResponse: {
            /**
             * Total Runs
             * @description Trials of everything that was run, a base included.
             */
            total_runs: number;
            /** Completed Runs */
            completed_runs: number;
            /** Failed Runs */
            failed_runs: number;
            /** Warnings */
            warnings: string[];
            /** Execution Time Seconds */
            execution_time_seconds: number;
            /** Config */
            config: {
                [key: string]: unknown;
            };
            manifest: components["schemas"]["Provenance"];
            /**
             * Front
             * @description At most 100, best first by the first objective.
             */
            front: components["schemas"]["OptimizedDesign"][];
            start: components["schemas"]["OptimizedDesign"];
            /** Levers */
            levers: string[];
            /** Objectives */
            objectives: {
                [key: string]: unknown;
            }[];
            /** Generations */
            generations: number;
            /** Designs Run */
            designs_run: number;
            /**
             * Stopped Early
             * @description Nothing got better for some generations, or nothing was left to try.
             */
            stopped_early: boolean;
            /**
             * Hypervolumes
             * @description What the front dominates after each generation.
             */
            hypervolumes: number[];
        };
        /**
         * OptimizedDesign
         * @description A design that was tried.
         */
        OptimizedDesign: {
            /**
             * Design
             * @description In the order of trying; 0 is the design as it is.
             */
            design: number;
            /**
             * Levers
             * @description Where each lever stands; null where nothing is written.
             */
            levers: {
                [key: string]: number | null;
            };
            /**
             * Figures
             * @description Null where the design could not be run.
             */
            figures: {
                [key: string]: components["schemas"]["FigureOfTrials"];
            } | null;
            /**
             * Changed
             * @description What differs from the design as it is, in words.
             */
            changed: string;
            /**
             * Breaks
             * @description A sentence for each constraint that does not hold; none on the front.
             */
            breaks: string[];
            /** Error */
            error: string | null;
            /**
             * Request
             * @description The design as a request, ready to post.
             */
            request: {
                [key: string]: unknown;
            };
        };
        /**
         * PairedTrial
         * @description The same trial of both.
         */
        PairedTrial: {
            /** Trial Index */
            trial_index: number;
            /** Seed */
            seed: number;
            /** A */
            a: {
                [key: string]: number;
            };
            /** B */
            b: {
                [key: string]: number;
            };
        };
        /**
         * PercentileBand
         * @description A percentile of every series and month over the trials.
         */
        PercentileBand: {
            /**
             * Percentile
             * @description %.
             */
            percentile: number;
            /** Final Price */
            final_price: number;
            /**
             * Final Price Ci95
             * @description 95 % confidence interval, from order statistics.
             */
            final_price_ci95: number[];
            /** Total Sold */
            total_sold: number;
            /** Global Metrics */
            global_metrics: components["schemas"]["GlobalMetrics"][];
        };
        /**
         * PricingConfig
         * @description Parameters of the pricing models; those of a model that is not chosen are ignored.
         */
        PricingConfig: {
            /**
             * Least price
             * @description Least price, fiat per token; omitted, a millionth of the start price.
             * @default null
             */
            min_price?: number | null;
            /**
             * Holding time
             * @description Months an outside buyer keeps a token; the inverse is the part of their float that they resell a month.
             * @default 6
             */
            holding_time?: number;
            /**
             * Pool
             * @description Fiat in the pool at the start; omitted, 2 % of start price × supply.
             * @default null
             */
            pool_fiat?: number | null;
            /**
             * Pool fee
             * @description Part of each trade that stays in the pool, as a fraction.
             * @default 0.003
             */
            fee_pct?: number;
            /**
             * Constant price
             * @description The price, fiat per token; omitted, the start price.
             * @default null
             */
            constant_price?: number | null;
            /**
             * Price at no issuance
             * @description Price at no issuance, fiat per token; the start price by another name.
             * @default null
             */
            initial_price?: number | null;
            /**
             * Exponent α
             * @description Exponent of the curve.
             * @default 0.5
             */
            alpha?: number;
            /**
             * Greatest supply
             * @description S_max; omitted, the total supply.
             * @default null
             */
            max_supply?: number | null;
            /**
             * Scale k
             * @description Scale of the curve; omitted, the one that starts at the start price.
             * @default null
             */
            k?: number | null;
            /**
             * Exponent n
             * @description Exponent of the curve.
             * @default 2
             */
            n?: number;
            /**
             * Tokens on the curve
             * @description Tokens on the curve at the start; omitted, the TGE unlock or 1 % of the supply, whichever is more.
             * @default null
             */
            initial_supply?: number | null;
            /**
             * Idle turnover
             * @description λ: how far tokens in holders' hands turn over like the buyers' float, as a fraction.
             * @default 0.05
             */
            idle_turnover?: number;
            /**
             * Smoothing
             * @description Weight of the previous price in the new one.
             * @default 0.2
             */
            smoothing_factor?: number;
        };
        /**
         * PriorOfParameter
         * @description What real launches had in common, with a 90 % interval.
         */
        PriorOfParameter: {
            /** Value */
            value: number;
            /** Low */
            low: number;
            /** High */
            high: number;
        };
        /**
         * Problem
         * @description What went wrong (RFC 9457, application/problem+json).
         */
        Problem: {
            /**
             * Type
             * @default about:blank
             */
            type?: string;
            /** Title */
            title: string;
            /** Status */
            status: number;
            /**
             * Detail
             * @description A sentence for a human.
             */
            detail: string;
            /**
             * Errors
             * @description The fields that are wrong.
             * @default null
             */
            errors?: components["schemas"]["ProblemField"][] | null;
        };
        /**
         * ProfileOverride
         * @description Any subset of a profile's fields; price sensitivity may also be given by its mean and standard deviation.
         */
        ProfileOverride: {
            /**
             * Risk tolerance, first shape
             * @description First shape of the Beta distribution of risk tolerance ρ.
             * @default 5
             */
            risk_alpha?: number;
            /**
             * Risk tolerance, second shape
             * @description Second shape of the Beta distribution of risk tolerance ρ.
             * @default 5
             */
            risk_beta?: number;
            /**
             * Holding time, shape
             * @description Shape of the Gamma distribution of the holding time, in months.
             * @default 2
             */
            hold_time_shape?: number;
            /**
             * Holding time, scale
             * @description Scale of the Gamma distribution of the holding time, months.
             * @default 6
             */
            hold_time_scale?: number;
            /**
             * Sold of an unlock, mean
             * @description Mean part of a fresh unlock that is sold (Normal, cut to 0 … 1).
             * @default 0.25
             */
            sell_pressure_mean?: number;
            /**
             * Sold of an unlock, spread
             * @description Standard deviation of the part of a fresh unlock that is sold.
             * @default 0.08
             */
            sell_pressure_std?: number;
            /**
             * Price sensitivity, first shape
             * @description First shape of the Beta distribution of price sensitivity κ.
             * @default 5
             */
            price_sensitivity_alpha?: number;
            /**
             * Price sensitivity, second shape
             * @description Second shape of the Beta distribution of price sensitivity κ.
             * @default 5
             */
            price_sensitivity_beta?: number;
            /**
             * Staking, first shape
             * @description First shape of the Beta distribution of staking propensity σ.
             * @default 4
             */
            stake_alpha?: number;
            /**
             * Staking, second shape
             * @description Second shape of the Beta distribution of staking propensity σ.
             * @default 6
             */
            stake_beta?: number;
            /**
             * Cliff shock
             * @description Factor on the part of a fresh unlock that is sold in the cliff month.
             * @default 2
             */
            cliff_shock_mult?: number;
            /**
             * Take-profit, mean
             * @description Mean gain that triggers profit taking, as a fraction (Normal, at least 0.05).
             * @default 0.5
             */
            take_profit_mean?: number;
            /**
             * Take-profit, spread
             * @description Standard deviation of the profit-taking gain.
             * @default 0.15
             */
            take_profit_std?: number;
            /**
             * Stop-loss, mean
             * @description Mean loss that triggers selling, as a negative fraction (Normal, cut to −0.95 … −0.01).
             * @default -0.3
             */
            stop_loss_mean?: number;
            /**
             * Stop-loss, spread
             * @description Standard deviation of the stop-loss.
             * @default 0.08
             */
            stop_loss_std?: number;
            /**
             * Inequality of holdings
             * @description Lognormal spread of the holdings inside the cohort; 0 makes all equal, the Gini coefficient is erf(σ/2).
             * @default 1
             */
            size_sigma?: number;
            /**
             * Spending
             * @description Part of the old balance that goes out each month, as a fraction; given, it makes a holder who only spends:
             *     without triggers, caution, chance or staking, and one for the whole bucket. Omitted, holders trade.
             * @default null
             */
            spending?: number | null;
            /**
             * Price sensitivity, mean
             * @description Mean of price sensitivity κ, in place of its two Beta shapes.
             * @default null
             */
            price_sensitivity_mean?: number | null;
            /**
             * Price sensitivity, spread
             * @description Standard deviation of price sensitivity κ, in place of its two Beta shapes.
             * @default null
             */
            price_sensitivity_std?: number | null;
        };
        /**
         * ProgressEvent
         * @description A job has come further.
         */
        ProgressEvent: {
            /** Job Id */
            job_id: string;
            kind: components["schemas"]["JobKind"];
            /** Progress Pct */
            progress_pct: number;
            /** Current Month */
            current_month: number;
            /** Total Months */
            total_months: number;
            /** Queue Position */
            queue_position: number | null;
            /** Error */
            error: string | null;
            /**
             * Completed Trials
             * @default null
             */
            completed_trials?: number | null;
            /**
             * Total Trials
             * @default null
             */
            total_trials?: number | null;
            /**
             * Type
             * @constant
             */
            type: "progress";
            /**
             * Status
             * @enum {string}
             */
            status: "pending" | "running";
            /**
             * Partial
             * @description Of a search, the front so far, in the first event after it has changed.
             * @default null
             */
            partial?: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * Provenance
         * @description Where a result comes from: engine and hash give it again, to the bit.
         */
        Provenance: {
            /** Engine Version */
            engine_version: string;
            /** Config Hash */
            config_hash: string;
            /** Seed */
            seed: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * RevenueParams
         * @description What the protocol earns and whom it pays. What no share is given of pays for running it, outside the model.
         */
        RevenueParams: {
            /**
             * Revenue model
             * @description constant, growth (compound), adoption (logistic users) or series (a list).
             * @default constant
             * @enum {string}
             */
            model?: "constant" | "growth" | "adoption" | "series";
            /**
             * Revenue at the start
             * @description Fiat in month 0; needed by every model but series, and adoption with `fiat_per_user`.
             * @default null
             */
            initial_monthly_fiat?: number | null;
            /**
             * Growth
             * @description Growth a month, as a fraction (growth model).
             * @default 0
             */
            monthly_growth?: number;
            /**
             * Users at first
             * @description Users long before the midpoint (adoption model).
             * @default 1000
             */
            users_start?: number;
            /**
             * Users in the end
             * @description Users once everyone has come (adoption model).
             * @default 100000
             */
            users_max?: number;
            /**
             * Midpoint
             * @description Month in which half the users have come (adoption model).
             * @default 18
             */
            midpoint_month?: number;
            /**
             * Steepness
             * @description Logistic growth rate a month (adoption model).
             * @default 0.25
             */
            steepness?: number;
            /**
             * Spending of a user
             * @description Fiat a user brings a month (adoption model); omitted, month 0 brings `initial_monthly_fiat`.
             * @default null
             */
            fiat_per_user?: number | null;
            /**
             * Revenue by month
             * @description Fiat of each month; the last value stays (series model).
             * @default null
             */
            series?: number[] | null;
            /**
             * To buybacks
             * @description Part of revenue that buys tokens back, as a fraction; they are burned or kept like the treasury's.
             * @default 0
             */
            to_buyback?: number;
            /**
             * To stakers
             * @description Part of revenue paid to stakers in fiat, as a fraction.
             * @default 0
             */
            to_stakers?: number;
            /**
             * To the treasury
             * @description Part of revenue that joins the treasury's reserve, as a fraction; omitted, what the other two leave.
             * @default null
             */
            to_treasury?: number | null;
        };
        /**
         * Risk
         * @description Chances that matter, 0 … 1.
         */
        Risk: {
            /** Probability Below Start */
            probability_below_start: number;
            /** Probability Drawdown Over 50 Pct */
            probability_drawdown_over_50_pct: number;
            /** Probability Drawdown Over 80 Pct */
            probability_drawdown_over_80_pct: number;
            /** Probability Drawdown Over 95 Pct */
            probability_drawdown_over_95_pct: number;
        };
        /**
         * RunRequest
         * @description A token economy to simulate, from its start or from a month of a finished run on.
         * @example {
         *       "abm": {
         *         "agents_per_cohort": 50,
         *         "enable_staking": true,
         *         "enable_treasury": true,
         *         "pricing_model": "eoe",
         *         "staking_config": {
         *           "base_apy": 0.15,
         *           "lockup_months": 6,
         *           "max_capacity_pct": 0.4
         *         },
         *         "treasury_config": {
         *           "burn_bought_tokens": true,
         *           "buyback_pct": 0.3,
         *           "transaction_fee_pct": 0.03
         *         }
         *       },
         *       "buckets": [
         *         {
         *           "allocation": 20,
         *           "bucket": "Team",
         *           "cliff_months": 12,
         *           "tge_unlock_pct": 0,
         *           "vesting_months": 24
         *         },
         *         {
         *           "allocation": 15,
         *           "bucket": "VC",
         *           "cliff_months": 6,
         *           "tge_unlock_pct": 5,
         *           "vesting_months": 18
         *         },
         *         {
         *           "allocation": 40,
         *           "bucket": "Community",
         *           "cliff_months": 0,
         *           "tge_unlock_pct": 20,
         *           "vesting_months": 36
         *         },
         *         {
         *           "allocation": 5,
         *           "bucket": "Advisors",
         *           "cliff_months": 6,
         *           "tge_unlock_pct": 0,
         *           "vesting_months": 12
         *         }
         *       ],
         *       "token": {
         *         "horizon_months": 36,
         *         "start_date": "2025-01-01",
         *         "total_supply": 1000000000
         *       }
         *     }
         * @example {
         *       "buckets": [
         *         {
         *           "allocation": 100,
         *           "bucket": "Community",
         *           "tge_unlock_pct": 10,
         *           "vesting_months": 12
         *         }
         *       ],
         *       "token": {
         *         "horizon_months": 12,
         *         "start_date": "2025-01-01",
         *         "total_supply": 1000000
         *       }
         *     }
         * @example {
         *       "abm": {
         *         "demand": {
         *           "initial_monthly_fiat": 3000000,
         *           "model": "growth",
         *           "monthly_growth": 0.02
         *         },
         *         "pricing_config": {
         *           "fee_pct": 0.003,
         *           "pool_fiat": 5000000
         *         },
         *         "pricing_model": "amm",
         *         "seed": 7
         *       },
         *       "buckets": [
         *         {
         *           "allocation": 20,
         *           "bucket": "Team",
         *           "cliff_months": 12,
         *           "tge_unlock_pct": 0,
         *           "vesting_months": 24
         *         },
         *         {
         *           "allocation": 15,
         *           "bucket": "VC",
         *           "cliff_months": 6,
         *           "tge_unlock_pct": 5,
         *           "vesting_months": 18
         *         },
         *         {
         *           "allocation": 40,
         *           "bucket": "Community",
         *           "cliff_months": 0,
         *           "tge_unlock_pct": 20,
         *           "vesting_months": 36
         *         },
         *         {
         *           "allocation": 5,
         *           "bucket": "Advisors",
         *           "cliff_months": 6,
         *           "tge_unlock_pct": 0,
         *           "vesting_months": 12
         *         }
         *       ],
         *       "token": {
         *         "horizon_months": 36,
         *         "initial_price": 0.5,
         *         "name": "Pool",
         *         "start_date": "2025-01-01",
         *         "total_supply": 1000000000
         *       }
         *     }
         */
        RunRequest: {
            /** Token */
            token: components["schemas"]["TokenParams"];
            /**
             * Buckets
             * @description The allocation table; what it leaves of the supply stays unallocated.
             */
            buckets: components["schemas"]["BucketParams"][];
            /**
             * Behaviour
             * @description How holders, market, staking and treasury behave.
             */
            abm?: components["schemas"]["ABMParams"] | null;
            /**
             * Cohort profiles
             * @description Changes to profiles, which may stand here instead of in abm; once read, they are there.
             */
            cohort_profiles?: {
                [key: string]: components["schemas"]["ProfileOverride"];
            } | null;
            /**
             * Uncertainty
             * @description Run many trials of it.
             * @default null
             */
            monte_carlo?: components["schemas"]["MonteCarloParams"] | null;
            /**
             * Branch
             * @description Follow a finished run up to a month, to the bit, and go on under this configuration.
             *
             *     Token, holders, seed, pricing model, lock-up and what has unlocked by then must be that run's. A seed that is not
             *     given is that run's.
             * @default null
             */
            branch_from?: components["schemas"]["BranchFrom"] | null;
        };
        /**
         * SensitivityRequest
         * @description Which numbers of a request matter for one of its figures.
         */
        SensitivityRequest: {
            /**
             * Parameters
             * @description At most six numbers of the request, each with low and high.
             */
            parameters: components["schemas"]["SweptParameter"][];
            /**
             * Method
             * @description Morris screening (few runs) or Sobol indices (parts of the variance).
             * @default morris
             * @enum {string}
             */
            method?: "morris" | "sobol";
            /**
             * Samples
             * @description Trajectories of Morris; base samples of Sobol, a power of two.
             * @default 32
             */
            samples?: number;
            /**
             * Figure
             * @description The summary figure that is explained.
             * @default final_price
             * @enum {string}
             */
            figure?: "final_price" | "price_change_pct" | "max_drawdown_pct" | "min_price" | "average_price" | "total_tokens_sold" | "max_sell_tokens" | "max_sell_month" | "final_circulating_supply" | "total_staked" | "total_tokens_burned" | "fiat_balance";
            /**
             * Seed
             * @description Seed of the samples; the runs themselves keep the request's.
             * @default 0
             */
            seed?: number;
            /** @description The request whose numbers are varied. */
            base: components["schemas"]["SimulateRequest"];
        };
        /**
         * SensitivityResponse
         * @description How much of a figure each parameter explains.
         */
        SensitivityResponse: {
            /**
             * Method
             * @enum {string}
             */
            method: "morris" | "sobol";
            /** Figure */
            figure: string;
            /**
             * Indices
             * @description `parameter`, and its indices with 95 % half-widths.
             */
            indices: {
                [key: string]: unknown;
            }[];
            /** Mean */
            mean: number;
            /** Std */
            std: number;
            /** Num Runs */
            num_runs: number;
            /**
             * Warnings
             * @description What the first run was given and has no effect.
             */
            warnings: string[];
            /** Execution Time Seconds */
            execution_time_seconds: number;
            /** Config */
            config: {
                [key: string]: unknown;
            };
            manifest: components["schemas"]["Provenance"];
        };
        /**
         * SimilarRequest
         * @description An allocation table to be compared with those of the library.
         * @example {
         *       "buckets": [
         *         {
         *           "allocation": 20,
         *           "bucket": "Team",
         *           "cliff_months": 12,
         *           "tge_unlock_pct": 0,
         *           "vesting_months": 24
         *         },
         *         {
         *           "allocation": 15,
         *           "bucket": "VC",
         *           "cliff_months": 6,
         *           "tge_unlock_pct": 5,
         *           "vesting_months": 18
         *         },
         *         {
         *           "allocation": 40,
         *           "bucket": "Community",
         *           "cliff_months": 0,
         *           "tge_unlock_pct": 20,
         *           "vesting_months": 36
         *         },
         *         {
         *           "allocation": 5,
         *           "bucket": "Advisors",
         *           "cliff_months": 6,
         *           "tge_unlock_pct": 0,
         *           "vesting_months": 12
         *         }
         *       ],
         *       "limit": 3
         *     }
         * @example {
         *       "buckets": [
         *         {
         *           "amount": 200000000,
         *           "bucket": "Team",
         *           "vesting_months": 36
         *         },
         *         {
         *           "amount": 800000000,
         *           "bucket": "Airdrop"
         *         }
         *       ],
         *       "token": {
         *         "horizon_months": 36,
         *         "start_date": "2025-01-01",
         *         "total_supply": 1000000000
         *       }
         *     }
         */
        SimilarRequest: {
            /**
             * Buckets
             * @description The allocation table.
             */
            buckets: components["schemas"]["BucketParams"][];
            /**
             * @description The token; needed where buckets have amounts or schedules have days.
             * @default null
             */
            token?: components["schemas"]["TokenParams"] | null;
            /** @description Of which only the profiles of the buckets matter. */
            abm?: components["schemas"]["ABMParams"] | null;
            /**
             * Limit
             * @description Tokens to name, at most.
             * @default 5
             */
            limit?: number;
        };
        /**
         * SimulateRequest
         * @description A token economy to simulate.
         * @example {
         *       "abm": {
         *         "agents_per_cohort": 50,
         *         "enable_staking": true,
         *         "enable_treasury": true,
         *         "pricing_model": "eoe",
         *         "staking_config": {
         *           "base_apy": 0.15,
         *           "lockup_months": 6,
         *           "max_capacity_pct": 0.4
         *         },
         *         "treasury_config": {
         *           "burn_bought_tokens": true,
         *           "buyback_pct": 0.3,
         *           "transaction_fee_pct": 0.03
         *         }
         *       },
         *       "buckets": [
         *         {
         *           "allocation": 20,
         *           "bucket": "Team",
         *           "cliff_months": 12,
         *           "tge_unlock_pct": 0,
         *           "vesting_months": 24
         *         },
         *         {
         *           "allocation": 15,
         *           "bucket": "VC",
         *           "cliff_months": 6,
         *           "tge_unlock_pct": 5,
         *           "vesting_months": 18
         *         },
         *         {
         *           "allocation": 40,
         *           "bucket": "Community",
         *           "cliff_months": 0,
         *           "tge_unlock_pct": 20,
         *           "vesting_months": 36
         *         },
         *         {
         *           "allocation": 5,
         *           "bucket": "Advisors",
         *           "cliff_months": 6,
         *           "tge_unlock_pct": 0,
         *           "vesting_months": 12
         *         }
         *       ],
         *       "token": {
         *         "horizon_months": 36,
         *         "start_date": "2025-01-01",
         *         "total_supply": 1000000000
         *       }
         *     }
         * @example {
         *       "buckets": [
         *         {
         *           "allocation": 100,
         *           "bucket": "Community",
         *           "tge_unlock_pct": 10,
         *           "vesting_months": 12
         *         }
         *       ],
         *       "token": {
         *         "horizon_months": 12,
         *         "start_date": "2025-01-01",
         *         "total_supply": 1000000
         *       }
         *     }
         * @example {
         *       "abm": {
         *         "demand": {
         *           "initial_monthly_fiat": 3000000,
         *           "model": "growth",
         *           "monthly_growth": 0.02
         *         },
         *         "pricing_config": {
         *           "fee_pct": 0.003,
         *           "pool_fiat": 5000000
         *         },
         *         "pricing_model": "amm",
         *         "seed": 7
         *       },
         *       "buckets": [
         *         {
         *           "allocation": 20,
         *           "bucket": "Team",
         *           "cliff_months": 12,
         *           "tge_unlock_pct": 0,
         *           "vesting_months": 24
         *         },
         *         {
         *           "allocation": 15,
         *           "bucket": "VC",
         *           "cliff_months": 6,
         *           "tge_unlock_pct": 5,
         *           "vesting_months": 18
         *         },
         *         {
         *           "allocation": 40,
         *           "bucket": "Community",
         *           "cliff_months": 0,
         *           "tge_unlock_pct": 20,
         *           "vesting_months": 36
         *         },
         *         {
         *           "allocation": 5,
         *           "bucket": "Advisors",
         *           "cliff_months": 6,
         *           "tge_unlock_pct": 0,
         *           "vesting_months": 12
         *         }
         *       ],
         *       "token": {
         *         "horizon_months": 36,
         *         "initial_price": 0.5,
         *         "name": "Pool",
         *         "start_date": "2025-01-01",
         *         "total_supply": 1000000000
         *       }
         *     }
         */
        SimulateRequest: {
            /** Token */
            token: components["schemas"]["TokenParams"];
            /**
             * Buckets
             * @description The allocation table; what it leaves of the supply stays unallocated.
             */
            buckets: components["schemas"]["BucketParams"][];
            /**
             * Behaviour
             * @description How holders, market, staking and treasury behave.
             */
            abm?: components["schemas"]["ABMParams"] | null;
            /**
             * Cohort profiles
             * @description Changes to profiles, which may stand here instead of in abm; once read, they are there.
             */
            cohort_profiles?: {
                [key: string]: components["schemas"]["ProfileOverride"];
            } | null;
            /**
             * Uncertainty
             * @description Run many trials of it.
             * @default null
             */
            monte_carlo?: components["schemas"]["MonteCarloParams"] | null;
        };
        /**
         * StakingParams
         * @description What the pool pays, how much it takes and for how long.
         */
        StakingParams: {
            /**
             * Base yield
             * @description Yearly yield of a half-full pool, as a fraction (0.12 is 12 %).
             * @default 0.12
             */
            base_apy?: number;
            /**
             * Capacity
             * @description Most tokens the pool takes, as a fraction of the total supply.
             * @default 0.5
             */
            max_capacity_pct?: number;
            /**
             * Lock-up
             * @description Months a stake is locked; 0 allows withdrawal every month.
             * @default 6
             */
            lockup_months?: number;
            /**
             * Rewards come from
             * @description emission mints rewards; treasury pays them while it has tokens.
             * @default emission
             * @enum {string}
             */
            reward_source?: "emission" | "treasury";
            /**
             * Yield when empty
             * @description Yield of an empty pool over the base yield.
             * @default 1.5
             */
            apy_multiplier_at_empty?: number;
            /**
             * Yield when full
             * @description Yield of a full pool over the base yield.
             * @default 0.5
             */
            apy_multiplier_at_full?: number;
            /**
             * Buyers who stake
             * @description Part of outside buyers' tokens that would be staked at full appetite.
             * @default 0.8
             */
            market_staking_propensity?: number;
            /**
             * Outside yield
             * @description Yearly yield to be had elsewhere, as a fraction.
             * @default 0.04
             */
            outside_yield?: number;
            /**
             * Locked tokens that may stake
             * @description Part of tokens not yet vested that may be staked where they lie, as a fraction; their rewards are liquid.
             * @default 0
             */
            locked_can_stake?: number;
        };
        /**
         * StressRequest
         * @description One design, and the futures it is to meet.
         */
        StressRequest: {
            /**
             * Stresses
             * @description Ids of shipped stresses, and stresses of one's own; omitted, every shipped one.
             * @default null
             */
            stresses?: (string | components["schemas"]["Stress"])[] | null;
            /**
             * Trials
             * @description Trials of the design in each future.
             * @default 50
             */
            trials?: number;
            /**
             * Variance Level
             * @description How different the trials are, as in a Monte Carlo run.
             * @default medium
             * @enum {string}
             */
            variance_level?: "low" | "medium" | "high";
            /**
             * Constraints
             * @description What has to hold in every future.
             * @default []
             */
            constraints?: components["schemas"]["Constraint"][];
            /** @description The request whose numbers are varied. */
            base: components["schemas"]["SimulateRequest"];
        };
        /**
         * StressResponse
         * @description What each future does to the design, the worst first.
         */
        StressResponse: {
            /**
             * Total Runs
             * @description Trials of everything that was run, a base included.
             */
            total_runs: number;
            /** Completed Runs */
            completed_runs: number;
            /** Failed Runs */
            failed_runs: number;
            /** Warnings */
            warnings: string[];
            /** Execution Time Seconds */
            execution_time_seconds: number;
            /** Config */
            config: {
                [key: string]: unknown;
            };
            manifest: components["schemas"]["Provenance"];
            /** Figures */
            figures: string[];
            base: components["schemas"]["StressedBase"];
            /** Rows */
            rows: components["schemas"]["StressedDesign"][];
        };
        /**
         * StressedBase
         * @description The design as it is.
         */
        StressedBase: {
            /** Figures */
            figures: {
                [key: string]: components["schemas"]["FigureOfTrials"];
            };
            /** Breaks */
            breaks: string[];
            /**
             * Median Price
             * @description Median price of each month.
             */
            median_price: number[];
        };
        /**
         * StressedDesign
         * @description The design in one future.
         */
        StressedDesign: {
            /** Id */
            id: string;
            /** Title */
            title: string;
            /** Sentence */
            sentence: string;
            /** Source */
            source: string;
            /**
             * Figures
             * @description Null where the design could not be run.
             */
            figures: {
                [key: string]: components["schemas"]["FigureOfTrials"];
            } | null;
            /**
             * Change
             * @description Mean of each figure less the base's.
             */
            change: {
                [key: string]: number | null;
            } | null;
            /**
             * Months To Recover
             * @description Months the median price spends until it is back within 5 % of the base's for good; 0 where it never leaves, null where it is not back by the end.
             */
            months_to_recover: number | null;
            /**
             * Breaks
             * @description A sentence for each constraint that does not hold.
             */
            breaks: string[];
            /**
             * Median Price
             * @description Median price of each month.
             */
            median_price: number[];
            /**
             * No Effect
             * @description The stress changes no figure of this design.
             */
            no_effect: boolean;
            /** Error */
            error: string | null;
            /**
             * Request
             * @description The future as a request, ready to post.
             */
            request: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * SupplyEmission
         * @description A yearly percentage of all tokens in existence, compounded monthly: after a year it has been minted exactly.
         */
        SupplyEmission: {
            /**
             * Name
             * @description What the emission is called.
             */
            name: string;
            /**
             * Goes to
             * @description Who gets the tokens: a bucket's holders by its name, those of every bucket with a profile, or `stakers`.
             * @default stakers
             */
            profile?: string;
            /**
             * From month
             * @description First month that mints, counted from the start date.
             * @default 0
             */
            start_month?: number;
            /**
             * To month
             * @description Last month that mints; omitted, it never ends.
             * @default null
             */
            end_month?: number | null;
            /**
             * Falls each year by
             * @description Part by which the rate falls with each full year since the first month, as a fraction.
             * @default 0
             */
            decay_per_year?: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "percent_of_supply";
            /**
             * Minted a year
             * @description Tokens minted in the first year, in percent of those that were not burned when it began.
             */
            percent: number;
        };
        /**
         * SweepRequest
         * @description Many variants of one request.
         */
        SweepRequest: {
            /**
             * Parameters
             * @description At most six numbers of the request.
             */
            parameters: components["schemas"]["SweptParameter"][];
            /**
             * Method
             * @description Every combination, or a Latin hypercube of `samples` points.
             * @default grid
             * @enum {string}
             */
            method?: "grid" | "latin_hypercube";
            /**
             * Samples
             * @description Points of a Latin hypercube.
             * @default 100
             */
            samples?: number;
            /**
             * Seed
             * @description Seed of the Latin hypercube; the runs themselves keep the request's.
             * @default 0
             */
            seed?: number;
            /** @description The request whose numbers are varied. */
            base: components["schemas"]["SimulateRequest"];
        };
        /**
         * SweepResponse
         * @description One row a run.
         */
        SweepResponse: {
            /**
             * Rows
             * @description `run`, each parameter, each figure, `error`.
             */
            rows: {
                [key: string]: unknown;
            }[];
            /** Parameters */
            parameters: string[];
            /** Figures */
            figures: string[];
            /** Num Runs */
            num_runs: number;
            /** Failed Runs */
            failed_runs: number;
            /**
             * Warnings
             * @description What the first run was given and has no effect.
             */
            warnings: string[];
            /** Execution Time Seconds */
            execution_time_seconds: number;
            /** Config */
            config: {
                [key: string]: unknown;
            };
            manifest: components["schemas"]["Provenance"];
        };
        /**
         * SweptParameter
         * @description A number of the request that is varied.
         */
        SweptParameter: {
            /**
             * Pointer
             * @description Where it stands in the request, as a JSON pointer (RFC 6901): /abm/staking_config/base_apy.
             */
            pointer: string;
            /**
             * Name
             * @description Its column in the table; omitted, the pointer.
             * @default null
             */
            name?: string | null;
            /**
             * Low
             * @description Least value.
             * @default null
             */
            low?: number | null;
            /**
             * High
             * @description Largest value.
             * @default null
             */
            high?: number | null;
            /**
             * Steps
             * @description Values of a grid between low and high, both included.
             * @default 5
             */
            steps?: number;
            /**
             * Values
             * @description The values of a grid, in place of low, high and steps.
             * @default null
             */
            values?: number[] | null;
            /**
             * Whole
             * @description Round to whole numbers: for months and holders.
             * @default false
             */
            whole?: boolean;
        };
        /**
         * TableRequest
         * @description An allocation table as text, and whatever of it need not be recognised.
         * @example {
         *       "cliff_included": true,
         *       "text": "Bucket\tShare\tTGE\tCliff\tVesting\nTeam\t20 %\t0 %\t1 year\t36 months\nInvestors\t15 %\t10 %\t6 months\t18 months\nCommunity\t65 %\t20 %\tnone\t4 years\nTotal\t100 %\t\t\t"
         *     }
         * @example {
         *       "text": "Name;Tokens;Sperrfrist;Laufzeit\nTeam;200.000.000;12 Monate;2 Jahre\nGemeinschaft;800.000.000;keine;4 Jahre",
         *       "total_supply": 1000000000
         *     }
         */
        TableRequest: {
            /**
             * Text
             * @description The table as it is copied: with tabs, commas, semicolons, pipes or aligned; with a heading or without.
             */
            text: string;
            /**
             * Total Supply
             * @description Tokens there are; with it amounts are answered as shares.
             * @default null
             */
            total_supply?: number | null;
            /**
             * Cliff Included
             * @description Whether vesting counts from the launch and has the cliff in it; omitted, it follows the cliff, and is asked.
             * @default null
             */
            cliff_included?: boolean | null;
            /**
             * Columns
             * @description What a column is, by its index from 0; the others are recognised.
             */
            columns?: {
                [key: string]: "bucket" | "allocation_pct" | "amount" | "tge_unlock_pct" | "tge_supply_pct" | "tge_amount" | "cliff_months" | "vesting_months" | "schedule" | "num_holders" | "ignored";
            } | null;
            /**
             * Rows
             * @description Whether a row is a bucket, by its number; false leaves it out.
             */
            rows?: {
                [key: string]: boolean;
            } | null;
            /**
             * Decimal
             * @description What begins the decimals of a number; omitted, what the numbers prove.
             * @default null
             */
            decimal?: ("." | ",") | null;
        };
        /**
         * TokenParams
         * @description The token itself.
         */
        TokenParams: {
            /**
             * Name
             * @description What the token is called.
             * @default null
             */
            name?: string | null;
            /**
             * Total supply
             * @description Tokens at the start, allocated or not.
             */
            total_supply: number;
            /**
             * Start date
             * Format: date
             * @description Day of the token generation event; row m is dated m calendar months later.
             */
            start_date: string;
            /**
             * Horizon
             * @description Months to simulate.
             */
            horizon_months: number;
            /**
             * Start price
             * @description Price before the first month, fiat per token; 1 unless given here, in abm or in pricing_config.
             * @default null
             */
            initial_price?: number | null;
        };
        /**
         * TreasuryParams
         * @description What the treasury starts with, earns, and does with it. Shares left out divide what the given ones leave.
         */
        TreasuryParams: {
            /**
             * Opening balance
             * @description Tokens the treasury opens with, as a fraction of the total supply; taken from what no bucket has.
             * @default 0
             */
            initial_balance_pct?: number;
            /**
             * Fee on sales
             * @description Part of what sellers are paid that is taken as a fee, as a fraction.
             * @default 0.02
             */
            transaction_fee_pct?: number;
            /**
             * Kept
             * @description Part of the fee kept as reserve, as a fraction; 0.50 unless other shares are given.
             * @default null
             */
            hold_pct?: number | null;
            /**
             * To liquidity
             * @description Part of the fee put into liquidity, as a fraction; 0.30 unless other shares are given.
             * @default null
             */
            liquidity_pct?: number | null;
            /**
             * To buybacks
             * @description Part of the fee that buys tokens back, as a fraction; 0.20 unless other shares are given.
             * @default null
             */
            buyback_pct?: number | null;
            /**
             * Burn what is bought
             * @description Burn what is bought back; otherwise it joins the treasury.
             * @default true
             */
            burn_bought_tokens?: boolean;
        };
        /**
         * Trial
         * @description One trial; its seed, with the configuration of the answer, runs it again alone.
         */
        Trial: {
            /** Trial Index */
            trial_index: number;
            /** Seed */
            seed: number;
            /** Final Price */
            final_price: number;
            /** Total Sold */
            total_sold: number;
            /** Global Metrics */
            global_metrics: components["schemas"]["GlobalMetrics"][] | null;
        };
        /**
         * VolumeParams
         * @description The older way to give demand: a daily trading volume in tokens, taken at the start price for 30 days.
         */
        VolumeParams: {
            /**
             * Volume model
             * @description constant, or proportional to the circulating part of the supply.
             * @default proportional
             * @enum {string}
             */
            volume_model?: "constant" | "proportional";
            /**
             * Daily volume
             * @description Tokens traded a day (all of the supply circulating, if proportional).
             * @default 1000000
             */
            base_daily_volume?: number;
            /**
             * Volume multiplier
             * @description Factor on the daily volume.
             * @default 1
             */
            volume_multiplier?: number;
            /**
             * Volatility
             * @description σ: standard deviation of a month's own shock; shocks pile up as exp(Σσε).
             * @default 0
             */
            volatility?: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    simulateSync: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SimulationResponse"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body did not arrive in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not declared as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many submissions, waiting runs or streams; `Retry-After` says when to come back. */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    validate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationReport"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body did not arrive in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not declared as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many submissions, waiting runs or streams; `Retry-After` says when to come back. */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    submitSimulation: {
        parameters: {
            query?: {
                /** @description Run it again, whatever is cached. */
                fresh?: boolean;
            };
            header?: {
                /** @description The same key and configuration give the same job again. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunRequest"];
            };
        };
        responses: {
            /** @description The result was there already. */
            200: {
                headers: {
                    /** @description The job's `status_url`. */
                    Location?: string;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            /** @description Successful Response */
            202: {
                headers: {
                    /** @description The job's `status_url`. */
                    Location?: string;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body did not arrive in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not declared as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many submissions, waiting runs or streams; `Retry-After` says when to come back. */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getJobStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As given by the submission. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobStatusResponse"];
                };
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or no longer, or it is someone else's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getJobResultsAsJson: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags of the results a client has; 304 where one is this result's. */
                "If-None-Match"?: string | null;
                /** @description One range of the result's bytes, such as bytes=1000-; uncompressed. */
                Range?: string | null;
                /** @description The entity tag of which `Range` shall be; the whole result where it is not. */
                "If-Range"?: string | null;
            };
            path: {
                /** @description As given by the submission. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    /** @description Suggests a name for a file. */
                    "Content-Disposition"?: string;
                    /** @description bytes: `Range` is heeded. */
                    "Accept-Ranges"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SimulationResponse"] | components["schemas"]["MonteCarloResponse"] | components["schemas"]["CompareResponse"] | components["schemas"]["SweepResponse"] | components["schemas"]["SensitivityResponse"] | components["schemas"]["StressResponse"] | components["schemas"]["OptimizeResponse"] | components["schemas"]["CalibrateResponse"];
                };
            };
            /** @description The bytes asked for. */
            206: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    /** @description Suggests a name for a file. */
                    "Content-Disposition"?: string;
                    /** @description bytes: `Range` is heeded. */
                    "Accept-Ranges"?: string;
                    /** @description Which bytes of how many. */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description Unchanged since the ETag given. */
            304: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or no longer, or it is someone else's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the job does not allow it. */
            409: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The result is no longer kept; the same configuration can be submitted again. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The result has no such bytes; `Content-Range` says how many it has. */
            416: {
                headers: {
                    /** @description Which bytes of how many. */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getJobResultsAsCsv: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags of the results a client has; 304 where one is this result's. */
                "If-None-Match"?: string | null;
                /** @description One range of the result's bytes, such as bytes=1000-; uncompressed. */
                Range?: string | null;
                /** @description The entity tag of which `Range` shall be; the whole result where it is not. */
                "If-Range"?: string | null;
            };
            path: {
                /** @description As given by the submission. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    /** @description Suggests a name for a file. */
                    "Content-Disposition"?: string;
                    /** @description bytes: `Range` is heeded. */
                    "Accept-Ranges"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description The bytes asked for. */
            206: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    /** @description Suggests a name for a file. */
                    "Content-Disposition"?: string;
                    /** @description bytes: `Range` is heeded. */
                    "Accept-Ranges"?: string;
                    /** @description Which bytes of how many. */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Unchanged since the ETag given. */
            304: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or no longer, or it is someone else's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the job does not allow it. */
            409: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The result is no longer kept; the same configuration can be submitted again. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The result has no such bytes; `Content-Range` says how many it has. */
            416: {
                headers: {
                    /** @description Which bytes of how many. */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getJobResultsAsParquet: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags of the results a client has; 304 where one is this result's. */
                "If-None-Match"?: string | null;
                /** @description One range of the result's bytes, such as bytes=1000-; uncompressed. */
                Range?: string | null;
                /** @description The entity tag of which `Range` shall be; the whole result where it is not. */
                "If-Range"?: string | null;
            };
            path: {
                /** @description As given by the submission. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    /** @description Suggests a name for a file. */
                    "Content-Disposition"?: string;
                    /** @description bytes: `Range` is heeded. */
                    "Accept-Ranges"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.apache.parquet": string;
                };
            };
            /** @description The bytes asked for. */
            206: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    /** @description Suggests a name for a file. */
                    "Content-Disposition"?: string;
                    /** @description bytes: `Range` is heeded. */
                    "Accept-Ranges"?: string;
                    /** @description Which bytes of how many. */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.apache.parquet": string;
                };
            };
            /** @description Unchanged since the ETag given. */
            304: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or no longer, or it is someone else's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the job does not allow it. */
            409: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The result is no longer kept; the same configuration can be submitted again. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The result has no such bytes; `Content-Range` says how many it has. */
            416: {
                headers: {
                    /** @description Which bytes of how many. */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getJobResults: {
        parameters: {
            query?: {
                /** @description Rows as csv or parquet. */
                format?: components["schemas"]["ResultFormat"] | null;
            };
            header?: {
                /** @description Entity tags of the results a client has; 304 where one is this result's. */
                "If-None-Match"?: string | null;
                /** @description One range of the result's bytes, such as bytes=1000-; uncompressed. */
                Range?: string | null;
                /** @description The entity tag of which `Range` shall be; the whole result where it is not. */
                "If-Range"?: string | null;
            };
            path: {
                /** @description As given by the submission. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SimulationResponse"] | components["schemas"]["MonteCarloResponse"] | components["schemas"]["CompareResponse"] | components["schemas"]["SweepResponse"] | components["schemas"]["SensitivityResponse"] | components["schemas"]["StressResponse"] | components["schemas"]["OptimizeResponse"] | components["schemas"]["CalibrateResponse"];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                };
            };
            /** @description The bytes asked for. */
            206: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    /** @description Which bytes of how many. */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                };
            };
            /** @description Unchanged since the ETag given. */
            304: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or no longer, or it is someone else's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the job does not allow it. */
            409: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The result is no longer kept; the same configuration can be submitted again. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The result has no such bytes; `Content-Range` says how many it has. */
            416: {
                headers: {
                    /** @description Which bytes of how many. */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    streamJob: {
        parameters: {
            query?: {
                /** @description From `stream_url`; opens this job's stream alone. */
                token?: string | null;
            };
            header?: {
                "last-event-id"?: string | null;
            };
            path: {
                /** @description As given by the submission. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events whose `data` is JSON. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example id: 3
                     *     data: {"type":"progress","job_id":"abm_…","status":"running","progress_pct":45.5}
                     */
                    "text/event-stream": string;
                };
            };
            /** @description `Last-Event-ID` names the last event there is: nothing follows. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or no longer, or it is someone else's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many submissions, waiting runs or streams; `Retry-After` says when to come back. */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    streamJobs: {
        parameters: {
            query: {
                /** @description Job ids, comma-separated; at most 100. */
                jobs: string;
                /** @description The tokens of their stream_url, in the same order. */
                tokens?: string | null;
            };
            header?: {
                "last-event-id"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events whose `data` is JSON. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example id: 3
                     *     data: {"type":"progress","job_id":"abm_…","status":"running","progress_pct":45.5}
                     */
                    "text/event-stream": string;
                };
            };
            /** @description `Last-Event-ID` names the last event there is: nothing follows. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or no longer, or it is someone else's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many submissions, waiting runs or streams; `Retry-After` says when to come back. */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As given by the submission. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobCancelled"];
                };
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or no longer, or it is someone else's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the job does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listJobs: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                status?: components["schemas"]["JobStatus"] | null;
                kind?: components["schemas"]["JobKind"] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobList"];
                };
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getQueueStats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueStats"];
                };
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    submitMonteCarlo: {
        parameters: {
            query?: {
                /** @description Run it again, whatever is cached. */
                fresh?: boolean;
            };
            header?: {
                /** @description The same key and configuration give the same job again. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MonteCarloRequest"];
            };
        };
        responses: {
            /** @description The result was there already. */
            200: {
                headers: {
                    /** @description The job's `status_url`. */
                    Location?: string;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            /** @description Successful Response */
            202: {
                headers: {
                    /** @description The job's `status_url`. */
                    Location?: string;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body did not arrive in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not declared as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many submissions, waiting runs or streams; `Retry-After` says when to come back. */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMonteCarloResultsAsJson: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags of the results a client has; 304 where one is this result's. */
                "If-None-Match"?: string | null;
                /** @description One range of the result's bytes, such as bytes=1000-; uncompressed. */
                Range?: string | null;
                /** @description The entity tag of which `Range` shall be; the whole result where it is not. */
                "If-Range"?: string | null;
            };
            path: {
                /** @description As given by the submission. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    /** @description Suggests a name for a file. */
                    "Content-Disposition"?: string;
                    /** @description bytes: `Range` is heeded. */
                    "Accept-Ranges"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MonteCarloResponse"];
                };
            };
            /** @description The bytes asked for. */
            206: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    /** @description Suggests a name for a file. */
                    "Content-Disposition"?: string;
                    /** @description bytes: `Range` is heeded. */
                    "Accept-Ranges"?: string;
                    /** @description Which bytes of how many. */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description Unchanged since the ETag given. */
            304: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or no longer, or it is someone else's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the job does not allow it. */
            409: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The result is no longer kept; the same configuration can be submitted again. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The result has no such bytes; `Content-Range` says how many it has. */
            416: {
                headers: {
                    /** @description Which bytes of how many. */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMonteCarloResultsAsCsv: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags of the results a client has; 304 where one is this result's. */
                "If-None-Match"?: string | null;
                /** @description One range of the result's bytes, such as bytes=1000-; uncompressed. */
                Range?: string | null;
                /** @description The entity tag of which `Range` shall be; the whole result where it is not. */
                "If-Range"?: string | null;
            };
            path: {
                /** @description As given by the submission. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    /** @description Suggests a name for a file. */
                    "Content-Disposition"?: string;
                    /** @description bytes: `Range` is heeded. */
                    "Accept-Ranges"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description The bytes asked for. */
            206: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    /** @description Suggests a name for a file. */
                    "Content-Disposition"?: string;
                    /** @description bytes: `Range` is heeded. */
                    "Accept-Ranges"?: string;
                    /** @description Which bytes of how many. */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Unchanged since the ETag given. */
            304: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or no longer, or it is someone else's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the job does not allow it. */
            409: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The result is no longer kept; the same configuration can be submitted again. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The result has no such bytes; `Content-Range` says how many it has. */
            416: {
                headers: {
                    /** @description Which bytes of how many. */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMonteCarloResultsAsParquet: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags of the results a client has; 304 where one is this result's. */
                "If-None-Match"?: string | null;
                /** @description One range of the result's bytes, such as bytes=1000-; uncompressed. */
                Range?: string | null;
                /** @description The entity tag of which `Range` shall be; the whole result where it is not. */
                "If-Range"?: string | null;
            };
            path: {
                /** @description As given by the submission. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    /** @description Suggests a name for a file. */
                    "Content-Disposition"?: string;
                    /** @description bytes: `Range` is heeded. */
                    "Accept-Ranges"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.apache.parquet": string;
                };
            };
            /** @description The bytes asked for. */
            206: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    /** @description Suggests a name for a file. */
                    "Content-Disposition"?: string;
                    /** @description bytes: `Range` is heeded. */
                    "Accept-Ranges"?: string;
                    /** @description Which bytes of how many. */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.apache.parquet": string;
                };
            };
            /** @description Unchanged since the ETag given. */
            304: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or no longer, or it is someone else's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the job does not allow it. */
            409: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The result is no longer kept; the same configuration can be submitted again. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The result has no such bytes; `Content-Range` says how many it has. */
            416: {
                headers: {
                    /** @description Which bytes of how many. */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMonteCarloResults: {
        parameters: {
            query?: {
                /** @description Rows as csv or parquet. */
                format?: components["schemas"]["ResultFormat"] | null;
            };
            header?: {
                /** @description Entity tags of the results a client has; 304 where one is this result's. */
                "If-None-Match"?: string | null;
                /** @description One range of the result's bytes, such as bytes=1000-; uncompressed. */
                Range?: string | null;
                /** @description The entity tag of which `Range` shall be; the whole result where it is not. */
                "If-Range"?: string | null;
            };
            path: {
                /** @description As given by the submission. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MonteCarloResponse"];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                };
            };
            /** @description The bytes asked for. */
            206: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    /** @description Which bytes of how many. */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                };
            };
            /** @description Unchanged since the ETag given. */
            304: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or no longer, or it is someone else's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the job does not allow it. */
            409: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The result is no longer kept; the same configuration can be submitted again. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The result has no such bytes; `Content-Range` says how many it has. */
            416: {
                headers: {
                    /** @description Which bytes of how many. */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    compare: {
        parameters: {
            query?: {
                /** @description Run it again, whatever is cached. */
                fresh?: boolean;
            };
            header?: {
                /** @description The same key and configuration give the same job again. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CompareRequest"];
            };
        };
        responses: {
            /** @description The result was there already. */
            200: {
                headers: {
                    /** @description The job's `status_url`. */
                    Location?: string;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            /** @description Successful Response */
            202: {
                headers: {
                    /** @description The job's `status_url`. */
                    Location?: string;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body did not arrive in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not declared as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many submissions, waiting runs or streams; `Retry-After` says when to come back. */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sweep: {
        parameters: {
            query?: {
                /** @description Run it again, whatever is cached. */
                fresh?: boolean;
            };
            header?: {
                /** @description The same key and configuration give the same job again. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SweepRequest"];
            };
        };
        responses: {
            /** @description The result was there already. */
            200: {
                headers: {
                    /** @description The job's `status_url`. */
                    Location?: string;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            /** @description Successful Response */
            202: {
                headers: {
                    /** @description The job's `status_url`. */
                    Location?: string;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body did not arrive in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not declared as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many submissions, waiting runs or streams; `Retry-After` says when to come back. */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sensitivity: {
        parameters: {
            query?: {
                /** @description Run it again, whatever is cached. */
                fresh?: boolean;
            };
            header?: {
                /** @description The same key and configuration give the same job again. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SensitivityRequest"];
            };
        };
        responses: {
            /** @description The result was there already. */
            200: {
                headers: {
                    /** @description The job's `status_url`. */
                    Location?: string;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            /** @description Successful Response */
            202: {
                headers: {
                    /** @description The job's `status_url`. */
                    Location?: string;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body did not arrive in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not declared as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many submissions, waiting runs or streams; `Retry-After` says when to come back. */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stress: {
        parameters: {
            query?: {
                /** @description Run it again, whatever is cached. */
                fresh?: boolean;
            };
            header?: {
                /** @description The same key and configuration give the same job again. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StressRequest"];
            };
        };
        responses: {
            /** @description The result was there already. */
            200: {
                headers: {
                    /** @description The job's `status_url`. */
                    Location?: string;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            /** @description Successful Response */
            202: {
                headers: {
                    /** @description The job's `status_url`. */
                    Location?: string;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body did not arrive in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not declared as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many submissions, waiting runs or streams; `Retry-After` says when to come back. */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    optimize: {
        parameters: {
            query?: {
                /** @description Run it again, whatever is cached. */
                fresh?: boolean;
            };
            header?: {
                /** @description The same key and configuration give the same job again. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OptimizeRequest"];
            };
        };
        responses: {
            /** @description The result was there already. */
            200: {
                headers: {
                    /** @description The job's `status_url`. */
                    Location?: string;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            /** @description Successful Response */
            202: {
                headers: {
                    /** @description The job's `status_url`. */
                    Location?: string;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body did not arrive in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not declared as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many submissions, waiting runs or streams; `Retry-After` says when to come back. */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    calibrate: {
        parameters: {
            query?: {
                /** @description Run it again, whatever is cached. */
                fresh?: boolean;
            };
            header?: {
                /** @description The same key and configuration give the same job again. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CalibrateRequest"];
            };
        };
        responses: {
            /** @description The result was there already. */
            200: {
                headers: {
                    /** @description The job's `status_url`. */
                    Location?: string;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            /** @description Successful Response */
            202: {
                headers: {
                    /** @description The job's `status_url`. */
                    Location?: string;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body did not arrive in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not declared as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many submissions, waiting runs or streams; `Retry-After` says when to come back. */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listStresses: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StressList"];
                };
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRuns: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                /** @description Part of the token's name, in any case. */
                name?: string;
                /** @description How the hash begins. */
                hash?: string;
                /** @description Completed on this day (UTC) or later. */
                since?: string | null;
                /** @description Completed on this day (UTC) or earlier. */
                until?: string | null;
                kind?: components["schemas"]["JobKind"] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunList"];
                };
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or no longer, or it is someone else's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As listed. */
                run_hash: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunDetails"];
                };
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or no longer, or it is someone else's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As listed. */
                run_hash: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunDeleted"];
                };
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or no longer, or it is someone else's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRunResultsAsJson: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags of the results a client has; 304 where one is this result's. */
                "If-None-Match"?: string | null;
                /** @description One range of the result's bytes, such as bytes=1000-; uncompressed. */
                Range?: string | null;
                /** @description The entity tag of which `Range` shall be; the whole result where it is not. */
                "If-Range"?: string | null;
            };
            path: {
                /** @description As listed. */
                run_hash: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    /** @description Suggests a name for a file. */
                    "Content-Disposition"?: string;
                    /** @description bytes: `Range` is heeded. */
                    "Accept-Ranges"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SimulationResponse"] | components["schemas"]["MonteCarloResponse"] | components["schemas"]["CompareResponse"] | components["schemas"]["SweepResponse"] | components["schemas"]["SensitivityResponse"] | components["schemas"]["StressResponse"] | components["schemas"]["OptimizeResponse"] | components["schemas"]["CalibrateResponse"];
                };
            };
            /** @description The bytes asked for. */
            206: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    /** @description Suggests a name for a file. */
                    "Content-Disposition"?: string;
                    /** @description bytes: `Range` is heeded. */
                    "Accept-Ranges"?: string;
                    /** @description Which bytes of how many. */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description Unchanged since the ETag given. */
            304: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or no longer, or it is someone else's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the job does not allow it. */
            409: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The result is no longer kept; the same configuration can be submitted again. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The result has no such bytes; `Content-Range` says how many it has. */
            416: {
                headers: {
                    /** @description Which bytes of how many. */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRunResultsAsCsv: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags of the results a client has; 304 where one is this result's. */
                "If-None-Match"?: string | null;
                /** @description One range of the result's bytes, such as bytes=1000-; uncompressed. */
                Range?: string | null;
                /** @description The entity tag of which `Range` shall be; the whole result where it is not. */
                "If-Range"?: string | null;
            };
            path: {
                /** @description As listed. */
                run_hash: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    /** @description Suggests a name for a file. */
                    "Content-Disposition"?: string;
                    /** @description bytes: `Range` is heeded. */
                    "Accept-Ranges"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description The bytes asked for. */
            206: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    /** @description Suggests a name for a file. */
                    "Content-Disposition"?: string;
                    /** @description bytes: `Range` is heeded. */
                    "Accept-Ranges"?: string;
                    /** @description Which bytes of how many. */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Unchanged since the ETag given. */
            304: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or no longer, or it is someone else's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the job does not allow it. */
            409: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The result is no longer kept; the same configuration can be submitted again. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The result has no such bytes; `Content-Range` says how many it has. */
            416: {
                headers: {
                    /** @description Which bytes of how many. */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRunResultsAsParquet: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags of the results a client has; 304 where one is this result's. */
                "If-None-Match"?: string | null;
                /** @description One range of the result's bytes, such as bytes=1000-; uncompressed. */
                Range?: string | null;
                /** @description The entity tag of which `Range` shall be; the whole result where it is not. */
                "If-Range"?: string | null;
            };
            path: {
                /** @description As listed. */
                run_hash: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    /** @description Suggests a name for a file. */
                    "Content-Disposition"?: string;
                    /** @description bytes: `Range` is heeded. */
                    "Accept-Ranges"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.apache.parquet": string;
                };
            };
            /** @description The bytes asked for. */
            206: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    /** @description Suggests a name for a file. */
                    "Content-Disposition"?: string;
                    /** @description bytes: `Range` is heeded. */
                    "Accept-Ranges"?: string;
                    /** @description Which bytes of how many. */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.apache.parquet": string;
                };
            };
            /** @description Unchanged since the ETag given. */
            304: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or no longer, or it is someone else's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the job does not allow it. */
            409: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The result is no longer kept; the same configuration can be submitted again. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The result has no such bytes; `Content-Range` says how many it has. */
            416: {
                headers: {
                    /** @description Which bytes of how many. */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRunResults: {
        parameters: {
            query?: {
                /** @description Rows as csv or parquet. */
                format?: components["schemas"]["ResultFormat"] | null;
            };
            header?: {
                /** @description Entity tags of the results a client has; 304 where one is this result's. */
                "If-None-Match"?: string | null;
                /** @description One range of the result's bytes, such as bytes=1000-; uncompressed. */
                Range?: string | null;
                /** @description The entity tag of which `Range` shall be; the whole result where it is not. */
                "If-Range"?: string | null;
            };
            path: {
                /** @description As listed. */
                run_hash: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SimulationResponse"] | components["schemas"]["MonteCarloResponse"] | components["schemas"]["CompareResponse"] | components["schemas"]["SweepResponse"] | components["schemas"]["SensitivityResponse"] | components["schemas"]["StressResponse"] | components["schemas"]["OptimizeResponse"] | components["schemas"]["CalibrateResponse"];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                };
            };
            /** @description The bytes asked for. */
            206: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    /** @description Which bytes of how many. */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                };
            };
            /** @description Unchanged since the ETag given. */
            304: {
                headers: {
                    /** @description Names the result in this format, for ever; send it as `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or no longer, or it is someone else's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the job does not allow it. */
            409: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The result is no longer kept; the same configuration can be submitted again. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The result has no such bytes; `Content-Range` says how many it has. */
            416: {
                headers: {
                    /** @description Which bytes of how many. */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service is stopping, or its store does not answer; `Retry-After` says when to come back. */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readTable: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TableRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TableResponse"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body did not arrive in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not declared as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many submissions, waiting runs or streams; `Retry-After` says when to come back. */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listScenarios: {
        parameters: {
            query?: {
                /** @description Words of name, symbol or description, all of which must be there; and bounds, in % of the supply: `float<10`, `cliff>15`, `insiders>40`. The best first. */
                q?: string;
                /** @description Scenarios to list, at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScenarioList"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    findSimilarScenarios: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SimilarRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SimilarList"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid API key is missing. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body did not arrive in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not declared as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many submissions, waiting runs or streams; `Retry-After` says when to come back. */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "Retry-After"?: number;
                    /** @description Submissions allowed, left, and seconds to the next; where they are limited. */
                    RateLimit?: string;
                    /** @description Submissions per seconds; where they are limited. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getScenario: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description One of the ids that /scenarios lists. */
                scenario_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScenarioDetail"];
                };
            };
            /** @description There is no such thing, or no longer, or it is someone else's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getScenarioRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description One of the ids that /scenarios lists. */
                scenario_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description There is no such thing, or no longer, or it is someone else's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A field is wrong; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMarkets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MarketList"];
                };
            };
        };
    };
    getCatalogue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Catalogue"];
                };
            };
        };
    };
    getRequestSchema: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    getValidation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationTable"];
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Starting or stopping, or the store does not answer. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
}
