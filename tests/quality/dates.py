"""Quality of publication dates and languages: how often they are right, and how often wrong.

Trove: the front matter is hidden, so text alone must tell; its date is the truth, although the
archive's own date is a few days off in about 2 % of the releases. Senate: the file name is the
truth, with the file name shown (is the pattern understood?) and hidden (is it better to be silent:
the day is in the text of only four in ten). A date of month precision counts as neither exact nor
wrong if the month is right.
"""

from __future__ import annotations

import json
import random
import re
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from searchapp.ingest.dates import SourceDates, learn_dates, publication_date
from searchapp.ingest.dumps.clean_dump import clean_dump
from searchapp.ingest.language_identification import identify
from tests.quality.measure import Measure

__all__ = ["LabelledPage", "evaluate", "outcomes", "senate", "trove"]

_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_DATE = re.compile(r'^date: "?(\d{4}-\d\d-\d\d)', re.MULTILINE)
_SENATE_NAME = re.compile(r"(\d{1,2})([A-Z][a-z]{2})(\d{4})\D.*\.txt")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_SENATE_SAMPLE = 3_000
_LEARNED_FROM = 300


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page, where it lies, and its true day."""

    path: str
    text: str
    day: str


def trove(shared: Path) -> Iterator[LabelledPage]:
    """Yield the Australian parliamentary releases without their front matter."""
    with tarfile.open(shared / "data" / "trove.tar.xz") as archive:
        for member in archive:
            text = _text_of(archive, member)
            front = _FRONT_MATTER.match(text)
            day = _DATE.search(front.group(1)) if front else None
            if front and day:
                yield LabelledPage(member.name, text[front.end() :], day.group(1))


def senate(shared: Path, size: int = _SENATE_SAMPLE, seed: int = 5) -> list[LabelledPage]:
    """Return a random sample of the Senate releases; the true day is in the file name."""
    wanted: dict[str, str] = {}
    with tarfile.open(shared / "data" / "senate.tar.xz") as archive:
        members = {member.name: member for member in archive if _senate_day(member.name)}
        for name in sorted(random.Random(seed).sample(sorted(members), size)):
            wanted[name] = ""
    with tarfile.open(shared / "data" / "senate.tar.xz") as archive:
        for member in archive:
            if member.name in wanted:
                wanted[member.name] = _text_of(archive, member)
    return [LabelledPage(name, text, _senate_day(name) or "") for name, text in wanted.items()]


def _text_of(archive: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    stream = archive.extractfile(member) if member.isfile() else None
    return stream.read().decode("utf-8", errors="replace") if stream else ""


def _senate_day(path: str) -> str | None:
    match = _SENATE_NAME.fullmatch(Path(path).name)
    if match is None or match[2] not in _MONTHS:
        return None
    return f"{match[3]}-{_MONTHS.index(match[2]) + 1:02}-{int(match[1]):02}"


def outcomes(
    pages: Iterable[LabelledPage], learned: SourceDates | None, *, show_path: bool
) -> dict[str, float]:
    """Return the shares of ``exact``, ``month``, ``wrong`` and ``none`` over the pages."""
    counts: Counter[str] = Counter()
    for page in pages:
        content = clean_dump(page.text)
        path = page.path if show_path else "page.txt"
        date = publication_date(content, path, learned).date
        counts[_outcome(date.value if date else None, page.day)] += 1
    total = sum(counts.values())
    return {name: counts[name] / total for name in ("exact", "month", "wrong", "none")}


def _outcome(value: str | None, day: str) -> str:
    if value is None:
        return "none"
    if value == day:
        return "exact"
    return "month" if day.startswith(value) else "wrong"


def _learned(pages: Iterable[LabelledPage], *, show_path: bool) -> SourceDates:
    """Return what a source shows, the truth hidden: text alone unless paths are shown."""
    sample = list(pages)[::7][:_LEARNED_FROM]
    return learn_dates((page.path if show_path else "page.txt", page.text) for page in sample)


def _trove_rows(shared: Path) -> Iterator[Measure]:
    pages = list(trove(shared))
    shares = outcomes(pages, _learned(pages, show_path=False), show_path=False)
    data = f"Trove, text only ({len(pages)})"
    yield Measure("date exact", data, shares["exact"], 0.724, 0.903)
    yield Measure("date wrong", data, shares["wrong"], 0.188, 0.0345, higher_is_better=False)


def _senate_rows(shared: Path) -> Iterator[Measure]:
    pages = senate(shared)
    named = outcomes(pages, _learned(pages, show_path=True), show_path=True)
    yield Measure("date exact", f"Senate, file name ({len(pages)})", named["exact"], 0.052, 0.999)
    text = outcomes(pages, _learned(pages, show_path=False), show_path=False)
    data = f"Senate, text only ({len(pages)})"
    yield Measure("date exact", data, text["exact"], 0.364, 0.395)
    yield Measure("date wrong", data, text["wrong"], 0.042, 0.028, higher_is_better=False)


def _seed_row(shared: Path) -> Measure:
    expected = {"000_fd7546b4ebc4bb55.txt": "2025-02", "003_afac5001bb59bc95.txt": "2024-03-29"}
    right = 0
    for name, value in expected.items():
        text = (shared / "seeds" / name).read_text(encoding="utf-8")
        date = publication_date(clean_dump(text, name=name), name).date
        right += date is not None and (date.value, date.origin) == (value, "text")
    return Measure("date and origin", "seeds (2)", right / len(expected), None, 1.0)


def _language_row(shared: Path) -> Measure:
    lines = (shared / "data" / "dumps.jsonl").read_text(encoding="utf-8").splitlines()
    pages = [json.loads(line) for line in lines]
    right = sum(
        identify([line["text"] for line in page["lines"]])[0] == page["language"] for page in pages
    )
    return Measure("language", f"dumps ({len(pages)})", right / len(pages), None, 0.96)


def evaluate(shared: Path) -> list[Measure]:
    """Return the rows of this gate."""
    return [*_trove_rows(shared), *_senate_rows(shared), _seed_row(shared), _language_row(shared)]
