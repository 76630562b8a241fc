"""Where `cliffcast` begins: Ctrl-C ends it without a word while everything else is still being imported."""

import signal


def main() -> None:
    """Run the command line."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from app.cli import main as run  # noqa: PLC0415 - after the line above, which it is for

    run()
