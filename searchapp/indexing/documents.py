"""Documents: releases with the terms, facet values and sort keys that an engine stores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from searchapp.analysis.folding import fold
from searchapp.analysis.tokens import analyse_document
from searchapp.analysis.vocabulary import Terms
from searchapp.calendar_days import day_span
from searchapp.engine.protocol import Document
from searchapp.fields import FACETS
from searchapp.model import Release

__all__ = ["document_of", "terms_of", "title_key"]


def terms_of(release: Release) -> dict[str, Terms]:
    """Return the terms of a release by text field."""
    return analyse_document(release.title, release.body, release.parts, release.language)


def document_of(release: Release, terms: Mapping[str, Sequence[str]]) -> Document:
    """Return the document of a release.

    :param terms: as :func:`terms_of` returns them.
    """
    return Document(
        release=release,
        terms=terms,
        facets={
            facet.name: tuple(dict.fromkeys(facet.values(release))) for facet in FACETS.values()
        },
        labels={"source": {release.source.value: release.source.label}},
        days=day_span(release.date.value) if release.date else None,
        title_key=title_key(release.title),
    )


def title_key(title: str) -> str:
    """Return the key that "sort by title" compares.

    It is folded, begins with a letter or digit, and has at most 120 characters.
    """
    folded = fold(title)
    start = next((i for i, character in enumerate(folded) if character.isalnum()), 0)
    return folded[start : start + 120]
