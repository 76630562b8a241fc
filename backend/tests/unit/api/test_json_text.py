"""JSON as clients write it is read as Python reads it, only sooner."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.json_text import read_json

_SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats() | st.text()
VALUES = st.recursive(_SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@given(VALUES, st.booleans())
def test_a_value_is_what_python_reads(value: object, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    assert repr(read_json(text)) == repr(json.loads(text))


@pytest.mark.parametrize("text", [b"1e400", b"9" * 401])
def test_a_number_out_of_range_is_infinite(text: bytes) -> None:
    assert read_json(text) == math.inf


@pytest.mark.parametrize("text", [b"", b"{", b"[1,]", b"\xff", b"01"])
def test_what_is_no_json_is_an_error_of_a_value(text: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_json(text)
