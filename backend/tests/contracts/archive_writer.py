"""A process that archives one run after another until it is killed; says the number of each that is kept."""

import sys
from itertools import count
from pathlib import Path

from app.abm.async_engine.job import Job, Run
from app.abm.async_engine.result_cache import blob_of
from app.storage.sql_archive import SqlArchive

AT = 1_750_000_000.0


def main(url: str, first: int, content: bytes) -> None:
    """Archive runs from number `first` on."""
    archive = SqlArchive(url)
    for number in count(first):
        run = Run(f"run {number}", f"{number:064x}", "simulation", 12, 1).begun(AT).completed(AT + number)
        archive.keep(run, blob_of(content + b" " * number), [Job(f"abm_{number:032x}", run.run_id, "", AT, number)])
        print(number, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]).read_bytes())
