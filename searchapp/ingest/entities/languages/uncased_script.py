"""Names of the lists in a script without capitals, and Latin short forms beside it."""

from __future__ import annotations

import re
from collections.abc import Callable

from searchapp.ingest.entities.evidence import (
    UNCASED_ORGANIZATION,
    UNCASED_PLACE,
    UNCASED_SHORT_FORM,
    Evidence,
)
from searchapp.ingest.entities.gazetteer import Place, gazetteer
from searchapp.ingest.entities.lexicon import not_acronyms
from searchapp.ingest.entities.listed_organizations import listed_names
from searchapp.ingest.entities.spans import Span
from searchapp.ingest.entities.state import ReadingState

__all__ = ["Target", "names_in_script", "read_short_forms"]

Target = tuple[Evidence, str]
"""What a listed name is evidence for, and the English name it is shown under."""


def names_in_script(
    first: str, last: str, is_sure: Callable[[str, Place], bool]
) -> dict[str, Target]:
    """Return the listed places and organizations whose first letter is in a range of characters.

    :param first: first character of the range; ``last`` is in it too.
    :param is_sure: whether a place can hardly mean anything else, by its name in the script.
    """
    found: dict[str, Target] = {
        name: (UNCASED_PLACE, place.name)
        for name, place in gazetteer().items()
        if first <= name[0] <= last and place.name and is_sure(name, place)
    }
    for name, organization in listed_names():
        if first <= name[0] <= last:
            found[name] = (UNCASED_ORGANIZATION, organization)
    return found


def read_short_forms(reading: ReadingState, pattern: re.Pattern[str]) -> None:
    """Note Latin capitals in brackets behind the script as the short form of an organization.

    :param pattern: its first group is the short form.
    """
    for match in pattern.finditer(reading.text):
        if match[1] not in not_acronyms() and match[1] not in reading.acronyms:
            reading.spans.append(Span(*match.span(1), UNCASED_SHORT_FORM))
