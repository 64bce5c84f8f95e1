"""The sample corpus is what its README and its truth file say that it is.

The truth is one JSON line a release: where it is (``path`` below ``corpus``, ``fragment`` for one
of several in a file: the line number in JSON Lines, the entry id in a feed), what must be read
from it (``title``, ``date`` with ``date_precision``, ``language``, ``source``, names as the page
writes them in full), phrases that belong to its body and phrases that do not. Pages to be turned
away have ``skip``. ``near_duplicate_of`` and ``translation_of`` name another release as ``path`` or
``path#fragment``. Nothing here uses the ingester: these tests hold the truth to the files.
"""

from __future__ import annotations

import codecs
import html
import json
import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.support.checkout import CHECKOUT

CORPUS = CHECKOUT / "corpus"
TRUTH: list[dict[str, Any]] = [
    json.loads(line)
    for line in Path(__file__).with_name("truth.jsonl").read_text(encoding="utf-8").splitlines()
]
RELEASES = [row for row in TRUTH if not row.get("skip")]
PRECISION_LENGTHS = {"day": 10, "month": 7, "year": 4}


def key(row: dict[str, Any]) -> str:
    """Name a release as the other rows of the truth do."""
    return f"{row['path']}#{row['fragment']}" if row.get("fragment") else str(row["path"])


@cache
def encoding(path: str) -> str:
    """Tell how a file of the corpus is encoded: what is not Unicode is known by its format."""
    data = (CORPUS / path).read_bytes()
    if data.startswith(codecs.BOM_UTF16_LE):
        return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252" if path.endswith(".html") else "windows-1251"
    return "utf-8"


@cache
def page(path: str) -> str:
    """Return the text of a file of the corpus."""
    return (CORPUS / path).read_text(encoding=encoding(path))


def record(row: dict[str, Any]) -> str:
    """Return the part of a file that holds one release, readable and on one line."""
    text, fragment = page(row["path"]), row["fragment"]
    if row["path"].endswith(".jsonl"):
        text = text.splitlines()[int(fragment) - 1]
    elif fragment:
        text = next(entry for entry in re.split("<entry|<item", text) if fragment in entry)
    if row["path"].endswith((".json", ".jsonl")):
        text = text.replace("\\n", "\n").replace('\\"', '"')
    if row["path"].endswith((".html", ".xml")):
        text = re.sub("<[^<>]*>", "", html.unescape(text)).replace("<![CDATA[", "")
    return " ".join(html.unescape(text).split())


every_release = pytest.mark.parametrize("row", RELEASES, ids=key)


def test_every_file_has_its_truth() -> None:
    """Each file of the corpus is in the truth, and the truth names no other."""
    files = {
        path.relative_to(CORPUS).as_posix()
        for path in CORPUS.rglob("*")
        if path.is_file() and path not in (CORPUS / "README.md", CORPUS / "aliases.toml")
    }
    assert files == {row["path"] for row in TRUTH}


def test_releases_are_named_once() -> None:
    """A path and fragment stand for one release, and every line and entry of a file has a row."""
    names = [key(row) for row in TRUTH]
    assert len(names) == len(set(names))
    for path, count in Counter(row["path"] for row in RELEASES).items():
        if path.endswith(".jsonl"):
            assert count == len(page(path).splitlines())
        if path.endswith(".xml"):
            assert count == len(re.findall("<entry|<item", page(path)))


def test_sources_are_many_and_deep() -> None:
    """Ten sources, named as their folders, with at least eight releases each."""
    assert all(row["source"] == row["path"].split("/")[0] for row in RELEASES)
    counts = Counter(row["source"] for row in RELEASES)
    assert len(counts) == 10
    assert min(counts.values()) >= 8


def test_languages() -> None:
    """English leads; five more languages have five releases at least, and two have some."""
    counts = Counter(row["language"] for row in RELEASES)
    assert counts.most_common(1)[0][0] == "en"
    assert all(counts[language] >= 5 for language in ("fr", "es", "ru", "zh", "ar"))
    assert all(counts[language] >= 2 for language in ("de", "pt"))


def test_formats_and_encodings() -> None:
    """Each format occurs several times, and each encoding that is not UTF-8 once."""
    paths = {row["path"] for row in RELEASES}
    formats = Counter(row["path"].rsplit(".")[-1] for row in RELEASES)
    assert set(formats) == {"txt", "html", "md", "json", "jsonl", "xml"}
    assert min(formats.values()) >= 4
    encodings = Counter(encoding(path) for path in paths)
    assert {name: count for name, count in encodings.items() if name != "utf-8"} == {
        "utf-16": 1,
        "windows-1251": 1,
        "windows-1252": 1,
    }


def test_timeline_has_shape() -> None:
    """All years from 2016 to 2025 occur, unevenly, and some are full; few dates are inexact."""
    years = Counter(row["date"][:4] for row in RELEASES if row["date"])
    assert sorted(years) == [str(year) for year in range(2016, 2026)]
    assert max(years.values()) >= 2 * min(years.values())
    months = {row["date"][:7] for row in RELEASES if row["date_precision"] in ("day", "month")}
    per_year = Counter(month[:4] for month in months)
    assert sum(count >= 8 for count in per_year.values()) >= 3
    precisions = Counter(row["date_precision"] for row in RELEASES)
    assert (precisions["month"], precisions["year"], precisions[None]) == (2, 1, 2)


@pytest.mark.parametrize(("field", "least"), [("people", 12), ("organizations", 8), ("places", 20)])
def test_names_recur_across_sources(field: str, least: int) -> None:
    """Many people, organizations and places occur in three sources or more."""
    sources: dict[str, set[str]] = defaultdict(set)
    for row in RELEASES:
        for name in row[field]:
            sources[name].add(row["source"])
    assert sum(len(found) >= 3 for found in sources.values()) >= least


def test_related_releases_exist() -> None:
    """What is called a near duplicate or a translation points at another release of the truth."""
    names = {key(row) for row in RELEASES}
    links = {
        kind: [(key(row), row[kind]) for row in RELEASES if kind in row]
        for kind in ("near_duplicate_of", "translation_of")
    }
    assert all(
        here != there and there in names for pairs in links.values() for here, there in pairs
    )
    assert len(links["near_duplicate_of"]) >= 3
    assert len(links["translation_of"]) >= 8


def test_readme_names_the_odd_pages() -> None:
    """The README counts the releases and names every page that is turned away."""
    readme = (CORPUS / "README.md").read_text(encoding="utf-8")
    assert f"{len(RELEASES)} releases" in readme
    for row in TRUTH:
        if row.get("skip"):
            assert f"`{row['path']}`" in readme


@every_release
def test_release_holds_what_the_truth_says(row: dict[str, Any]) -> None:
    """Title, names and body phrases stand in the record; foreign phrases stand in the file."""
    text = record(row)
    assert " ".join(row["title"].split()) in text
    assert row["must_contain"]
    assert all(phrase in text for phrase in row["must_contain"])
    assert all(
        name.casefold() in text.casefold()
        for field in ("people", "organizations", "places")
        for name in row[field]
    )
    whole = html.unescape(page(row["path"]))
    assert all(phrase in whole for phrase in row["must_not_contain"])
    assert not any(
        unwanted in phrase for unwanted in row["must_not_contain"] for phrase in row["must_contain"]
    )


@every_release
def test_date_has_the_length_of_its_precision(row: dict[str, Any]) -> None:
    """A date is ISO, cut to its precision; without one there is no precision either."""
    if row["date"] is None:
        assert row["date_precision"] is None
        return
    assert re.fullmatch(r"20(1[6-9]|2[0-5])(-[01]\d(-[0-3]\d)?)?", row["date"])
    assert len(row["date"]) == PRECISION_LENGTHS[row["date_precision"]]


@every_release
def test_release_has_the_length_of_a_press_release(row: dict[str, Any]) -> None:
    """A release has some 120 to 500 words, menus and footers not counted among the fewest."""
    text = record(row)
    words = len(text) / 2 if row["language"] == "zh" else len(text.split())
    assert 115 <= words <= 650
