"""The sample corpus comes out right: every title, date and language, and no boilerplate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from searchapp.analysis.minhash import PLACES, near_groups, signature
from searchapp.errors import PageSkipped
from searchapp.indexing.explanation import extract_releases
from searchapp.model import Release
from searchapp.settings import Settings
from tests.support.checkout import CHECKOUT

TRUTH: list[dict[str, Any]] = [
    json.loads(line)
    for line in Path(__file__).with_name("truth.jsonl").read_text(encoding="utf-8").splitlines()
]
WANTED = [row for row in TRUTH if not row.get("skip")]


@pytest.fixture(scope="module")
def outcome() -> tuple[dict[tuple[str, str], Release], dict[str, str]]:
    """Return the releases by path and title, and the reasons of what was turned away by path."""
    reasons: dict[str, str] = {}

    def turned_away(path: str, fault: PageSkipped) -> None:
        reasons[path] = fault.code

    found = extract_releases([CHECKOUT / "corpus"], Settings(), on_skip=turned_away)
    return {(each.path, each.title): each for each in found}, reasons


def names(row: dict[str, Any]) -> str:
    """Return what identifies a row in the output of the tests."""
    return f"{row['path']}#{row['fragment']}"


@pytest.mark.parametrize("row", WANTED, ids=names)
def test_title_date_language_and_text_are_right(
    outcome: tuple[dict[tuple[str, str], Release], dict[str, str]], row: dict[str, Any]
) -> None:
    """What the truth file says of a release is what the ingester finds."""
    releases, _ = outcome
    titles = [title for path, title in releases if path == row["path"]]
    assert (row["path"], row["title"]) in releases, titles
    release = releases[row["path"], row["title"]]
    date = release.date
    assert (date.value if date else None, date.precision if date else None) == (
        row["date"], row["date_precision"],
    )  # fmt: skip
    assert release.language == row["language"]
    assert release.source.value == row["source"]
    text = " ".join(" ".join((release.title, *release.body)).split())
    for phrase in row["must_contain"]:
        assert phrase in text
    for phrase in row["must_not_contain"]:
        assert phrase not in text


def test_what_is_no_release_is_turned_away(
    outcome: tuple[dict[tuple[str, str], Release], dict[str, str]],
) -> None:
    """The pages that the truth file marks so, and no others."""
    assert set(outcome[1]) == {row["path"] for row in TRUTH if row.get("skip")}


def test_the_names_that_matter_are_found(
    outcome: tuple[dict[tuple[str, str], Release], dict[str, str]],
) -> None:
    """Nine in ten of the people, organizations and places that the truth file lists, or more."""
    releases, _ = outcome
    wanted = found = 0
    for row in WANTED:
        release = releases.get((row["path"], row["title"]))
        if release is None:
            continue
        for field in ("people", "organizations", "places"):
            names_found = {
                name.casefold()
                for entity in getattr(release, field)
                for name in (entity.name, *entity.aliases)
            }
            wanted += len(row[field])
            found += sum(name.casefold() in names_found for name in row[field])
    assert found >= 0.9 * wanted, f"{found} of {wanted}"


def test_the_corpus_folder_can_lie_anywhere(tmp_path: Path) -> None:
    """The same page has the same id after the corpus has moved."""
    page = "Skagerrak dredging\n\n" + "The harbour was dredged in the spring, the port said. " * 8
    ids = []
    for name in ("one", "two"):
        folder = tmp_path / name / "port"
        folder.mkdir(parents=True)
        (folder / "a.txt").write_text(page)
        ids += [release.id for release in extract_releases([tmp_path / name], Settings())]
    assert len(ids) == 2
    assert ids[0] == ids[1]


def test_the_near_duplicates_among_the_samples_are_found(
    outcome: tuple[dict[tuple[str, str], Release], dict[str, str]],
) -> None:
    """Those that the truth file names, and no others."""
    releases = sorted(outcome[0].values(), key=lambda each: each.id)
    rows = [(each, signature(each.body)) for each in releases]
    signed = [(each, made) for each, made in rows if made]
    signatures = np.frombuffer(b"".join(made for _, made in signed), "<u4").reshape(-1, PLACES)
    paths = {each.id: each.path for each, _ in signed}
    groups = near_groups([each.id for each, _ in signed], signatures, {})
    named = {
        frozenset((row["path"], row["near_duplicate_of"].split("#")[0]))
        for row in WANTED
        if row.get("near_duplicate_of")
    }
    assert {frozenset(paths[each] for each in group) for group in groups} == named
