"""Pages read as ``searchapp extract`` reads a single one, for the gates that judge its record."""

from __future__ import annotations

from collections.abc import Iterable

from searchapp.errors import PageSkipped
from searchapp.ingest.pipeline import Knowledge, ingest
from searchapp.model import Release

__all__ = ["date_outcome", "letters", "read_page", "same_title", "share"]


def read_page(
    path: str, page: str | bytes, knowledge: Knowledge | None = None
) -> list[Release] | PageSkipped:
    """Return the releases of a page, or the reason for which it is turned away.

    :param path: as in a corpus; its suffix may tell the format.
    :param knowledge: what was learned about the source, ``None`` for a page of its own.
    """
    try:
        return list(ingest(path, page.encode() if isinstance(page, str) else page, knowledge))
    except PageSkipped as skipped:
        return skipped


def same_title(one: str, other: str) -> bool:
    """Two titles are the same, case, punctuation and white space aside."""
    return letters(one) == letters(other)


def letters(title: str) -> str:
    """Return the letters and digits of a text, case folded."""
    return "".join(letter for letter in title.casefold() if letter.isalnum())


def date_outcome(release: Release | None, day: str | None) -> str:
    """Return ``exact``, ``month`` (right as far as it goes), ``wrong`` or ``none``.

    :param day: the true date at its precision, ``None`` if the page does not tell.
    """
    value = release.date.value if release and release.date else None
    if value == day:
        return "exact" if release else "none"
    if value is None:
        return "none"
    return "month" if day and day.startswith(value) else "wrong"


def share(outcomes: Iterable[bool]) -> float:
    """Return how many of the outcomes are true, 0 to 1."""
    found = list(outcomes)
    return sum(found) / len(found)
