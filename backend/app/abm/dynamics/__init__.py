"""The economy around the holders: ledger, demand, prices, staking, treasury."""
