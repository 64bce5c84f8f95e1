"""Whoosh 2.7.4 as it comes: its stemming analyzer, BM25F, sortable columns for the facets."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from whoosh import analysis, fields, index, query, sorting

from tests.benchmarks.asked import Asked, Filters
from tests.benchmarks.peers import COUNTED, Counts
from tests.benchmarks.texts import Text

__all__ = ["make"]

_SEVERAL = ("person", "organization", "place")


def make() -> StockWhoosh:
    """Return the peer."""
    return StockWhoosh()


class StockWhoosh:
    """See :class:`tests.benchmarks.peers.Peer`."""

    def build(self, folder: Path, texts: Iterable[Text]) -> None:
        """Index all texts."""
        stemming = analysis.StemmingAnalyzer()
        schema = fields.Schema(
            id=fields.ID(stored=True),
            title=fields.TEXT(analyzer=stemming, stored=True),
            body=fields.TEXT(analyzer=stemming, stored=True),
            **{name: fields.ID(sortable=True) for name in ("source", "language", "year", "month")},
            **{name: fields.KEYWORD(commas=True, sortable=True) for name in _SEVERAL},
        )
        writer = index.create_in(str(folder), schema).writer(limitmb=256)
        for text in texts:
            writer.add_document(**_document(text))
        writer.commit()

    def open(self, folder: Path) -> None:
        """Open the index."""
        found = index.open_dir(str(folder))
        self.searcher, self.stem = found.searcher(), found.schema["body"].analyzer

    def plain(self, asked: Asked) -> int:
        """Ask for the first ten."""
        results = self.searcher.search(self._query(asked), limit=10)
        for hit in results:
            hit["id"]
        return len(results)

    def faceted(self, asked: Asked, filters: Filters, texts: bool) -> tuple[int, Counts]:
        """Search grouped by every facet, and once more for the sources without their filter."""
        wanted = self._query(asked)
        years, sources = _any("year", filters.years), _any("source", filters.sources)
        groups: dict[str, Any] = {
            name: sorting.FieldFacet(name, allow_overlap=name in _SEVERAL)
            for name in (*COUNTED[1:], "month")
        }
        count = {"maptype": sorting.Count, "limit": 10}
        results = self.searcher.search(
            wanted, filter=query.And([years, sources]), groupedby=groups, **count
        )
        for hit in results[:10]:
            hit["body" if texts else "id"]
        again = self.searcher.search(
            wanted, filter=years, groupedby={"source": sorting.FieldFacet("source")}, **count
        )
        counts = {name: dict(results.groups(name)) for name in COUNTED[1:]}
        return len(results), counts | {"source": dict(again.groups("source"))}

    def _query(self, asked: Asked) -> Any:
        if asked.kind == "prefix":
            return query.Prefix("body", asked.words[0])
        if asked.kind == "fuzzy":
            return query.FuzzyTerm("body", asked.words[0], prefixlength=1)
        stems = [token.text for word in asked.words for token in self.stem(word)]
        if asked.kind == "phrase":
            return query.Phrase("body", stems)
        words = [query.Or([query.Term("body", stem), query.Term("title", stem, boost=0.5)])
                 for stem in stems]  # fmt: skip
        return (query.Or if asked.kind == "or" else query.And)(words)


def _any(name: str, values: Iterable[str]) -> Any:
    return query.Or([query.Term(name, value) for value in values])


def _document(text: Text) -> dict[str, Any]:
    day = text.day.isoformat() if text.day else ""
    names = zip(_SEVERAL, (",".join(values) for values in text.names), strict=True)
    return {
        "id": text.id, "title": text.title, "body": "\n".join((text.title, *text.body)),
        "source": text.source, "language": "en", "year": day[:4], "month": day[:7], **dict(names),
    }  # fmt: skip
