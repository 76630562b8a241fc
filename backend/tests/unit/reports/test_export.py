"""Tables outside: what a spreadsheet makes of them."""

import pytest

from app.abm.reports.export import Table, to_csv


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x","y")', "+1", "-cmd", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_name_that_is_a_formula_comes_out_as_text(name: str) -> None:
    heading, cell = to_csv(Table([name], [{name: name}])).decode().removesuffix("\n").split("\n")
    assert heading.startswith("\"'")
    assert cell.startswith("\"'")


def test_numbers_and_other_texts_stay_as_they_are() -> None:
    table = Table(["change", "bucket"], [{"change": -0.5, "bucket": "Team = core"}, {"change": 1e-9}])
    assert to_csv(table).decode() == '"change","bucket"\n-0.5,"Team = core"\n1e-9,\n'
