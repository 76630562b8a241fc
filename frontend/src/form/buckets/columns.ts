/** The columns of the allocation table under each bucket's name. */
export const COLUMNS = ["allocation", "tge_unlock_pct", "cliff_months", "vesting_months", "num_holders"] as const;
