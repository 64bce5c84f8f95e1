"""How well are results ordered? nDCG@10 on four judged collections, beside Lucene's BM25.

A query is the OR of its words, repeated words counting again, scored as the contract of the engine
says (:mod:`searchapp.query.tree`): BM25 with Lucene's idf in each field, fields added with the
weights of :data:`searchapp.fields.TEXT_FIELDS`. The scorer here is a plain one over the terms of
the analysis, so that it judges analysis and weights; that an engine scores alike is for its tests.
"""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import log, log2
from pathlib import Path

from searchapp.analysis.tokens import analyse, analyse_document
from searchapp.fields import TEXT_FIELDS
from searchapp.settings import Settings
from tests.quality.measure import Measure

__all__ = ["LUCENE", "FieldScorer", "evaluate", "ndcg", "ndcg_of_collection"]

LUCENE = {"time": 0.6771, "cranfield": 0.3588, "cisi": 0.3710, "scifact": 0.6827}
"""nDCG@10 of Lucene 10 with k1 1.2 and b 0.75, measured with Anserini on the same files."""

TOLERANCE = 0.005
DEPTH = 10
LANGUAGE = "en"


class FieldScorer:
    """BM25 over one field of a collection."""

    def __init__(self, documents: Sequence[Sequence[str]], k1: float, b: float) -> None:
        self._k1, self._b = k1, b
        self._postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._lengths = [sum(map(bool, terms)) for terms in documents]
        self._mean = sum(self._lengths) / len(self._lengths) or 1.0
        for number, terms in enumerate(documents):
            for term, count in Counter(filter(None, terms)).items():
                self._postings[term].append((number, count))

    def add_to(self, scores: dict[int, float], terms: Mapping[str, int], weight: float) -> None:
        """Add the scores of this field for a query given as terms with how often each occurs."""
        for term, times in terms.items():
            found = self._postings.get(term, [])
            idf = log(1 + (len(self._lengths) - len(found) + 0.5) / (len(found) + 0.5))
            for number, count in found:
                norm = 1 - self._b + self._b * self._lengths[number] / self._mean
                gain = count * (self._k1 + 1) / (count + self._k1 * norm)
                scores[number] += weight * times * idf * gain


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], depth: int = DEPTH) -> float:
    """Return the normalised discounted cumulative gain, as trec_eval's ``ndcg_cut``."""

    def gain(values: Sequence[int]) -> float:
        return sum(max(0, value) / log2(rank + 2) for rank, value in enumerate(values[:depth]))

    ideal = gain(sorted(grades.values(), reverse=True))
    return gain([grades.get(each, 0) for each in ranked]) / ideal if ideal else 0.0


def ndcg_of_collection(folder: Path, weights: Mapping[str, float] | None = None) -> float:
    """Return the mean nDCG@10 over the queries of a collection that have a relevant document.

    :param weights: field -> weight, by default those of the table of fields.
    """
    if weights is None:
        weights = {row.name: row.weight for row in TEXT_FIELDS.values() if row.everywhere}
    with (folder / "docs.jsonl").open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    analysed = [
        analyse_document(each["title"], each["text"].split("\n"), {}, LANGUAGE) for each in records
    ]
    settings = Settings()
    scorers = {
        name: FieldScorer([each[name] for each in analysed], settings.bm25_k1, settings.bm25_b)
        for name, weight in weights.items()
        if weight
    }
    values: list[float] = []
    judged = _judgements(folder / "qrels.txt")
    for query, text in _queries(folder / "queries.tsv").items():
        if not any(grade > 0 for grade in judged[query].values()):
            continue
        terms = Counter(filter(None, analyse(text, LANGUAGE)))
        scores: dict[int, float] = defaultdict(float)
        for name, scorer in scorers.items():
            scorer.add_to(scores, terms, weights[name])
        best = sorted(scores, key=lambda number: (-scores[number], number))[:DEPTH]
        values.append(ndcg([records[number]["id"] for number in best], judged[query]))
    return sum(values) / len(values)


def evaluate(shared: Path) -> list[Measure]:
    """Return a row for each collection and one for their mean."""
    folder = shared / "data" / "collections"
    rows = [
        Measure("nDCG@10", name, ndcg_of_collection(folder / name), lucene, lucene - TOLERANCE)
        for name, lucene in LUCENE.items()
    ]
    mean = sum(LUCENE.values()) / len(LUCENE)
    ours = sum(row.ours for row in rows) / len(rows)
    return [*rows, Measure("nDCG@10", "mean of the four", ours, mean, mean)]


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
