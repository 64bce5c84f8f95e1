"""Quality of page dumps: how much of the release is kept, and how little else.

A page is scored by the words of its title and paragraphs: those of lines labelled body or title are
wanted, those of lines labelled drop are not, all other labels count neither way. The figure is the
mean over pages of the harmonic mean of precision and recall.

The prosecutors' pages have labels of their own (``prosecutor_labels.jsonl``: file, line numbers and
label; lines not named are to be dropped). They are scored with what their site repeats, as lines
and as one giant line a page, and the pages of a site are learned without the page itself.
"""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from statistics import mean
from typing import Any

from searchapp.analysis.words import split_words
from searchapp.errors import PageSkipped
from searchapp.ingest.dumps.clean_dump import clean_dump
from searchapp.ingest.dumps.site_profile import SAMPLE, SourceProfile, learn, measure, sample
from searchapp.ingest.gate import check_release
from searchapp.ingest.types import Content, PageText
from tests.quality.measure import Measure

LABELS = Path(__file__).with_name("prosecutor_labels.jsonl")
WANTED = frozenset({"body", "title"})
PROSE_WORDS = 60
"""A page of fewer words may come out empty."""

Labelled = Sequence[tuple[str, str]]
"""Lines with their labels."""


def evaluate(shared: Path) -> list[Measure]:
    """Measure lone pages, pages with their site, empty bodies, and what the gate turns away."""
    pages = _prosecutors(shared)
    lone = [_score(clean_dump(_text(lines)), lines) for lines in _lone_pages(shared)]
    as_lines, as_one = _with_site(pages)
    empty, turned = _large_sets(shared, pages)
    return [
        Measure("dumps, lone page, token F1", "dumps.jsonl", mean(lone), 0.83, 0.97),
        Measure("dumps with their site, token F1", "prosecutors", as_lines, 0.962, 0.98),
        Measure("dumps with their site, one line, token F1", "prosecutors", as_one, 0.962, 0.97),
        Measure("prose whose body comes out empty", "all sets", empty, None, 0, False),
        Measure("Senate and Trove releases turned away", "samples", turned, None, 0, False),
    ]


def _lone_pages(shared: Path) -> Iterator[Labelled]:
    for row in (shared / "data" / "dumps.jsonl").read_text("utf-8").splitlines():
        yield [(line["text"], line["label"]) for line in json.loads(row)["lines"]]


def _text(lines: Labelled) -> str:
    return "\n".join(text for text, _ in lines)


def _score(content: Content, lines: Labelled) -> float:
    kept = Counter(split_words(" ".join((content.title, *content.paragraphs))))
    wanted, dropped, other = Counter[str](), Counter[str](), Counter[str]()
    for text, label in lines:
        words = split_words(text.replace("\u00ad", ""))
        (wanted if label in WANTED else dropped if label == "drop" else other).update(words)
    right = (kept & wanted).total()
    wrong = ((kept - wanted - other) & dropped).total()
    return 2 * right / (wanted.total() + right + wrong)


def _prosecutors(shared: Path) -> dict[str, str]:
    with tarfile.open(shared / "data" / "prosecutors.tar.xz") as archive:
        return dict(sorted(_members(archive)))


def _members(archive: tarfile.TarFile) -> Iterator[tuple[str, str]]:
    for member in archive:
        file = archive.extractfile(member) if member.isfile() else None
        if file is not None and member.name.endswith(".txt"):
            yield "/".join(PurePath(member.name).parts[-2:]), file.read().decode("utf-8", "replace")


def _with_site(pages: Mapping[str, str]) -> tuple[float, float]:
    rows = [json.loads(line) for line in LABELS.read_text("utf-8").splitlines()]
    learned = {path: text for path, text in pages.items() if path not in {r["path"] for r in rows}}
    as_lines = _site_score(pages, learned, rows, whole=False)
    return as_lines, _site_score(pages, learned, rows, whole=True)


def _site_score(
    pages: Mapping[str, str],
    learned: Mapping[str, str],
    rows: Sequence[Mapping[str, Any]],
    *,
    whole: bool,
) -> float:
    sites = sorted({PurePath(row["path"]).parts[0] for row in rows})
    profiles = {site: _profile(learned, site, whole=whole) for site in sites}
    scores = []
    for row in rows:
        text = pages[row["path"]]
        if hashlib.blake2b(text.encode(), digest_size=8).hexdigest() != row["blake2b"]:
            raise ValueError(f"{row['path']} is not the page that was labelled")
        path = PurePath(row["path"])
        page = " ".join(text.split()) if whole else text
        content = clean_dump(page, profiles[path.parts[0]], name=path.name)
        scores.append(_score(content, _labelled(text, row["spans"])))
    return mean(scores)


def _labelled(text: str, spans: Iterable[tuple[int, int, str]]) -> Labelled:
    rows = text.split("\n")
    labels = ["drop"] * len(rows)
    for first, last, label in spans:
        labels[first : last + 1] = [label] * (last + 1 - first)
    return list(zip(rows, labels, strict=True))


def _profile(pages: Mapping[str, str], site: str, *, whole: bool) -> SourceProfile:
    """Learn a site from its pages."""
    texts = [text for path, text in pages.items() if path.startswith(site + "/")]
    chosen = [texts[index] for index in sample(len(texts), SAMPLE)]
    return learn(measure(" ".join(text.split()) if whole else text) for text in chosen)


def _large_sets(shared: Path, pages: Mapping[str, str]) -> tuple[int, int]:
    """Return how many pages of prose come out empty, and how many releases are turned away."""
    empty = turned = 0
    for name, text in pages.items():
        empty += _is_emptied(name, text)[0]
    for archive, every in (("senate", 24), ("trove", 4)):
        with tarfile.open(shared / "data" / f"{archive}.tar.xz") as tar:
            members = (page for page in _members(tar) if "/Senate" not in f"/{page[0]}")
            for place, (name, text) in enumerate(members):
                if place % every == 0 and len(split_words(text)) >= PROSE_WORDS:
                    emptied, skipped = _is_emptied(name, _without_front_matter(text))
                    empty += emptied
                    turned += skipped
    return empty, turned


def _without_front_matter(text: str) -> str:
    return text.split("\n---", 1)[-1] if text.startswith("---") else text


def _is_emptied(name: str, text: str) -> tuple[bool, bool]:
    content = clean_dump(text, name=PurePath(name).name)
    words = sum(len(split_words(paragraph)) for paragraph in content.paragraphs)
    try:
        check_release(PageText("text", text), content)
    except PageSkipped as skip:
        return skip.code == "content.no-text", skip.code != "content.error-page"
    return words == 0, False
