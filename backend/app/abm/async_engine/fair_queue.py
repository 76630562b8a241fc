"""Whose turn it is: owners take turns, and of several places one may be kept for small runs."""

from collections import defaultdict


class FairQueue:
    """Runs that wait for a place, and runs that have one.

    The k-th run of each owner that waits is of the same round, and nobody's comes before the round that is being taken.
    Within a round, whoever came first.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, tuple[int, int]] = {}
        """Round and place in the order of arrival of each run."""
        self._large: set[str] = set()
        self._placed: set[str] = set()
        self._newest: defaultdict[str, int] = defaultdict(lambda: -1)
        self._arrivals = self._round = 0

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @property
    def placed(self) -> int:
        """How many have a place."""
        return len(self._placed)

    def join(self, run_id: str, owner: str, *, is_large: bool) -> None:
        """One more run waits."""
        self._newest[owner] = max(self._round, self._newest[owner] + 1)
        self._arrivals += 1
        self._waiting[run_id] = (self._newest[owner], self._arrivals)
        if is_large:
            self._large.add(run_id)

    def position(self, run_id: str) -> int | None:
        """Place among those that wait, from 1; none for a run that does not."""
        if run_id not in self._waiting:
            return None
        return sum(turn <= self._waiting[run_id] for turn in self._waiting.values())

    def take(self, places: int, kept: int = 0) -> list[str]:
        """The runs whose turn it is, each of which has its place until it leaves; large ones leave so many `kept`."""
        turns: list[str] = []
        for_large = max(places - kept, 1) - len(self._placed & self._large)
        for run_id in sorted(self._waiting, key=lambda run_id: self._waiting[run_id]):
            if len(self._placed) >= places:
                break
            if run_id not in self._large or for_large > 0:
                for_large -= run_id in self._large
                self._round = self._waiting[run_id][0]
                self.place(run_id)
                turns.append(run_id)
        return turns

    def place(self, run_id: str) -> None:
        """A run has begun, whoever let it."""
        self._out_of_queue(run_id)
        self._placed.add(run_id)

    def leave(self, run_id: str) -> None:
        """A run has ended."""
        self._out_of_queue(run_id)
        self._placed.discard(run_id)
        self._large.discard(run_id)

    def _out_of_queue(self, run_id: str) -> None:
        if self._waiting.pop(run_id, None) is not None and not self._waiting:
            self._newest.clear()
            self._round = 0
