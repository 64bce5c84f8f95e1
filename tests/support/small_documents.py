"""Documents whose terms are plain words."""

from __future__ import annotations

from datetime import date

from searchapp.engine.protocol import Document
from searchapp.model import PublicationDate, Release, Source

__all__ = ["document"]


def document(
    number: int,
    body: str,
    *,
    day: str | None = None,
    people: tuple[str, ...] = (),
    source: str = "north",
) -> Document:
    """Make a document whose terms are the words of ``body``; ``_`` is a gap."""
    words = ["" if word == "_" else word for word in body.split()]
    release = Release(
        id=f"r{number}",
        path=f"{number}.txt",
        source=Source(source, source.title()),
        title=words[0] if words else "",
        body=(body,),
        language="en",
        content_hash=str(number),
        date=PublicationDate(day, "day", "text") if day else None,
    )
    ordinal = date.fromisoformat(day).toordinal() if day else None
    return Document(
        release=release,
        terms={"body": words, "title": words[:1], "parts": ()},
        facets={
            "source": (source,), "person": people, "organization": (), "place": (),
            "language": ("en",), "year": (day[:4],) if day else (),
        },
        labels={"source": {source: source.title()}},
        days=(ordinal, ordinal) if ordinal else None,
        title_key=" ".join(words),
    )  # fmt: skip
