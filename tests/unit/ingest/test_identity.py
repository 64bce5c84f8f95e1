"""Identity: ids that outlive rebuilds, hashes that see content only, names of sources."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.ingest.identity import (
    content_hash,
    release_id,
    slug,
    source_folder,
    source_label,
    source_level,
    source_of,
)


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


def test_a_source_is_named_by_its_folder() -> None:
    """The folder names the source; at the top of the corpus the page itself does."""
    assert source_of("north-sea_ports", "Other").value == "north-sea-ports"
    assert source_of("north-sea_ports", None).label == "North Sea Ports"
    assert source_of("", "Ministère de l’Eau").value == "ministere-de-leau"
    assert source_of("", None).value == "unsorted"
    assert source_label("WIPO") == "WIPO"
    assert source_label("museum-of-the-sea") == "Museum of the Sea"
    assert source_label("the-port") == "The Port"
    assert slug("水利部") == slug("水利部") != slug("交通部")


@pytest.mark.parametrize(
    ("paths", "level"),
    [
        ([], 1),
        (["a.txt"], 1),
        (["port/a.txt"], 1),
        (["port/a.txt", "bank/2024/b.txt"], 1),
        (["raw/port/a.txt", "raw/bank/b.txt"], 2),
        (["raw/port/a.txt"], 2),
        (["raw/port/2024/05/a.txt"], 2),
        (["data/raw/port/a.txt", "data/raw/bank/b.txt"], 3),
        (["raw/port/a.txt", "raw/b.txt"], 1),
        (["raw/port/a.txt", "b.txt"], 1),
        (["port/2023/a.txt", "port/2024/b.txt"], 1),
        (["port/2024-05/a.txt", "port/2024年6月/b.txt"], 1),
        (["port/12/a.txt"], 1),
        (["port/en/a.txt", "port/fr-CA/b.txt"], 1),
        (["raw/2024/a.txt", "raw/port/b.txt"], 2),
        (["新闻/水利部/a.txt", "新闻/交通部/b.txt"], 2),
    ],
)
def test_a_folder_around_all_others_is_no_source(paths: list[str], level: int) -> None:
    """One that alone holds all folders is passed; times and languages are never sources."""
    assert source_level(paths) == level


NAMES = st.sampled_from(["port", "bank", "raw", "2024", "fr"])
PATHS = st.lists(
    st.lists(NAMES, max_size=4).map(lambda folders: "/".join([*folders, "a.txt"])), max_size=8
)


@given(PATHS, st.randoms())
def test_every_page_lies_at_the_level_of_the_sources(paths: list[str], random: Random) -> None:
    """No page lies above it, and the order of the pages does not matter."""
    level = source_level(paths)
    assert level == 1 or all(path.count("/") >= level for path in paths)
    random.shuffle(paths)
    assert source_level(paths) == level


@given(PATHS)
def test_another_page_of_the_same_source_moves_no_source(paths: list[str]) -> None:
    """A page that comes beside one that was there leaves all sources as they were."""
    assert source_level([*paths, *(f"{path}.more" for path in paths)]) == source_level(paths)


@pytest.mark.parametrize(
    ("path", "level", "folder"),
    [
        ("a.txt", 1, ""), ("port/a.txt", 1, "port"), ("port/2024/a.txt", 1, "port"),
        ("raw/port/2024/a.txt", 2, "port"), ("raw/port/a.txt", 2, "port"),
        ("raw/a.txt", 2, "raw"), ("a.txt", 3, ""), ("raw/port/a.txt", 9, "port"),
    ],
)  # fmt: skip
def test_the_source_of_a_page_is_a_folder_of_its_path(path: str, level: int, folder: str) -> None:
    """It is the one at the level of the sources, or the deepest above it."""
    assert source_folder(path, level) == folder
