"""Files and functions stay as long as one can read at a sitting."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[4]
LONGEST_FILE, LONGEST_FUNCTION = 300, 30
GENERATED = {ROOT / "frontend/src/api/schema.d.ts"}


def over(length: int, bar: int, what: object) -> Iterator[str]:
    """What is too long, with its length."""
    if length > bar:
        yield f"{what}: {length} lines"


def long_files(folder: str, *endings: str) -> list[str]:
    """Files beyond the bar; those made by a program do not count."""
    files = sorted(path for ending in endings for path in (ROOT / folder).rglob(f"*{ending}") if path not in GENERATED)
    assert files
    return [
        said
        for path in files
        for said in over(len(path.read_text(encoding="utf-8").splitlines()), LONGEST_FILE, path.relative_to(ROOT))
    ]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_no_file_of_the_service_is_longer_than_300_lines() -> None:
    assert long_files("backend/app", ".py", ".lua") == []


def test_no_file_of_the_page_is_longer_than_300_lines() -> None:
    assert long_files("frontend/src", ".ts", ".tsx", ".css") == []


def test_no_function_of_the_service_is_longer_than_30_lines() -> None:
    found = [
        said
        for path in sorted((ROOT / "backend/app").rglob("*.py"))
        for function in functions(path)
        for said in over(
            (function.end_lineno or 0) - function.lineno + 1,
            LONGEST_FUNCTION,
            f"{path.relative_to(ROOT)} {function.name}",
        )
    ]
    assert found == []
