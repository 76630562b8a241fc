"""A table of figures beside their bars. Machines are noisy: a figure may be three times over before it fails."""

TOLERANCE = 3


class FigureTable:
    """What was measured, line by line."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.lines: list[tuple[str, ...]] = [("what", "figure", "bar", "")]

    def at_most(self, what: str, figure: float, bar: float, unit: str) -> bool:
        """Note a figure that should stay below its bar; whether it is at least near."""
        self._note(what, figure, f"≤ {bar:,g} {unit}", unit, figure <= bar)
        return figure <= TOLERANCE * bar

    def at_least(self, what: str, figure: float, bar: float, unit: str) -> bool:
        """Note a figure that should reach its bar; whether it is at least near."""
        self._note(what, figure, f"≥ {bar:,g} {unit}", unit, figure >= bar)
        return TOLERANCE * figure >= bar

    def exactly(self, what: str, count: int, due: int) -> bool:
        """Note a count that must be what is due."""
        self._note(what, count, f"= {due:,}", "", count == due)
        return count == due

    def only(self, what: str, figure: float, unit: str) -> None:
        """Note a figure that has no bar."""
        self.lines.append((what, _shown(figure, unit), "", ""))

    def show(self) -> None:
        """Print the table."""
        width = [max(map(len, column)) for column in zip(*self.lines, strict=True)]
        print(f"\n{self.title}")
        for what, *cells in self.lines:
            print(
                "  " + "  ".join([what.ljust(width[0]), *(c.rjust(w) for c, w in zip(cells, width[1:], strict=True))])
            )

    def _note(self, what: str, figure: float, bar: str, unit: str, good: bool) -> None:
        self.lines.append((what, _shown(figure, unit), bar, "ok" if good else "OVER"))


def _shown(figure: float, unit: str) -> str:
    return f"{figure:,.{2 if figure < 100 and unit else 0}f} {unit}".rstrip()
