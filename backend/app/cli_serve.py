"""`cliffcast serve`: the service."""

import os
from pathlib import Path
from typing import Annotated

import structlog
import typer

from app import server
from app.abm.async_engine.archive_protocol import ArchiveError
from app.api.logs import configure_logs
from app.main import create_app
from app.settings import SettingsError, on_settings
from app.terminal import fail, settings_of

app = typer.Typer()


@app.command(epilog=on_settings())
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on (ABM_HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on (ABM_PORT).")] = None,
) -> None:
    """Serve the REST API and its documentation."""
    settings = settings_of(host=host, port=port)
    if not settings.archive_url and not settings.is_distributed:
        settings = settings.model_copy(update={"archive_url": str(_data_folder() / "archive.db")})
    configure_logs(settings.log_level, settings.log_format)
    try:
        service = create_app(settings)
    except SettingsError as error:
        fail(str(error))
    except ArchiveError as error:
        fail(f"{error}; name another in ABM_ARCHIVE_URL, or set it to off")
    structlog.get_logger().info(
        "Cliffcast starts", url=f"http://{settings.host}:{settings.port}", documentation=f"{settings.root_path}/docs"
    )
    server.serve(service, settings)


def _data_folder() -> Path:
    """The folder of the user's data (XDG Base Directory Specification)."""
    data_home = Path(os.environ.get("XDG_DATA_HOME", ""))
    return (data_home if data_home.is_absolute() else Path("~/.local/share")) / "cliffcast"
