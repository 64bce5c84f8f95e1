"""Corrections: another spelling for a query that finds little, proposed only if it finds more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from searchapp.analysis.spelling import suggest_word
from searchapp.analysis.tokens import analyse_query
from searchapp.engine.protocol import Question, Snapshot
from searchapp.model import SearchRequest
from searchapp.query.nodes import Terms
from searchapp.query.rewrite import replace_words, words_to_check
from searchapp.search.retrieval import Retrieval, question_for
from searchapp.search.session import Session
from searchapp.search.understanding import Interpretation, interpret

__all__ = ["correct", "correct_words"]

MIN_RESULTS = 3
"""With fewer results than this another spelling is looked for."""

MAX_TEXTS_READ = 10
"""Releases read to see how the words with an index term are written."""


def correct(
    request: SearchRequest, interpretation: Interpretation, retrieval: Retrieval, session: Session
) -> str | None:
    """Return another spelling of a query that finds few releases, if that finds more.

    :param interpretation: of the query as it was typed.
    :param retrieval: what was found for it; releases that have not all of its words do not count.
    """
    total = 0 if retrieval.relaxed else retrieval.answer.total
    if retrieval.answer.partial or total >= MIN_RESULTS or request.page > 1:
        return None
    if not request.q.strip() or not session.languages:
        return None
    corrected: str | None = interpretation.close
    # What filters alone make rare is not misspelt; that is known in a fraction of the time.
    if session.search(Question(interpretation.match, limit=0)).total < MIN_RESULTS:
        by_words = correct_words(request.q, interpretation, session.snapshot, session.languages)
        corrected = by_words or corrected
    if not corrected:
        return None
    other = interpret(corrected, session.languages, session.settings)
    question = replace(question_for(request, other, session), limit=0)
    return corrected if session.search(question).total > total else None


def correct_words(
    query: str, interpretation: Interpretation, snapshot: Snapshot, languages: Sequence[str]
) -> str | None:
    """Return the query with words that find little spelled another way, or ``None``.

    Words are looked at in the main language of the index; those that its other languages know, and
    it does not, are not misspelt.
    """

    def terms(prefix: str, limit: int) -> list[tuple[str, int]]:
        return snapshot.terms("body", prefix, limit)

    def frequency(term: str) -> int:
        return snapshot.document_frequencies("body", (term,))[term]

    def texts_with(term: str) -> list[str]:
        question = Question(Terms("body", (term,)), limit=MAX_TEXTS_READ, with_releases=True)
        releases = (ranked.release for ranked in snapshot.search(question).hits)
        return [paragraph for each in releases if each for paragraph in each.body]

    def is_foreign(word: str) -> bool:
        own = analyse_query(word, languages[0])
        forms = (analyse_query(word, language) for language in languages[1:])
        foreign = {term for row in forms for term in row if term}.difference(own)
        return not any(map(frequency, filter(None, own))) and any(map(frequency, foreign))

    corrections = {
        word: corrected
        for word in words_to_check(interpretation.tree)
        if not is_foreign(word)
        and (corrected := suggest_word(word, languages[0], terms, frequency, texts_with))
    }
    corrected_query = replace_words(query, corrections)
    return corrected_query if corrected_query != query else None
