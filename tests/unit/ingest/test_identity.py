"""Identity: ids that outlive rebuilds, hashes that see content only, names of sources."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from searchapp.ingest.identity import content_hash, release_id, slug, source_label, source_of


@given(st.text(), st.text(), st.text())
def test_ids_are_safe_and_stable(source: str, path: str, fragment: str) -> None:
    """An id fits an address, and the same page has the same id."""
    made = release_id(source, path, fragment)
    assert re.fullmatch(r"[a-z0-9-]{3,64}", made)
    assert made == release_id(source, path, fragment)


@given(st.tuples(st.text(max_size=5), st.text(max_size=5)),
       st.tuples(st.text(max_size=5), st.text(max_size=5)))  # fmt: skip
def test_other_places_have_other_ids(one: tuple[str, str], two: tuple[str, str]) -> None:
    """Two pages, or two records of a page, do not share an id."""
    if one != two and "\0" not in "".join(one + two):
        assert release_id("s", *one) != release_id("s", *two)


def test_white_space_and_case_do_not_change_the_content() -> None:
    """The content hash is of words, not of their layout."""
    assert content_hash("A  title", ["One", "two"]) == content_hash("a title", ["one two"])
    assert content_hash("A title", ["One"]) != content_hash("A title", ["Two"])


def test_a_source_is_the_first_folder() -> None:
    """The folder names the source; at the top of the corpus the page itself does."""
    assert source_of("north-sea_ports/2024/a.txt", "Other").value == "north-sea-ports"
    assert source_of("north-sea_ports/a.txt", None).label == "North Sea Ports"
    assert source_of("a.txt", "Ministère de l’Eau").value == "ministere-de-leau"
    assert source_of("a.txt", None).value == "unsorted"
    assert source_label("WIPO") == "WIPO"
    assert source_label("museum-of-the-sea") == "Museum of the Sea"
    assert source_label("the-port") == "The Port"
    assert slug("水利部") == slug("水利部") != slug("交通部")
