"""The values of the entity step: where something was found, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from searchapp.model import Entity

__all__ = ["Entities", "Evidence", "Kind", "Span"]

Kind = Literal["person", "organization", "place"]


class Span(NamedTuple):
    """A piece of the text that names something.

    :param strength: how good the evidence is; of two spans that overlap the stronger stays.
        1 is a guess, 2 a rule, 3 a form that can hardly mean anything else.
    :param name: the name it stands for, if the text alone does not say (``TX`` for Texas).
    """

    start: int
    end: int
    kind: Kind
    strength: float
    rule: str
    name: str = ""


class Evidence(NamedTuple):
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
    """What a release is about. Each tuple is ordered by mentions, then by first mention."""

    people: tuple[Entity, ...] = ()
    organizations: tuple[Entity, ...] = ()
    places: tuple[Entity, ...] = ()
    evidence: tuple[Evidence, ...] = ()
