"""The labelled examples of the quality gates say what their pages hold."""

from __future__ import annotations

import datetime

import pytest

from tests.quality.entities import read_labels
from tests.quality.labels import FOLDER, HALVES, Half, dated_pages, records
from tests.quality.labels.compose import composed_pages

LANGUAGES = "en fr es de pt it nl pl ru uk zh ja ko ar el vi tr hi".split()


@pytest.mark.parametrize("half", HALVES)
def test_a_composed_page_holds_what_is_expected_of_it(half: Half) -> None:
    """Title, first and last sentence stand in the page, and the date is a day."""
    for page in composed_pages(half):
        text = page.text.replace("&#x27;", "'").replace("&amp;", "&").replace("&quot;", '"')
        for expected in (page.title, page.first, page.last):
            assert expected in text, page.path
        assert datetime.date.fromisoformat(page.date).isoformat() == page.date


@pytest.mark.parametrize("half", HALVES)
def test_dated_pages_are_whole_and_in_every_language(half: Half) -> None:
    """No place for prose is left open; dates are ISO or unknown; no language is forgotten."""
    pages = dated_pages(half)
    for page in pages:
        assert "{" not in page.text, page.id
        day = page.labels["date"]
        if day != "null":
            assert datetime.date.fromisoformat(f"{day}-01"[:10]).isoformat().startswith(day)
    assert set(LANGUAGES) <= {page.language for page in pages}


@pytest.mark.parametrize("half", HALVES)
def test_a_headline_stands_in_its_dump(half: Half) -> None:
    """The lines of a dump, joined, hold the title that is expected."""
    for page in records("titles", half):
        joined = " ".join(page.text.split()).casefold()
        assert page.labels["title"].casefold() in joined, page.id


@pytest.mark.parametrize("half", HALVES)
def test_an_entity_stands_in_its_release(half: Half) -> None:
    """At least one of the names of every entity is in the text as it is written."""
    for release in read_labels(FOLDER / half / "entities.jsonl"):
        for entity in release.entities:
            assert entity.get("optional") or any(
                name.casefold() in release.text.casefold() for name in entity["names"]
            ), (release.name, entity)


@pytest.mark.parametrize("name", ["others", "releases", "prose", "titles"])
def test_the_halves_share_no_text(name: str) -> None:
    """What is tuned on one half has not been seen in the other."""
    fit, check = ({record.text for record in records(name, half)} for half in HALVES)
    assert not fit & check
