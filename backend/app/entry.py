"""Entry point of the `cliffcast` command: Ctrl-C ends it without a traceback while the rest is being imported."""

import signal


def main() -> None:
    """Run the command line."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from app.cli import main as run  # noqa: PLC0415 - slow, so after the line above

    run()
