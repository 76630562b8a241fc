"""`cliffcast validate`: the model, held against every fact."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from app.cli_tables import validation_table
from app.output import OutputError, output_file
from app.terminal import fail, out, stop_at_once
from app.truth.page import page
from app.truth.report import Validation

app = typer.Typer()


@app.command()
def validate(
    data: Annotated[Path | None, typer.Option(help="Folder with tokens_open.json and bucket_names.json.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Table as .json or .md.")] = None,
) -> None:
    """Measure every fact that the model is held against, and print which hold."""
    writers: dict[str, Callable[[Validation], str]] = {".json": Validation.to_json, ".md": page}
    if output is not None and output.suffix not in writers:
        fail(f"cannot write {output.name}: the name must end in {', '.join(writers)}")
    if data is not None and not data.is_dir():
        fail(f"there is no folder {data}")
    # here, because scipy.stats takes half a second, and whoever asks for help imports every command
    from app.truth.facts.fact import Evidence  # noqa: PLC0415
    from app.truth.facts.table import validate as measure  # noqa: PLC0415

    try:
        with nullcontext() if output is None else output_file(output) as write:
            table = measure(Evidence(data))
            out.print(validation_table(table.facts))
            missing = sum(fact.value is None for fact in table.facts)
            result = f"{table.passed} of {len(table.facts) - missing} facts hold"
            out.print(f"{result}; {missing} are not measured without --data." if missing else f"{result}.")
            if output is not None and write is not None:
                write(writers[output.suffix](table).encode())
    except OutputError as error:
        fail(str(error))
    except KeyboardInterrupt:
        stop_at_once()
