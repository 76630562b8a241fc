"""A server that most stories are not about."""

import httpx
import pytest

from tests.stories.serving import Serve


@pytest.fixture(scope="session")
def modest(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> httpx.Client:
    """A client of a server with little to spend: told so in a file, one line of which the environment overrules."""
    file = tmp_path_factory.mktemp("settings") / "settings.env"
    file.write_text("ABM_MAX_AGENTS=500\nABM_MAX_WORK=1e6\nABM_MAX_MEMORY_MB=2000\n")
    return serve(config_file=file, max_work=5000, sync_max_work=1000, workers="", log_level="WARNING").client
