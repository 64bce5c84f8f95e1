"""How answers of two engines are compared: exactly, but for the last digits of scores."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from searchapp.engine.protocol import Answer, Engine, Question, Ranked, Snapshot
from tests.support.strategies import Step

__all__ = ["agree", "build", "same_hits"]

_CLOSE = 1e-9


def build(engine: Engine, folder: Path, steps: Sequence[Step]) -> Path:
    """Make the commits one after the other; return the folder of the last one."""
    before: Path | None = None
    for number, step in enumerate(steps):
        target = folder / f"{engine.name}-{number}"
        target.mkdir()
        writer = engine.writer(target, before)
        writer.remove(step.removed)
        writer.add(step.added)
        writer.group_duplicates(step.groups)
        writer.commit()
        before = target
    assert before is not None
    return before


def agree(found: Snapshot, expected: Snapshot, question: Question) -> None:
    """Assert that two snapshots give the same answer to a question."""
    ours, theirs = found.search(question), expected.search(question)
    assert _without_hits(ours) == _without_hits(theirs)
    everything = replace(question, offset=0, limit=1000)
    same_hits(ours.hits, expected.search(everything).hits, question)


def same_hits(ours: Sequence[Ranked], ranking: Sequence[Ranked], question: Question) -> None:
    """Assert that a page is the right part of a ranking.

    Where scores differ by rounding alone, hits may have changed places.
    """
    page = ranking[question.offset : question.offset + question.limit]
    assert len(ours) == len(page)
    scores = {hit.id: hit.score for hit in ranking}
    assert len({hit.id for hit in ours}) == len(ours)
    for hit, other in zip(ours, page, strict=True):
        assert hit.id in scores
        assert _close(hit.score, scores[hit.id])
        if question.order in ("relevance", "recent"):
            assert _close(hit.score, other.score)
            assert hit.id == other.id or hit.key[0] != other.key[0]
        else:
            assert (hit.id, hit.key) == (other.id, other.key)


def _close(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=_CLOSE, abs_tol=1e-12)


def _without_hits(answer: Answer) -> Answer:
    return replace(answer, hits=())
