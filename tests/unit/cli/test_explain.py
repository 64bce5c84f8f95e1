"""``searchapp explain``: what was made of a page, and why."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.command_line import RELEASE, run


def test_explain_shows_what_was_kept_and_dropped(here: Path) -> None:
    """With where the title, the date and the names came from."""
    text = run("explain", "corpus/port/quay.txt").output
    kept, dropped = text.split("\ndropped\n")
    assert "opened its new quay today" in kept
    assert "Tariffs" in dropped
    assert "2024-03-29 (day)" in kept
    assert "Amina Okafor" in kept


def test_explain_of_a_page_of_the_corpus_is_what_the_index_holds(here: Path) -> None:
    """It uses the source, the knowledge and the aliases of the live generation, and says so."""
    aliases = '[people]\n"Amina N. Okafor" = ["Amina Okafor"]\n'
    (here / "corpus" / "aliases.toml").write_text(aliases)
    before = run("explain", "corpus/port/quay.txt").output
    assert "the 2 pages of its source now: no live generation holds it" in before
    run("reindex")
    text = run("explain", "corpus/port/quay.txt").output
    assert "what the live generation" in text.splitlines()[0]
    assert "Amina N. Okafor" in text
    shown = json.loads(run("explain", "corpus/port/quay.txt", "--json").output)
    indexed = json.loads(run("search", "quay", "--json").output)
    for key in ("id", "title", "date", "people", "organizations", "places", "source"):
        assert shown["release"][key] == indexed[key]
    assert shown["date_candidates"][0]["value"] == "2024-03-29"


def test_explain_of_a_page_elsewhere_learns_from_its_folder(here: Path) -> None:
    """The folder of a file outside the corpus is its source."""
    (here / "quay.txt").write_text(RELEASE)
    assert "outside the corpus" in run("explain", "quay.txt").output.splitlines()[0]


def test_explain_prints_candidates_for_people(here: Path) -> None:
    """A date that competed is a line of words, no value of the program."""
    text = run("explain", "corpus/port/quay.txt").output
    assert "candidate  2024-03-29 (day)" in text
    assert "Candidate(" not in text
