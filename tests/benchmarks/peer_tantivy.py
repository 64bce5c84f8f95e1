"""The engine tantivy through tantivy-py: one thread, English stems, fast fields for facets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.benchmarks.asked import Asked, Filters
from tests.benchmarks.peers import COUNTED, Counts
from tests.benchmarks.texts import Text

__all__ = ["make"]

tantivy: Any = import_module("tantivy")  # not among the project's own dependencies

_RAW = (*COUNTED, "year", "month")
_HEAP_BYTES = 256_000_000


def make() -> Tantivy:
    """Return the peer."""
    return Tantivy()


class Tantivy:
    """See :class:`tests.benchmarks.peers.Peer`."""

    def __init__(self) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        for name in ("title", "body"):
            builder.add_text_field(
                name, stored=True, tokenizer_name="en_stem", index_option="position"
            )
        builder.add_date_field("day", stored=True, indexed=True, fast=True)
        for name in _RAW:
            builder.add_text_field(
                name, stored=True, fast=True, tokenizer_name="raw", index_option="basic"
            )
        self.schema = builder.build()
        self.analyse = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            .filter(tantivy.Filter.lowercase())
            .filter(tantivy.Filter.stemmer("english"))
            .build()
            .analyze
        )

    def build(self, folder: Path, texts: Iterable[Text]) -> None:
        """Index all texts."""
        index = tantivy.Index(self.schema, path=str(folder))
        writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        for text in texts:
            writer.add_document(_document(text))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        """Open the index."""
        index = tantivy.Index.open(str(folder))
        index.reload()
        self.searcher = index.searcher()

    def plain(self, asked: Asked) -> int:
        """Ask for the first ten."""
        return int(self._first_ten(self._query(asked)).count)

    def faceted(self, asked: Asked, filters: Filters, texts: bool) -> tuple[int, Counts]:
        """Search, count, and count the sources once more without their filter."""
        query = self._query(asked)
        within = self._filtered(query, {"source": filters.sources, "year": filters.years})
        results = self._first_ten(within)
        if texts:
            for _, address in results.hits:
                self.searcher.doc(address)["body"]
        counts = self._counts(within, (*COUNTED[1:], "month"))
        counts |= self._counts(self._filtered(query, {"year": filters.years}), ("source",))
        del counts["month"]
        return int(results.count), counts

    def _first_ten(self, query: Any) -> Any:
        results = self.searcher.search(query, 10, count=True)
        for _, address in results.hits:
            self.searcher.doc(address)["id"]
        return results

    def _counts(self, query: Any, names: Iterable[str]) -> dict[str, dict[str, int]]:
        wanted = {
            name: {"terms": {"field": name, "size": 1_000 if name == "month" else 10}}
            for name in names
        }
        found = self.searcher.aggregate(query, wanted)
        return {
            name: {bucket["key"]: bucket["doc_count"] for bucket in each["buckets"]}
            for name, each in found.items()
        }

    def _query(self, asked: Asked) -> Any:
        if asked.kind == "prefix":
            return tantivy.Query.regex_query(self.schema, "body", f"{asked.words[0]}.*")
        if asked.kind == "fuzzy":
            return tantivy.Query.fuzzy_term_query(
                self.schema, "body", asked.words[0], distance=1, transposition_cost_one=True
            )
        terms = [self.analyse(word)[0] for word in asked.words]
        if asked.kind == "phrase":
            return tantivy.Query.phrase_query(self.schema, "body", terms)
        occur = tantivy.Occur.Must if asked.kind == "and" else tantivy.Occur.Should
        return tantivy.Query.boolean_query([(occur, self._word(term)) for term in terms])

    def _word(self, term: str) -> Any:
        body = tantivy.Query.term_query(self.schema, "body", term)
        title = tantivy.Query.term_query(self.schema, "title", term)
        return tantivy.Query.boolean_query([
            (tantivy.Occur.Should, body),
            (tantivy.Occur.Should, tantivy.Query.boost_query(title, 0.5)),
        ])  # fmt: skip

    def _filtered(self, query: Any, wanted: dict[str, tuple[str, ...]]) -> Any:
        parts = [(tantivy.Occur.Must, query)]
        for name, values in wanted.items():
            chosen = tantivy.Query.term_set_query(self.schema, name, list(values))
            parts.append((tantivy.Occur.Must, tantivy.Query.const_score_query(chosen, 0.0)))
        return tantivy.Query.boolean_query(parts)


def _document(text: Text) -> Any:
    people, organizations, places = text.names
    dated: dict[str, Any] = {}
    if text.day:
        dated["day"] = datetime.combine(text.day, time(), UTC)
        dated["year"], dated["month"] = [str(text.day.year)], [text.day.isoformat()[:7]]
    return tantivy.Document(
        id=text.id, title=text.title, body="\n".join((text.title, *text.body)),
        source=[text.source], person=list(people), organization=list(organizations),
        place=list(places), language=["en"], **dated,
    )  # fmt: skip
