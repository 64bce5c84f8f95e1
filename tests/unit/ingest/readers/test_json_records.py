"""JSON: records in any arrangement, and a fault for every line that holds none."""

from __future__ import annotations

import json
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.errors import PageSkipped
from searchapp.ingest.readers.registry import read_page
from tests.support.reading import candidates_of


@given(
    st.lists(
        st.fixed_dictionaries(
            {"title": st.text("abc é", min_size=1, max_size=9).filter(str.strip),
             "body": st.text("abc é", min_size=1, max_size=30).filter(str.strip)}
        ),
        min_size=1, max_size=5,
    )
)  # fmt: skip
def test_json_and_json_lines_hold_the_same_records(records: list[dict[str, str]]) -> None:
    """A list in a JSON file and the same records as lines give the same candidates."""
    as_list = candidates_of("a.json", json.dumps(records).encode())
    as_lines = candidates_of("a.jsonl", "\n".join(json.dumps(each) for each in records).encode())
    assert [(p.text, p.metadata.title) for p in as_list] == [
        (p.text, p.metadata.title) for p in as_lines
    ]
    assert len({page.fragment for page in as_lines}) == len(records)


def test_bad_lines_are_told_and_the_others_kept() -> None:
    """Every good record comes out; then the fault names the first bad line and counts them."""
    lines = b'{"title":\n{"title":"A","body":"x"}\n[1]\n{"title":"B","body":"y"}\n'
    found = read_page(PurePosixPath("a.jsonl"), lines)
    assert [next(found).text, next(found).text] == ["x", "y"]
    with pytest.raises(PageSkipped, match=r"line 1: .* \(and 1 more lines\)"):
        next(found)
