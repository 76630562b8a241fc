/** What each kind of job is called on the page. */
export const KINDS = {
  simulation: "single run",
  monte_carlo: "Monte Carlo",
  comparison: "comparison",
  sweep: "sweep",
  sensitivity: "what matters",
  stress: "stress",
  optimization: "improvement",
  calibration: "calibration",
} as const;
