"""Evidence that words name something: what each rule proves, and how it weighs against the others.

A rule notes a span with one piece of evidence. Where two spans overlap,
:func:`searchapp.ingest.entities.resolve.resolve` keeps the one of greater strength; of two that are
equally strong the longer, then the earlier one. Only the order of the strengths counts, and it says
which reading of the same words wins:

1. above 3: the text or a grammatical form delimits the whole name, so it must win over its parts;
2. 3: a form that can hardly mean anything else (a short form that the text defines, a courtesy
   title, a dateline, a country);
3. 2.5 to 2.9: a listed organization, a title or a head word: one strong word with its name;
4. 2 to 2.4: a rule about the words themselves (listed first name, town, landform) or around them;
5. 1.5 to 1.9: one good sign, which anything of the above overrides;
6. below 1.5: a guess that rests on the rest of the release (a family name of somebody named in
   full, a town that is named twice).

The strengths were set by hand while the rules were written; ``python -m tests.quality entities``
measures what they are worth.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = [
    "ACRONYM",
    "CAPITALS",
    "CODE_AFTER_TOWN",
    "COMMON_FAMILY_NAME",
    "COMMON_FIRST_NAME",
    "COURTESY_TITLE",
    "DATELINE",
    "EXPLAINED_NAME",
    "HEAD_WORD",
    "HELD_OFFICE",
    "INNER_CAPITALS",
    "INNER_NAME",
    "INNER_PLACE",
    "KNOWN_FAMILY_NAME",
    "KNOWN_SHORT_NAME",
    "LANDFORM",
    "LANDFORM_BEFORE_NAME",
    "LANDFORM_OF",
    "LISTED_FAMILY_NAME",
    "LISTED_NAME",
    "LISTED_ORGANIZATION",
    "LISTED_PHRASE",
    "LIST_IN_NAME",
    "LOWER_CASE_ROLE",
    "MODEL",
    "OFFICE_OF_PLACE",
    "ONE_WORD_NAME",
    "OWNED_LANDFORM",
    "PLACE_BEFORE_NAME",
    "POSSIBLE_NAME",
    "RELATIVE_WHO",
    "REPEATED_NAME",
    "REPEATED_TOWN",
    "ROLE_TITLE",
    "RUSSIAN_HEAD_WORD",
    "RUSSIAN_TITLE",
    "SAID_OF_COMPANY",
    "SAID_OF_PERSON",
    "SHARED_TITLE",
    "SPEAKER",
    "STATE_CODE",
    "TOWN_AND_CODE",
    "UNCASED_ORGANIZATION",
    "UNCASED_PLACE",
    "UNCASED_SHORT_FORM",
    "UNCASED_TITLE",
    "UNLISTED_TOWN",
    "WEAK_HEAD_WORD",
    "Evidence",
    "Kind",
    "gazetteer_evidence",
]

Kind = Literal["person", "organization", "place"]


class Evidence(NamedTuple):
    """What a rule proves.

    :param kind: what the words name.
    :param strength: rank among all evidence, see the module; greater wins.
    :param rule: short English name of the rule, shown by ``searchapp explain``.
    """

    kind: Kind
    strength: float
    rule: str


# ---- people ------------------------------------------------------------------------------------

COURTESY_TITLE = Evidence("person", 3.0, "title")
"""``Mr. Brandt``, ``Senator Brandt``: whatever follows is a name."""
SHARED_TITLE = Evidence("person", 2.8, "title")
"""The second name behind ``Senators``."""
ROLE_TITLE = Evidence("person", 2.6, "title")
"""``Mayor Brandt``."""
RUSSIAN_TITLE = Evidence("person", 2.5, "title and office")
"""A title in the nominative with what it is of before the name."""
HELD_OFFICE = Evidence("person", 2.4, "office and name")
"""``Secretary of the Interior Jane Doe``."""
UNCASED_TITLE = Evidence("person", 2.4, "title, script without capitals")
LOWER_CASE_ROLE = Evidence("person", 2.3, "role before")
"""``spokesman Jan Brandt``."""
SAID_OF_PERSON = Evidence("person", 2.2, "said of persons")
"""A name that could be one, beside what is said of persons alone: ``said``, ``, the director``."""
LISTED_NAME = Evidence("person", 2.0, "first name")
"""A first name of the lists, or initials, with a family name that is no common word."""
RELATIVE_WHO = Evidence("person", 1.9, "said of persons")
"""Two words that no list knows, with ``, who`` behind them."""
SPEAKER = Evidence("person", 1.8, "said")
"""One word beside a verb of speech: ``said Hatch``."""
COMMON_FAMILY_NAME = Evidence("person", 1.6, "first name")
"""A first name of the lists before a common word that is also a family name: ``Anna Brown``."""
INNER_NAME = Evidence("person", 1.6, "first name inside")
"""First and family name among words that lost marks run together."""
COMMON_FIRST_NAME = Evidence("person", 1.5, "first name")
"""A first name that is also a common word: ``Mark Lund``."""
REPEATED_NAME = Evidence("person", 1.5, "name, repeated")
KNOWN_FAMILY_NAME = Evidence("person", 1.4, "family name of a person here")
LISTED_FAMILY_NAME = Evidence("person", 1.2, "family name")
"""A family name of the lists behind an unknown word, or two names that are common words."""
POSSIBLE_NAME = Evidence("person", 0.8, "form of a name")
"""Words of the form of a name: never noted on it alone, only if the text around or a repetition
speaks for it too.
"""

# ---- organizations -----------------------------------------------------------------------------

EXPLAINED_NAME = Evidence("organization", 3.2, "acronym")
"""A name in lower case up to its short form in brackets."""
LIST_IN_NAME = Evidence("organization", 3.2, "list in a name")
"""``Committee on Trade, Energy and Water``: every other rule cuts it at its commas."""
RUSSIAN_HEAD_WORD = Evidence("organization", 3.1, "head word")
"""A head word with the genitives that follow it."""
LISTED_PHRASE = Evidence("organization", 2.9, "known organization")
"""A listed name found in the text letter by letter, also where it is in lower case."""
LISTED_ORGANIZATION = Evidence("organization", 2.8, "known organization")
HEAD_WORD = Evidence("organization", 2.5, "head word")
"""``Ministry``, ``University``: a word that makes a name of the words around it."""
OFFICE_OF_PLACE = Evidence("organization", 2.5, "office of a place")
WEAK_HEAD_WORD = Evidence("organization", 2.1, "weak head word")
"""``House``, ``Group``: a head word that is a common word too."""
ONE_WORD_NAME = Evidence("organization", 2.0, "known by one word")
UNCASED_ORGANIZATION = Evidence("organization", 2.0, "gazetteer: script without capitals")
UNCASED_SHORT_FORM = Evidence("organization", 2.0, "short form: script without capitals")
SAID_OF_COMPANY = Evidence("organization", 1.7, "said of companies")
CAPITALS = Evidence("organization", 1.6, "capitals")
INNER_CAPITALS = Evidence("organization", 1.5, "inner capitals")
KNOWN_SHORT_NAME = Evidence("organization", 1.4, "short name of an organization here")

# ---- places ------------------------------------------------------------------------------------

DATELINE = Evidence("place", 3.0, "dateline")
OWNED_LANDFORM = Evidence("place", 2.6, "landform")
"""``Prince George's County``."""
STATE_CODE = Evidence("place", 2.5, "state code")
TOWN_AND_CODE = Evidence("place", 2.4, "town before a state")
"""A listed town before a code whose comma was lost: ``Fort Smith AR``."""
CODE_AFTER_TOWN = Evidence("place", 2.4, "state code")
LANDFORM_OF = Evidence("place", 2.4, "landform")
"""``Town of Ripley``."""
LANDFORM = Evidence("place", 2.3, "landform")
"""``Sweetwater County``."""
LANDFORM_BEFORE_NAME = Evidence("place", 2.2, "landform")
"""``Lake Champlain``."""
UNLISTED_TOWN = Evidence("place", 2.0, "town before a state")
PLACE_BEFORE_NAME = Evidence("place", 2.0, "before a name")
"""A place between a title and a name: ``Governor Texas Ann Lee``."""
UNCASED_PLACE = Evidence("place", 2.0, "gazetteer: script without capitals")
INNER_PLACE = Evidence("place", 1.5, "gazetteer: inside")
"""A well known place among words that are nothing as a whole."""
REPEATED_TOWN = Evidence("place", 1.3, "town, repeated")

# ---- any kind ----------------------------------------------------------------------------------

_KINDS: tuple[Kind, ...] = ("person", "organization", "place")
ACRONYM = {kind: Evidence(kind, 3.0, "acronym") for kind in _KINDS}
"""A short form that the text defines, and its long form."""
MODEL = {kind: Evidence(kind, 1.8, "model") for kind in _KINDS}
"""What a statistical model adds; it never meets a span that it overlaps."""


def gazetteer_evidence(place_kind: str, *, is_region: bool) -> Evidence:
    """Return the evidence for a place of the gazetteer that stands where a place can.

    :param place_kind: kind of place, as the gazetteer says: ``country``, ``region``, ``city``.
    :param is_region: whether it is a country or a first-level region, whose name is hardly
        anything else.
    """
    return Evidence("place", 3.0 if is_region else 2.2, f"gazetteer: {place_kind}")
