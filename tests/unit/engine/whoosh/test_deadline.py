"""Time runs out anywhere: what is answered is right as far as it goes, and says what is missing."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.engine.protocol import Question
from searchapp.engine.whoosh import WhooshEngine
from searchapp.engine.whoosh.deadline import Deadline
from tests.support.engine_comparison import build
from tests.support.strategies import Step, histories, questions


@settings(max_examples=40, deadline=None)
@given(
    steps=histories(most_steps=2),
    asked=st.lists(questions, min_size=1, max_size=6),
    looks=st.integers(0, 8),
)
def test_a_cut_answer_is_part_of_the_whole_one(
    steps: list[Step], asked: list[Question], looks: int
) -> None:
    """After any number of looks at the clock: only releases that match, only right counts, and
    nothing missing without being named. What was cut short is not remembered as the answer."""
    left = [0]

    def has_passed(deadline: Deadline) -> bool:
        left[0] -= 1
        return left[0] < 0

    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = build(WhooshEngine(), Path(name), steps)
        hurried, patient = WhooshEngine().open(folder), WhooshEngine().open(folder)
        for question in asked:
            everything = replace(question, offset=0, limit=1000)
            whole = patient.search(everything)
            left[0] = looks
            with patch.context() as hurry:
                hurry.setattr(Deadline, "has_passed", has_passed)
                cut = hurried.search(everything)
            assert {hit.id for hit in cut.hits} <= {hit.id for hit in whole.hits}
            assert cut.total <= whole.total
            if not cut.partial:
                assert cut == whole
            if "matches" not in cut.partial:
                assert cut.hits == whole.hits
                assert set(cut.facets) <= set(whole.facets)
                missing = {f"facet {ask.field}" for ask in question.facets} - {
                    f"facet {facet.field}" for facet in cut.facets
                }
                assert missing <= set(cut.partial)
            assert hurried.search(everything) == whole
