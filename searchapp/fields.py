"""The table of fields: what can be searched, filtered and counted.

A facet is a row here: the parameters of the page and the API, the columns of the index and the help
texts all come from this table. Only its name within a sentence stands elsewhere, in
:mod:`searchapp.messages`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from searchapp.model import Release

__all__ = [
    "DATE_FIELD",
    "FACETS",
    "LANGUAGE_NAMES",
    "TEXT_FIELDS",
    "Facet",
    "TextField",
    "facet_label",
    "language_name",
]


DATE_FIELD = "date"
"""The publication date: in the query language, and as what is counted over time."""


@dataclass(frozen=True, slots=True)
class TextField:
    """A field of words.

    :param name: in the index and in the query language (``title:word``).
    :param weight: how much a match in it counts towards relevance.
    :param everywhere: words without a field name are looked up here too.
    """

    name: str
    weight: float
    everywhere: bool
    help: str


# The headline is part of the body: its weight is what a word counts more for standing there.
# 0.4 is where known items are found best: the mean reciprocal rank of tests/quality/title_weight.py
# is 0.644, 0.682, 0.689, 0.687, 0.682 for 0, 0.2, 0.4, 0.8, 1.5 (12,000 releases of the Senate).
# More helps those who type the headline and harms those who remember names and the text.
TEXT_FIELDS: dict[str, TextField] = {
    row.name: row
    for row in (
        TextField("body", 1.0, True, "headline and body text"),
        TextField("title", 0.4, True, "the headline alone"),
        TextField("parts", 0.2, True, "captions, contacts, about paragraphs, numbers"),
    )
}


@dataclass(frozen=True, slots=True)
class Facet:
    """A field whose values are counted and filtered on.

    :param name: the parameter of page and API, and the prefix in the query language.
    :param values: how the values are read off a release.
    :param multiple: a release can have several.
    :param order: how values are listed by default, ``count`` or ``value``.
    :param on_page: it stands beside the results (else it is for the API only).
    """

    name: str
    label: str
    plural: str
    values: Callable[[Release], tuple[str, ...]]
    multiple: bool
    help: str
    order: str = "count"
    on_page: bool = True


FACETS: dict[str, Facet] = {
    row.name: row
    for row in (
        Facet(
            "source", "Source", "Sources", lambda r: (r.source.value,), False,
            "who issued the release",
        ),
        Facet(
            "organization", "Organization", "Organizations",
            lambda r: tuple(each.name for each in r.organizations), True,
            "an organization named in the release",
        ),
        Facet(
            "person", "Person", "People",
            lambda r: tuple(each.name for each in r.people), True,
            "a person named in the release",
        ),
        Facet(
            "place", "Place", "Places",
            lambda r: tuple(each.name for each in r.places), True,
            "a place named in the release",
        ),
        Facet(
            "language", "Language", "Languages", lambda r: (r.language,), False,
            "the language of the release, as a BCP 47 tag",
        ),
        Facet(
            "year", "Year", "Years",
            lambda r: (r.date.value[:4],) if r.date else (), False,
            "the year of publication", order="value", on_page=False,
        ),
    )
}  # fmt: skip


LANGUAGE_NAMES: dict[str, str] = {
    "ar": "Arabic", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "da": "Danish",
    "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian",
    "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi",
    "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese",
    "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "nl": "Dutch", "no": "Norwegian",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak",
    "sl": "Slovenian", "sr": "Serbian", "sv": "Swedish", "th": "Thai", "tr": "Turkish",
    "uk": "Ukrainian", "und": "Unknown", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def language_name(tag: str) -> str:
    """Return the English name of a language tag, or the tag itself."""
    return LANGUAGE_NAMES.get(tag, tag)


def facet_label(name: str, value: str, labels: Mapping[str, Mapping[str, str]]) -> str:
    """Return what people read for a facet value: from the index's labels, or the value itself."""
    if name == "language":
        return language_name(value)
    return labels.get(name, {}).get(value, value)
