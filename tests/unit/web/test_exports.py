"""What a reader takes along is safe to open and can be read back."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from searchapp.model import Source
from searchapp.web import exports
from tests.web.newsroom import RELEASES

PLAIN = RELEASES[6]


@given(st.text())
def test_no_cell_is_a_formula(text: str) -> None:
    """Whatever the text, a spreadsheet takes it for text."""
    assert not exports.guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert exports.guarded(text).removeprefix("'") == text.removeprefix("'")


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
