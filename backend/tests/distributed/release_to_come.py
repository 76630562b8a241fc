"""A release to come, whose dice fall otherwise, with the kernels of this one.

`python -m tests.distributed.release_to_come` is its command line; after that, `months` makes it print the months of the
runs whose requests come as a list of JSON on its standard input.
"""

import sys

import app
from app.abm.core import streams

VERSION = "99.0.0"
CLIFFCAST_TO_COME = [sys.executable, "-m", "tests.distributed.release_to_come"]


def _become() -> None:
    """From now on this process is of that release; for before anything else is imported."""
    keys_of = streams.stream_keys
    app.__version__ = VERSION
    vars(streams)["stream_keys"] = lambda seeds, purpose, name="": keys_of(seeds, f"another {purpose}", name)


def _months() -> None:
    """Tell what some runs come to."""
    import orjson  # noqa: PLC0415

    from app.abm.engine import ABMSimulationLoop, SimulationSpec  # noqa: PLC0415

    requests = orjson.loads(sys.stdin.buffer.read())
    told = [list(ABMSimulationLoop(SimulationSpec(**request)).run().global_rows()) for request in requests]
    sys.stdout.buffer.write(orjson.dumps(told))


if __name__ == "__main__":
    _become()
    if sys.argv[1:] == ["months"]:
        _months()
    else:
        from app.cli import main

        main()
