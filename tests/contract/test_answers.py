"""Any history, any question: the engine's answer is the oracle's."""

from __future__ import annotations

import tempfile
from itertools import product
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.engine.protocol import Question
from searchapp.engine.whoosh import WhooshEngine
from tests.support.engine_comparison import agree, build
from tests.support.oracle import OracleEngine
from tests.support.strategies import Step, histories, questions


@settings(max_examples=60, deadline=None)
@given(steps=histories(), asked=st.lists(questions, min_size=1, max_size=8))
def test_every_answer_is_the_oracles(steps: list[Step], asked: list[Question]) -> None:
    """Totals, hits in order, scores, facet counts and histogram are equal, whatever was added and
    removed in however many commits."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = WhooshEngine().open(build(WhooshEngine(), folder, steps))
        theirs = OracleEngine().open(build(OracleEngine(), folder, steps))
        assert ours.documents == theirs.documents
        assert ours.labels == theirs.labels
        assert sorted(ours.ids()) == sorted(theirs.ids())
        for question in asked:
            agree(ours, theirs, question)
        for field, text in product(("source", "person", "place"), ("", "e", "Ö", "north", "zoe b")):
            assert ours.suggest_values(field, text, 3) == theirs.suggest_values(field, text, 3)
