"""The values of the entity step: where something was found, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from searchapp.ingest.entities.evidence import Evidence, Kind
from searchapp.model import Entity

__all__ = ["Entities", "Mention", "Span"]


class Span(NamedTuple):
    """A piece of the text that names something.

    :param start: first code point in the text; ``end`` is the one after the last.
    :param evidence: what shows it; of two spans that overlap the one of stronger evidence stays.
    :param name: the name it stands for, if the text alone does not say (``TX`` for Texas).
    """

    start: int
    end: int
    evidence: Evidence
    name: str = ""

    @property
    def kind(self) -> Kind:
        """Return what the span names."""
        return self.evidence.kind


class Mention(NamedTuple):
    """One mention, for ``searchapp explain``.

    :param paragraph: index of the paragraph, -1 for the title.
    :param start: first code point in that paragraph; ``end`` is the one after the last.
    :param rule: what found it.
    :param entity: the canonical name of the entity it was counted for.
    """

    paragraph: int
    start: int
    end: int
    text: str
    kind: Kind
    rule: str
    entity: str


@dataclass(frozen=True, slots=True)
class Entities:
    """What a release is about. People, organizations and places are each ordered by the number of
    their mentions, then by the first one; ``mentions`` are in text order.
    """

    people: tuple[Entity, ...] = ()
    organizations: tuple[Entity, ...] = ()
    places: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
