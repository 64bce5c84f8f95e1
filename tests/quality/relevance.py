"""Quality of the ranking: nDCG@10 on four judged collections, beside Lucene's BM25.

Each collection becomes an index of the engine, as releases with a headline and paragraphs. Its
queries are asked in two ways: every word optional, which is how the figures of others are measured;
and as a reader gets it who types the query into the box: all words wanted, and any of them where no
release has all.
"""

from __future__ import annotations

import csv
import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path

from searchapp.analysis.stems import folded
from searchapp.analysis.tokens import analyse_query
from searchapp.engine.engine_registry import engine_from
from searchapp.engine.protocol import Question, Snapshot
from searchapp.indexing.documents import document_of, terms_of
from searchapp.model import Release, Source
from searchapp.query.nodes import Node, Or, Word
from searchapp.query.parse import parse
from searchapp.query.plan import plan
from searchapp.query.rewrite import count_words
from searchapp.search.understanding import interpret, interpret_relaxed
from searchapp.settings import Settings
from tests.quality.measure import Measure

__all__ = ["LUCENE", "Collection", "any_word", "evaluate", "ndcg", "parse_query", "read_collection"]

LUCENE = {"time": 0.6771, "cranfield": 0.3588, "cisi": 0.3710, "scifact": 0.6827}
"""nDCG@10 of Lucene 10 with k1 1.2 and b 0.75, measured with Anserini on the same files."""

TOLERANCE = 0.005
DEPTH = 10
LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, queries, and for each query the grade of the documents judged for it."""

    releases: tuple[Release, ...]
    queries: Mapping[str, str]
    judged: Mapping[str, Mapping[str, int]]

    def scored(self, snapshot: Snapshot, plan_of: Callable[[Snapshot, str], Node]) -> float:
        """Return the mean nDCG@10 over the queries that have a relevant document."""
        values = []
        for query, text in self.queries.items():
            grades = self.judged.get(query, {})
            if any(grade > 0 for grade in grades.values()):
                match = plan_of(snapshot, text)
                found = snapshot.search(Question(match, order="relevance", limit=DEPTH)).hits
                values.append(ndcg([each.id for each in found], grades))
        return sum(values) / len(values)


def any_word(snapshot: Snapshot, text: str) -> Node:
    """Plan a query all of whose words are optional; repeated ones count again."""
    words = Or(tuple(map(Word, text.split())))
    return plan(words, (LANGUAGE,), analyse=analyse_query, fold=folded, max_expansions=1_000).match


def parse_query(snapshot: Snapshot, text: str) -> Node:
    """Plan a query as the service does: all of its words, else any of them.

    It is lower-cased, since one collection has its queries in capitals, where AND is an operator,
    and cut where the settings cut.
    """
    settings = Settings()
    words = text.lower()[: settings.max_query_chars].split()
    while count_words(parse(" ".join(words)).tree) > settings.max_query_terms:
        words.pop()
    reading = interpret(" ".join(words), (LANGUAGE,), settings)
    having_all = snapshot.search(Question(reading.match, limit=0)).total
    return (interpret_relaxed(reading, having_all, (LANGUAGE,), settings) or reading).match


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], depth: int = DEPTH) -> float:
    """Return the normalised discounted cumulative gain, as trec_eval's ``ndcg_cut``."""

    def gain(values: Sequence[int]) -> float:
        return sum(max(0, value) / log2(rank + 2) for rank, value in enumerate(values[:depth]))

    ideal = gain(sorted(grades.values(), reverse=True))
    return gain([grades.get(each, 0) for each in ranked]) / ideal if ideal else 0.0


def read_collection(folder: Path) -> Collection:
    """Read a collection."""
    with (folder / "docs.jsonl").open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    releases = tuple(
        Release(
            id=each["id"], path="", source=Source("-", "-"), title=each["title"],
            body=tuple(each["text"].split("\n")), language=LANGUAGE, content_hash="",
        )
        for each in records
    )  # fmt: skip
    return Collection(releases, _queries(folder / "queries.tsv"), _judgements(folder / "qrels.txt"))


def open_collection(releases: Sequence[Release], folder: Path) -> Snapshot:
    """Index releases in an empty folder, and open the index, with the settings as they come."""
    settings = Settings()
    engine = engine_from(settings)
    writer = engine.writer(folder)
    writer.add(document_of(release, terms_of(release)) for release in releases)
    writer.commit()
    return engine.open(folder)


def evaluate(shared: Path) -> list[Measure]:
    """Return a row for each collection and one for their mean, and the same as typed."""
    folder = shared / "data" / "collections"
    ways = {"nDCG@10": any_word, "nDCG@10, as typed": parse_query}
    found: dict[str, list[Measure]] = {way: [] for way in ways}
    for name, lucene in LUCENE.items():
        collection = read_collection(folder / name)
        with tempfile.TemporaryDirectory() as scratch:
            snapshot = open_collection(collection.releases, Path(scratch))
            for way, plan_of in ways.items():
                ours = collection.scored(snapshot, plan_of)
                found[way].append(Measure(way, name, ours, lucene, lucene - TOLERANCE))
            snapshot.close()
    mean = sum(LUCENE.values()) / len(LUCENE)
    for way, rows in found.items():
        ours = sum(row.ours for row in rows) / len(rows)
        rows.append(Measure(way, "mean of the four", ours, mean, mean))
    return [row for rows in found.values() for row in rows]


def _judgements(path: Path) -> dict[str, dict[str, int]]:
    judged: dict[str, dict[str, int]] = defaultdict(dict)
    for line in path.read_text(encoding="utf-8").splitlines():
        query, _, document, grade = line.split()
        judged[query][document] = int(grade)
    return judged


def _queries(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return dict(rows)
