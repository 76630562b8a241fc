"""The economy around the holders: ledger, demand, pricing models, staking, treasury, emissions, revenue."""
