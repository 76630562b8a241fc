"""The command line: which commands there are. Each is imported when it is called, and waits for no other's imports."""

import signal

if __name__ == "__main__" and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends the imports below without a traceback

import sys
from importlib import import_module
from io import TextIOWrapper

import typer
from typer.core import TyperCommand, TyperGroup

from app.settings import on_settings

COMMANDS = {
    "serve": "cli_serve",
    "worker": "cli_worker",
    "run": "cli_run",
    "validate": "cli_validate",
    "import": "cli_import",
    "scenarios": "cli_run",
    "stress": "cli_studies",
    "optimize": "cli_studies",
    "calibrate": "cli_studies",
}
"""Where each command is."""


class Commands(TyperGroup):
    """The commands by name."""

    def list_commands(self, ctx: object) -> list[str]:
        """Their names, in the order in which they are shown."""
        return list(COMMANDS)

    def get_command(self, ctx: object, cmd_name: str) -> TyperCommand | None:
        """A command; none that has no such name."""
        if cmd_name not in COMMANDS:
            return None
        found = typer.main.get_group(import_module(f"app.{COMMANDS[cmd_name]}").app).commands[cmd_name]
        assert isinstance(found, TyperCommand)
        return found


app = typer.Typer(cls=Commands, epilog=on_settings(), no_args_is_help=True, add_completion=False)


@app.callback()
def cliffcast() -> None:
    """Cliffcast simulates token economies agent by agent."""


def main() -> None:
    """Entry point of the `cliffcast` command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # for a terminal that cannot show a character
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    app()


if __name__ == "__main__":
    main()
