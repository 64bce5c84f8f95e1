"""The table of languages, and the code that some of them need."""

from __future__ import annotations

import pytest
import Stemmer

from searchapp.analysis.lang import STEMMERS
from searchapp.analysis.languages import UNKNOWN, LanguageFacts, facts, known_tag
from searchapp.data_files import read_toml

TABLE = read_toml("analysis/data/languages.toml")


@pytest.mark.parametrize(
    ("tag", "row"),
    [
        ("en", "en"), ("en-GB", "en"), ("PT-br", "pt"), ("nb", "no"), ("nn-NO", "no"),
        ("iw", "he"), ("in", "id"), ("tlh", UNKNOWN), ("", UNKNOWN),
    ],
)  # fmt: skip
def test_tags_of_a_language_lead_to_its_row(tag: str, row: str) -> None:
    """Region and case do not matter, and a language may have several tags."""
    assert known_tag(tag) == row


def test_a_language_without_a_row_has_no_stemmer_and_no_stop_words() -> None:
    """Its words are folded and nothing else."""
    assert facts("tlh") == LanguageFacts()


def test_tags_are_those_of_one_language() -> None:
    """A tag that stood for two would hide one of them."""
    tags = [tag for row, each in TABLE.items() for tag in (row, *each.get("also", "").split())]
    assert len(tags) == len(set(tags))


def test_every_stemmer_exists_and_every_one_of_ours_is_used() -> None:
    """A row names a Snowball algorithm or a function of :mod:`searchapp.analysis.lang`."""
    names = {each.get("stemmer", "") for each in TABLE.values()} - {""}
    assert names <= {*Stemmer.algorithms(), *STEMMERS}
    assert names >= set(STEMMERS)
