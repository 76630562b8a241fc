"""Request and response of `/tables`: an allocation table as text, read into buckets."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.abm.core.given import NoneIsEmpty
from app.abm.core.params import Params
from app.models.examples import TABLE_EXAMPLES
from app.tables.columns import Role
from app.tables.quantities import Decimal
from app.tables.reading import MOST_COLUMNS, MOST_ROWS, Options, TableReading, read_table

LONGEST_TEXT = 100_000
"""Characters of a pasted table, at most."""


def _is_index(key: str) -> str:
    if re.fullmatch("0|[1-9][0-9]{0,3}", key) is None:
        raise ValueError("must be the number of a column or row, as 0 or 12")
    return key


_Index = Annotated[str, AfterValidator(_is_index)]


class TableRequest(Params):
    """An allocation table as text, and whatever of it need not be recognised."""

    model_config = ConfigDict(json_schema_extra={"examples": list(TABLE_EXAMPLES.values())})

    text: str = Field(min_length=1, max_length=LONGEST_TEXT)
    """The table as it is copied: with tabs, commas, semicolons, pipes or aligned; with a heading or without."""
    total_supply: Annotated[float, Field(ge=1e-9, le=1e24)] | None = None
    """Tokens there are; with it amounts are answered as shares."""
    cliff_included: bool | None = None
    """Whether vesting counts from the launch and has the cliff in it; omitted, it follows the cliff, and is asked."""
    columns: Annotated[dict[_Index, Role], NoneIsEmpty] = Field(default_factory=dict, max_length=MOST_COLUMNS)
    """What a column is, by its index from 0; the others are recognised."""
    rows: Annotated[dict[_Index, bool], NoneIsEmpty] = Field(default_factory=dict, max_length=MOST_ROWS)
    """Whether a row is a bucket, by its number; false leaves it out."""
    decimal: Decimal | None = None
    """What begins the decimals of a number; omitted, what the numbers prove."""

    def read(self) -> TableReading:
        """The table as it is read. Raises ConfigError."""
        options = Options(self.total_supply, self.cliff_included, self.columns, self.rows, self.decimal)
        return read_table(self.text, options)


class _FromAttributes(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class TableColumn(_FromAttributes):
    """A column, and what it was taken for."""

    index: int
    heading: str
    role: Role
    read_as: str = Field(description="The role in words, with the unit of a bare number.")
    sample: list[str] = Field(description="The first cells that are not empty.")


class TableSums(_FromAttributes):
    """What the buckets add up to; null where that cannot be known."""

    allocation_pct: float | None
    amount: float | None


class DroppedRow(_FromAttributes):
    """A row that made no bucket."""

    row: int = Field(description="Counted from 1, as the rows stand in the text.")
    text: str
    reason: str = Field(description="Continues the sentence “This row …”.")


class TableChoice(_FromAttributes):
    """A possible answer."""

    label: str
    set: dict[str, Any] = Field(description="What to add to the request to have the table read so.")


class TableQuestion(_FromAttributes):
    """Something only the table's author knows; until it is answered the first choice is assumed."""

    about: str = Field(description="The field of the request that answers it.")
    sentence: str
    choices: list[TableChoice]


class TableProfile(_FromAttributes):
    """How a bucket's holders will behave, told from its name."""

    bucket: str
    profile: str
    reason: Literal["chosen", "named", "recognised", "assumed"]


class TableResponse(_FromAttributes):
    """An allocation table read: buckets ready for a request, and a word about everything that is not in them."""

    columns: list[TableColumn]
    buckets: list[dict[str, Any]] = Field(description="Ready for `buckets` of a request.")
    sums: TableSums
    dropped: list[DroppedRow]
    notes: list[str] = Field(description="What was rounded, renamed, assumed or not understood.")
    questions: list[TableQuestion]
    profiles: list[TableProfile]

    @classmethod
    def of(cls, reading: TableReading) -> "TableResponse":
        """The response for a table that was read."""
        profiles = [
            TableProfile(bucket=bucket, profile=choice.name, reason=choice.reason)
            for bucket, choice in reading.profiles
        ]
        return cls(
            columns=[TableColumn.model_validate(column) for column in reading.columns],
            buckets=list(reading.buckets),
            sums=TableSums.model_validate(reading.sums),
            dropped=[DroppedRow.model_validate(row) for row in reading.dropped],
            notes=list(reading.notes),
            questions=[TableQuestion.model_validate(question) for question in reading.questions],
            profiles=profiles,
        )
