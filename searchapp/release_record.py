"""The public record of a release: the JSON that the API, exports and engines keep and give away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from searchapp.model import (
    Dropped,
    Entity,
    MentionedDate,
    PublicationDate,
    Quality,
    Release,
    Source,
)

__all__ = ["from_record", "to_record"]

SINGLE_PARTS = frozenset({"number", "dateline", "subtitle"})
"""Parts of which a release has one: a string in the record, not a list."""


def to_record(release: Release, *, with_dropped: bool = False) -> dict[str, Any]:
    """Return the public record of a release, ready for JSON.

    :param with_dropped: with what is on the page and not in the release, under ``dropped``.
    """
    out: dict[str, Any] = {
        "id": release.id,
        "path": release.path,
        "url": release.url,
        "source": {"value": release.source.value, "label": release.source.label},
        "title": release.title,
        "body": list(release.body),
        "parts": {
            name: texts[0] if name in SINGLE_PARTS else list(texts)
            for name, texts in release.parts.items()
            if texts
        },
        "date": release.date.value if release.date else None,
        "date_precision": release.date.precision if release.date else None,
        "date_origin": release.date.origin if release.date else None,
        "date_confidence": release.date.confidence if release.date else None,
        "dates_mentioned": [
            {"date": date.value, "precision": date.precision} for date in release.dates_mentioned
        ],
        "language": release.language,
        "language_confidence": release.language_confidence,
        **{
            name: [
                {
                    "name": entity.name,
                    "aliases": list(entity.aliases),
                    "mentions": entity.mentions,
                    "kind": entity.kind,
                }
                for entity in entities
            ]
            for name, entities in (
                ("people", release.people),
                ("organizations", release.organizations),
                ("places", release.places),
            )
        },
        "quality": {
            "confidence": release.quality.confidence,
            "flags": list(release.quality.flags),
        },
        "content_hash": release.content_hash,
        "duplicate_of": release.duplicate_of,
    }
    if with_dropped:
        out["dropped"] = [{"text": piece.text, "reason": piece.reason} for piece in release.dropped]
    return out


def from_record(record: Mapping[str, Any]) -> Release:
    """Return the release of a record; without ``dropped`` in it, nothing was dropped.

    :raises KeyError: the record lacks a member.
    """

    def entities(name: str) -> tuple[Entity, ...]:
        return tuple(
            Entity(item["name"], tuple(item["aliases"]), item["mentions"], item["kind"])
            for item in record[name]
        )

    return Release(
        id=record["id"],
        path=record["path"],
        url=record["url"],
        source=Source(record["source"]["value"], record["source"]["label"]),
        title=record["title"],
        body=tuple(record["body"]),
        parts={
            name: (texts,) if isinstance(texts, str) else tuple(texts)
            for name, texts in record["parts"].items()
        },
        date=(
            PublicationDate(
                record["date"],
                record["date_precision"],
                record["date_origin"],
                record["date_confidence"],
            )
            if record["date"]
            else None
        ),
        dates_mentioned=tuple(
            MentionedDate(item["date"], item["precision"]) for item in record["dates_mentioned"]
        ),
        language=record["language"],
        language_confidence=record["language_confidence"],
        people=entities("people"),
        organizations=entities("organizations"),
        places=entities("places"),
        dropped=tuple(
            Dropped(piece["text"], piece["reason"]) for piece in record.get("dropped", ())
        ),
        quality=Quality(record["quality"]["confidence"], tuple(record["quality"]["flags"])),
        content_hash=record["content_hash"],
        duplicate_of=record["duplicate_of"],
    )
