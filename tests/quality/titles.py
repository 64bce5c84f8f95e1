"""Quality of titles: the headline, and not the letterhead, a label, a caption or a piece.

Trove: every tenth release, front matter hidden, each page read alone. The catalogue's title is the
truth; in a third of the releases the cataloguers wrote one of their own, so those count apart whose
title stands on the page. Case, punctuation and white space are folded.
"""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

from searchapp.errors import PageSkipped
from tests.quality.labels import HALVES, Half, records
from tests.quality.measure import Measure
from tests.quality.reading import letters, read_page, same_title, share

__all__ = ["evaluate", "trove_titles"]

_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_TITLE = re.compile(r'^title: "(.*)"$', re.MULTILINE)
_STEP = 10

FLOORS = {"fit": 0.59, "check": 0.68}
TROVE_FLOORS = (0.51, 0.35)
"""Of the titles that stand on the page, and of all."""


def evaluate(shared: Path) -> list[Measure]:
    """Return the rows of this gate."""
    return [*map(_row, HALVES), *_trove_rows(shared)]


def _row(half: Half) -> Measure:
    pages = records("titles", half)
    right = share(has_title(page.text, page.labels["title"]) for page in pages)
    return Measure("title exact", f"labels, {half} ({len(pages)})", right, None, FLOORS[half])


def _trove_rows(shared: Path) -> list[Measure]:
    pages = list(trove_titles(shared))[::_STEP]
    right = [has_title(text, title) for text, title in pages]
    standing = [
        found
        for (text, title), found in zip(pages, right, strict=True)
        if letters(title) in letters(text)
    ]
    on_page, everywhere = TROVE_FLOORS
    return [
        Measure(
            "title exact", f"Trove, title on the page ({len(standing)})", share(standing), None,
            on_page,
        ),
        Measure("title exact", f"Trove, all ({len(right)})", share(right), None, everywhere),
    ]  # fmt: skip


def has_title(text: str, title: str) -> bool:
    """A dump becomes one release with this title."""
    found = read_page("desk/page.txt", text)
    if isinstance(found, PageSkipped) or len(found) != 1:
        return False
    return same_title(found[0].title, title)


def trove_titles(shared: Path) -> Iterator[tuple[str, str]]:
    """Yield the Australian parliamentary releases without their front matter, and their titles."""
    with tarfile.open(shared / "data" / "trove.tar.xz") as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.isfile() else None
            text = stream.read().decode("utf-8", "replace") if stream else ""
            front = _FRONT_MATTER.match(text)
            title = _TITLE.search(front.group(1)) if front else None
            if front and title:
                yield text[front.end() :], title.group(1).replace('\\"', '"')
