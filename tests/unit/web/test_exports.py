"""What a reader takes along is safe to open and can be read back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.model import IndexInfo, SearchRequest, SearchResult, Source
from searchapp.settings import Settings
from searchapp.web import create_app, exports
from tests.support.search_oracle import RELEASES, SearchOracle

PLAIN = RELEASES[6]


@given(st.text())
def test_no_cell_is_a_formula(text: str) -> None:
    """Whatever the text, a spreadsheet takes it for text."""
    assert not exports.escape_formula(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert exports.escape_formula(text).removeprefix("'") == text.removeprefix("'")


@given(st.text(max_size=60), st.text(max_size=30))
def test_citations_keep_their_form(title: str, source: str) -> None:
    """No title breaks out of its field: braces are balanced, one tag a line."""
    release = replace(PLAIN, title=title, source=Source("x", source))
    entry = exports.bibtex(release, "https://here.example/r/1")
    bare = entry.replace(r"\{", "").replace(r"\}", "").replace("\\\\", "")
    assert bare.count("{") == bare.count("}")
    record = exports.ris(release, "https://here.example/r/1")
    assert record.startswith("TY  - PRESS\r\n")
    assert record.endswith("\r\nER  - \r\n")
    assert all(line[2:6] == "  - " for line in record.split("\r\n") if line)


def test_a_citation_names_what_is_known() -> None:
    """Source, title, date and address are in the entry."""
    entry = exports.bibtex(PLAIN, "https://here.example/r/1")
    assert "author = {{Harbour Authority of Port Ellis}}" in entry
    assert "date = {2024-03-29}" in entry
    assert "DA  - 2024/03/29/" in exports.ris(PLAIN, "")
    assert "DA" not in exports.ris(replace(PLAIN, date=None), "")


def test_plain_text() -> None:
    """Title, source and date, then the paragraphs with blank lines between."""
    text = exports.plain_text(PLAIN)
    assert text.startswith(f"{PLAIN.title}\n\n{PLAIN.source.label}, 29 March 2024\n\n")
    assert "\n\n".join(PLAIN.body) in text


class Changing(SearchOracle):
    """Of many releases; from the second page on its answers are changed."""

    def __init__(self, **changes: Any) -> None:
        super().__init__([replace(PLAIN, id=f"r{number}") for number in range(250)])
        self.changes = changes

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer a request."""
        result = super().search(request)
        return replace(result, **self.changes) if request.page > 1 else result


@pytest.mark.parametrize(
    "changes",
    [{"partial": ("matches",), "hits": ()}, {"index": IndexInfo("another", 3, "2024-06-01", ())}],
    ids=["out of time", "reindexed"],
)
def test_an_export_that_cannot_be_whole_breaks_off(changes: dict[str, Any]) -> None:
    """Its reader notices: rows are not missing, and not there twice, without a word."""
    whole = create_app(Settings(), Changing()).test_client()
    assert len(whole.get("/search.jsonl").text.splitlines()) == 250
    broken = create_app(Settings(), Changing(**changes)).test_client()
    with pytest.raises(exports._ExportAborted, match="at page 2 of 3"):
        _ = broken.get("/search.jsonl").text


def test_an_export_that_is_partial_from_the_start_says_so() -> None:
    """In a header, since the rows have no place for it."""
    client = create_app(Settings(), SearchOracle()).test_client()
    assert client.get("/search.csv?q=water+!slow").headers["X-Partial"] == "facets"
    assert "X-Partial" not in client.get("/search.csv?q=water").headers
