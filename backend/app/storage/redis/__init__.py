"""Jobs and results in Redis, or Valkey: shared by every replica and worker of a deployment, and outliving them all.

`scripts/` holds the rules, which run inside Redis, and the layout of the keys; `operations` what is asked and answered;
`store` is the `JobStore` of a replica, `sync_store` the part of it that workers need, without an event loop, `leases`
who works on what.
"""
