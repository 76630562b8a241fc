"""What the stories of many machines are given: two replicas and two nodes, on this one machine."""

from collections.abc import Iterator

import pytest

from tests.distributed.deployment import Deployment, deployed


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A deployment whose Redis writes everything down."""
    settings = {"max_queue": 2000, "max_concurrent_jobs": 8, "log_level": "info"}
    yield from deployed(tmp_path_factory.mktemp("deployment"), settings)
