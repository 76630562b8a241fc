"""Planted bugs, one at a time, and whether the nearest tests find each: `python -m tests.mutants [WORD …]`.

A bug is an exact text of a file under backend/app and what stands there instead; where the text is not there once, the
table is wrong. Bugs are planted in a copy, and the tests stop at the first failure. WORD selects bugs by file.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 240
AIM = 0.97


class Mutant(NamedTuple):
    """A bug: what is written where, what instead, and the tests that must notice."""

    file: str
    written: str
    instead: str
    tests: str


def mutants() -> list[Mutant]:
    """Every bug of the table."""
    return [Mutant(file, *change, tests) for (file, tests), changes in BUGS.items() for change in changes]


BUGS: dict[tuple[str, str], list[tuple[str, str]]] = {
    ("abm/agents/behaviour.py", "unit/agents/test_behaviour.py"): [
        ("reference + (price - reference) * memory", "price + (reference - price) * memory"),
        ("max(before.staked - before.matured, 0.0)", "before.staked"),
        ("holding.gain >= holder.take_profit", "holding.gain <= holder.take_profit"),
        ("LOSS_AVERSION * holder.sensitivity * (1.0 - holder.risk)", "LOSS_AVERSION * holder.sensitivity"),
        ("return 1.5 - holder.risk", "return 1.5 + holder.risk"),
        ("factors.noise * (2.0 * draw - 1.0)", "factors.noise * draw"),
        ("min(holding.liquid, max(desired, 0.0))", "max(desired, 0.0)"),
        ("(holding.liquid - holding.unlocked)", "holding.liquid"),
        ("min(max(target - holding.staked, 0.0), unsold)", "min(target, unsold)"),
    ],
    ("abm/agents/token_holder.py", "laws/test_one_by_one.py"): [
        ("conditions.unlocked[cohort] + conditions.emitted[cohort]", "conditions.unlocked[cohort]"),
        ("self.row - int(layout.first[self.cohort])", "self.row"),
    ],
    ("abm/agents/population.py", "laws/test_one_by_one.py unit/agents/test_population.py"): [
        ("[cohort.weight for cohort in self.cohorts]", "[cohort.weight for cohort in designs[0]]"),
    ],
    ("abm/agents/population.py", "laws/test_design_laws.py"): [  # where all lock-ups are one, the ring is only turned
        (
            "self.tranche[ring_index(month, self._lockup_slots)]",
            "self.tranche[ring_index(month + 1, self._lockup_slots)]",
        ),
    ],
    ("abm/agents/population.py", "laws/test_prefix_and_order_laws.py"): [
        ("sorted(cohorts, key=lambda cohort: cohort.name)", "list(cohorts)"),
    ],
    ("abm/agents/passes.py", "laws/test_one_by_one.py unit/agents/test_population.py"): [
        ("        staked[row] += newly_staked\n", "        staked[row] = newly_staked\n"),
    ],
    ("abm/agents/cohort.py", "unit/agents/test_cohort.py"): [
        ("return self.holders / self.rows", "return self.rows / self.holders"),
        ("single + (1 - self.dispersion) / self.holders", "single + 1 / self.holders"),
        ('np.clip(sampled["sell"], 0, 1)', 'sampled["sell"]'),
    ],
    ("abm/vesting/unlock_table.py", "laws/test_prefix_and_order_laws.py"): [
        ("np.sort(column, axis=1).sum(axis=1)", "column.sum(axis=1)"),
    ],
    ("abm/vesting/segments.py", "unit/vesting/test_vesting_schedule.py"): [
        ("(month - self.start_month) / (self.end_month", "(month + 1 - self.start_month) / (self.end_month"),
        ("np.log(2) / self.half_life_months", "np.log(3) / self.half_life_months"),
        ('month, side="right") / len', 'month, side="left") / len'),
    ],
    ("abm/dynamics/token_economy.py", "unit/dynamics/test_token_economy.py"): [
        ("minted[trial] += amount[trial]", "minted[trial] += 0.999 * amount[trial]"),
        ('self["unallocated"][:] = total_supply - allocated', 'self["unallocated"][:] = total_supply'),
        ("max(min(amount[trial], source[trial]), 0.0)", "max(amount[trial], 0.0)"),
    ],
    ("abm/dynamics/staking.py", "unit/dynamics/test_staking.py"): [
        ("rate, staked = self.apy / 12,", "rate, staked = self.apy,"),
        ("np.minimum(staked / self.capacity, 1.0)", "staked / self.capacity"),
        ("(empty + (full - empty) * utilization)", "(full + (empty - full) * utilization)"),
        ("owned - market_staked[trial], 0.0)", "owned, 0.0)"),
        ("capacity[trial] - in_use[trial], 0.0)", "capacity[trial], 0.0)"),
        ("self.fell_short | (due > funds)", "self.fell_short"),
        ("[ring_index(month, self.lockup_slots)] = from_market", "[0] = from_market"),
    ],
    ("abm/dynamics/treasury.py", "unit/dynamics/test_treasury.py unit/dynamics/test_revenue.py"): [
        ("self.fees + self.income - self.liquidity - self.spent", "self.fees + self.income - self.spent"),
        ("bought if self.params.burn_bought_tokens else", "bought if not self.params.burn_bought_tokens else"),
        ("self.fees = self.fees + fee", "self.fees = self.fees"),
        ("self.buy_back(to_buyback, price", "self.buy_back(fee, price"),
    ],
    ("abm/dynamics/revenue.py", "unit/dynamics/test_revenue.py"): [
        ("np.where(value > 0, for_stakers, 0.0)", "for_stakers"),
        ("12 * ratio(paid, value)", "ratio(paid, value)"),
    ],
    ("abm/dynamics/emissions.py", "unit/dynamics/test_emissions.py"): [
        ("np.floor((month - start[trial]) / 12.0)", "np.floor(month / 12.0)"),
        ("start[trial] <= month <= end[trial]", "start[trial] <= month < end[trial]"),
        ("np.expm1(np.log1p(decayed * size[trial] / 100.0) / 12.0)", "decayed * size[trial] / 1200.0"),
        ("named if named.any() else same_profile", "same_profile"),
    ],
    ("abm/dynamics/demand.py", "unit/dynamics/test_demand.py"): [
        ("(1 - deferred) * intended + self.held_back", "(1 - deferred) * intended"),
        ("factor[0] *= 1 + params.launch_rush", "factor *= 1 + params.launch_rush"),
        ("reflexivity), 0.5, 2.0)", "reflexivity), 0.5, 4.0)"),
        ("part**-params.volatility_decay", "part**params.volatility_decay"),
    ],
    ("abm/dynamics/exchange.py", "unit/dynamics/test_pricing.py"): [
        ("weight * month.price + (1 - weight) * raw", "(1 - weight) * month.price + weight * raw"),
        ("max(max(1.0, velocity) * undamped, idle * velocity)", "max(1.0, velocity) * undamped"),
    ],
    ("abm/dynamics/amm.py", "unit/dynamics/test_pricing.py"): [
        ("pool_in + paid * (1.0 - fee)", "pool_in + paid"),
        ("self.pool_fiat = self.pool_fiat + fiat", "self.pool_fiat = self.pool_fiat - fiat"),
    ],
    ("abm/engine/simulation_loop.py", "unit/dynamics/test_treasury.py"): [
        ("act(clearing.sold_fiat,", "act(orders.sell * clearing.raw_price,"),
    ],
    ("abm/engine/simulation_loop.py", "unit/dynamics/test_demand.py"): [
        (
            "self.price, self.month = clearing.price, month + 1",
            "self.price, self.month = clearing.raw_price, month + 1",
        ),
    ],
    ("abm/engine/simulation_loop.py", "unit/engine/test_simulation_loop.py"): [
        ("np.maximum(self.worst_residual, residual)", "residual"),
    ],
    ("abm/studies/branch.py", "laws/test_branch_laws.py"): [
        ("loop.run(report, self.month + 1)", "loop.run(report, self.month)"),
        ("min(self.month, self.trunk.month)", "self.trunk.month"),
        ("past = slice(trunk.month + 1)", "past = slice(0)"),
    ],
    ("abm/engine/journal.py", "unit/engine/test_diary.py"): [
        ("sold_part[0] * columns.sell[0, row]", "columns.sell[0, row]")
    ],
    ("abm/engine/parallel_execution.py", "laws/test_same_bits.py -k only_thread"): [
        (
            "                if future.cancel():\n                    task(low, high)\n",
            "                if future.cancel():\n                    pass\n",
        ),
    ],
    ("abm/reports/statistics.py", "unit/reports/test_statistics.py"): [
        ("below + (position - low) * (above - below)", "below"),
        ("np.full((1, price.shape[1]), start), price", "price[:1], price"),
        ("ddof=1) if column", "ddof=0) if column"),
        ("count, part) - 1\n", "count, part)\n"),
    ],
    ("abm/reports/export.py", "unit/engine/test_figures.py"): [("exact.adjusted() < 10", "exact.adjusted() < 15")],
    ("abm/studies/monte_carlo_report.py", "laws/test_trials.py"): [
        ("percentiles(np.sort(sold), [level])", "percentiles(sold, [level])")
    ],
    ("abm/studies/estimate.py", "unit/studies/test_estimate.py"): [
        ("(_BYTES_PER_AGENT + 8 * lockup)", "_BYTES_PER_AGENT"),
        ("one.work * runs, seconds", "one.work, seconds"),
    ],
    ("abm/studies/variant.py", "unit/studies/test_sweep.py"): [
        ("float(round(value)) if self.whole", "float(int(value)) if self.whole"),
        ("dict.fromkeys(self.rounded(value) for", "list(self.rounded(value) for"),
    ],
    ("abm/studies/levers.py", "unit/studies/test_optimize.py"): [
        ("max(round(value), math.ceil(self.low))", "max(int(value), math.ceil(self.low))"),
    ],
    ("abm/studies/morris.py", "unit/studies/test_indices.py"): [
        ("np.sign(np.diff(paths, axis=1))", "np.diff(paths, axis=1)")
    ],
    ("abm/async_engine/job.py", "unit/async_engine/test_job.py"): [
        ("progress.part <= self.progress.part", "progress.part < 0"),
        ("self if self.is_final else self._changed(status", "self._changed(status"),
        ("(1 - part) / part, 2)", "part / (1 - part), 2)"),
    ],
    ("abm/async_engine/fair_queue.py", "contracts/test_job_store.py -k memory"): [
        ("max(self._round, self._newest[owner] + 1)", "self._newest[owner] + 1"),
        ("max(places - kept, 1)", "max(places, 1)"),
    ],
    ("storage/memory.py", "contracts/test_job_store.py -k memory"): [
        ("job.owner == owner else None", "True else None"),
        ("if run_hash != submission.run_hash:", "if False:"),
        ("and run_id not in self._etags:", "and True:"),
    ],
    ("storage/memory_queue.py", "contracts/test_job_store.py -k memory"): [
        ("self._limits.max_queue + idle", "self._limits.max_queue"),
    ],
    ("storage/redis/scripts/leases.lua", "unit/storage/test_redis_leases.py"): [
        ("and tonumber(due) > clock('') then return 'held'", "and false then return 'held'"),
        ("call('HINCRBY', lease_key(version, 'taken'), task, 1) > tonumber(most)", "false"),
        ("if not holds(version, task, token) then return false end", ""),
    ],
    ("storage/redis/scripts/life.lua", "unit/execution/test_worker_tasks.py"): [
        ("if not holds(version, task, token) then return { 0, {} } end", ""),
        ("return 'superseded'", "return 'unwanted'"),
        ("== tonumber(chunks) then following", "> 0 then following"),
    ],
}


def planted(mutant: Mutant, home: Path) -> bool:
    """Whether the tests notice the bug. Raises ValueError where the table is wrong."""
    file = home / "backend/app" / mutant.file
    text = file.read_text(encoding="utf-8")
    if text.count(mutant.written) != 1:
        raise ValueError(f"{mutant.file} has {mutant.written!r} {text.count(mutant.written)} times")
    stamp = file.stat()
    file.write_text(text.replace(mutant.written, mutant.instead), encoding="utf-8")
    try:
        return not passes(mutant.tests, home)
    finally:
        file.write_text(text, encoding="utf-8")
        os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))  # compiled kernels are known by it


def passes(tests: str, home: Path) -> bool:
    """Whether some tests pass in the copy; those that take too long do not."""
    names, *options = tests.split(" -k ")
    chosen = [str(home / "backend/tests" / name) for name in names.split()] + [f"-k{words}" for words in options]
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *chosen]
    surroundings = os.environ | {"PYTHONPATH": str(home / "backend"), "CI": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        run = subprocess.run(command, cwd=home, env=surroundings, capture_output=True, timeout=PATIENCE_S, check=False)
    except subprocess.TimeoutExpired:
        return False
    return run.returncode == 0


def copied() -> Path:
    """A copy of the backend, always at the same place: compiled kernels are kept there by the path of their file."""
    home = Path(tempfile.gettempdir()) / f"cliffcast-mutants-{os.getuid()}"
    home.mkdir(exist_ok=True)
    shutil.copy(ROOT / "pyproject.toml", home)
    unwanted = shutil.ignore_patterns("__pycache__", "page")
    shutil.copytree(ROOT / "backend", home / "backend", ignore=unwanted, dirs_exist_ok=True)
    return home


def main() -> int:
    """Plant them all, or those whose file has one of the words in its name; 1 where too few were found."""
    chosen = [each for each in mutants() if not sys.argv[1:] or any(word in each.file for word in sys.argv[1:])]
    survived = []
    home = copied()
    for mutant in chosen:
        begin = time.monotonic()
        killed = planted(mutant, home)
        verdict = "killed  " if killed else "SURVIVED"
        sys.stdout.write(f"{verdict} {time.monotonic() - begin:5.0f} s  {mutant.file}: {mutant.instead.strip()!r}\n")
        sys.stdout.flush()
        survived += [] if killed else [mutant]
    part = 1 - len(survived) / len(chosen)
    sys.stdout.write(f"{len(chosen) - len(survived)} of {len(chosen)} killed, {100 * part:.0f} %\n")
    return part < AIM


if __name__ == "__main__":
    sys.exit(main())
