"""The queries of the benchmarks: fifty, of every kind, each with two filters for the faceted runs.

They are words, not terms: every engine analyses them as it analyses its documents.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["ASKED", "Asked", "Filters", "Kind", "filters_for"]

Kind = Literal["and", "or", "phrase", "prefix", "fuzzy"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Words, and how they are put together."""

    kind: Kind
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """One of three sources, and one of two years."""

    sources: tuple[str, ...]
    years: tuple[str, ...]


_LINES: dict[Kind, str] = {
    "and": """salmonella; asbestos; filibuster; tsunami; methamphetamine; autism; brucellosis
        health; senate; bill; funding; security; energy; iraq; president
        health insurance; border security; renewable energy; hurricane katrina; supreme court
        prescription drugs; troops iraq; farm bill; veterans health care funding
        climate change greenhouse gas; homeland security grant program
        small business tax relief""",
    "or": """ethanol biodiesel; medicare medicaid; wildfire drought; coal nuclear; army navy
        senator bill funding; tax budget deficit spending; iraq afghanistan war troops
        school student teacher education college; katrina rita hurricane flood levee""",
    "phrase": """health care; global warming; stem cell research; social security; identity theft
        homeland security; child care""",
    "prefix": "immigra; terror; agricult; transp",
    "fuzzy": "filibuter; guantanmo; katrena",
}

ASKED: tuple[Asked, ...] = tuple(
    Asked(kind, tuple(words.split()))
    for kind, lines in _LINES.items()
    for words in lines.replace("\n", ";").split(";")
    if words.strip()
)


def filters_for(asked: Asked, sources: Sequence[str], years: Sequence[str]) -> Filters:
    """Choose filters for a query, the same ones in every run and for every engine."""
    chance = random.Random(" ".join(asked.words))
    return Filters(
        tuple(sorted(chance.sample(sorted(sources), min(3, len(sources))))),
        tuple(sorted(chance.sample(sorted(years), min(2, len(years))))),
    )
