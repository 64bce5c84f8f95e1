"""What any engine does, stated once and run over every engine and over the oracle."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchapp.engine.protocol import Engine, FacetAsk, Question, Snapshot
from searchapp.model import MISSING, Filter
from searchapp.query.nodes import (
    And,
    Everything,
    HasValue,
    Not,
    Nothing,
    Or,
    TermFuzzy,
    TermPhrase,
    TermPrefix,
    Terms,
)
from tests.support.engine_comparison import build
from tests.support.small_documents import document
from tests.support.strategies import Step, histories, questions

BROWSE = Question(Everything(), limit=100)


SAMPLE = (
    document(1, "harbour opens new quay", day="2024-03-01", people=("Ana Ruiz",)),
    document(2, "harbour closes", day="2024-03-02", people=("Ana Ruiz", "Émile Roux")),
    document(3, "new harbour _ quay opens", day="2023-01-15", source="south"),
    document(4, "weather", people=("Li Wei",), source="south"),
)


@pytest.fixture
def sample(engine: Engine, tmp_path: Path) -> Snapshot:
    """Four releases in two commits."""
    steps = [Step((), SAMPLE[:2]), Step((), SAMPLE[2:])]
    return engine.open(build(engine, tmp_path, steps))


def found(snapshot: Snapshot, question: Question) -> list[str]:
    """Return the ids of the hits."""
    return [hit.id for hit in snapshot.search(question).hits]


def test_an_empty_index_answers(engine: Engine, tmp_path: Path) -> None:
    """A commit without documents can be opened; everything about it is empty."""
    snapshot = engine.open(build(engine, tmp_path, [Step((), ())]))
    asks = (FacetAsk("person"), FacetAsk("source", contains="x"))
    answer = snapshot.search(replace(BROWSE, facets=asks, interval="auto"))
    assert (snapshot.documents, answer.total, answer.hits) == (0, 0, ())
    assert answer.facets[0].values == ()
    assert answer.histogram is not None and answer.histogram.buckets == ()
    assert list(snapshot.ids()) == []
    assert snapshot.terms("body", "", 5) == []
    assert snapshot.document_frequencies("body", ("x",)) == {"x": 0}
    assert snapshot.search(Question(TermFuzzy("body", "aid", 1, 0, 5))).total == 0


def test_a_phrase_is_consecutive_and_a_gap_is_anything(sample: Snapshot) -> None:
    """Slots stand side by side; a slot has alternatives; an empty slot is any position."""
    assert found(sample, Question(TermPhrase("body", (("harbour",), ("opens",))))) == ["r1"]
    either = TermPhrase("body", (("harbour",), ("closes", "opens")))
    assert sorted(found(sample, Question(either))) == ["r1", "r2"]
    gap = TermPhrase("body", (("harbour",), (), ("quay",)))
    assert found(sample, Question(gap)) == ["r3"]


def test_connectives(sample: Snapshot) -> None:
    """And narrows, Or widens, Not takes away, Nothing matches nothing."""
    harbour, weather = Terms("body", ("harbour",)), Terms("body", ("weather",))
    assert sample.search(Question(And((harbour, Not(Terms("body", ("new",))))))).total == 1
    assert sample.search(Question(Or((harbour, weather)))).total == 4
    assert found(sample, Question(Not(harbour))) == ["r4"]
    assert sample.search(Question(Or((Nothing(), Nothing())))).total == 0
    assert sample.search(Question(And((harbour, Nothing())))).total == 0


def test_expansions_are_limited(sample: Snapshot) -> None:
    """A prefix stands for its first terms, a misspelt word for the nearest."""
    assert sample.search(Question(TermPrefix("body", "", 1))).total == 1
    assert found(sample, Question(TermFuzzy("body", "waether", 1, 1, 5))) == ["r4"]
    assert sample.search(Question(TermFuzzy("body", "xeather", 1, 1, 5))).total == 0


def test_names_are_compared_folded(sample: Snapshot) -> None:
    """Case and accents do not matter for a value in the query, and for finding values."""
    assert found(sample, Question(HasValue("person", "emile ROUX"))) == ["r2"]
    ask = FacetAsk("person", contains="emile")
    assert sample.search(replace(BROWSE, facets=(ask,))).facets[0].values == (("Émile Roux", 1),)


def test_labels_are_searched_too(sample: Snapshot) -> None:
    """``contains`` looks into what people read."""
    ask = FacetAsk("source", contains="out")
    assert sample.search(replace(BROWSE, facets=(ask,))).facets[0].values == (("south", 2),)
    assert sample.labels == {"source": {"north": "North", "south": "South"}}


def test_a_facet_leaves_out_its_own_filter(sample: Snapshot) -> None:
    """With a filter on a field its counts are those without, other facets' with it."""
    asks = (FacetAsk("source"), FacetAsk("person"))
    answer = sample.search(replace(BROWSE, filters=(Filter("source", ("south",)),), facets=asks))
    assert answer.total == 2
    assert answer.facets[0].values == (("south", 2), ("north", 2))
    assert answer.facets[1].values == (("Li Wei", 1),)
    assert answer.facets[1].missing == 1


def test_values_of_the_filter_are_always_listed(sample: Snapshot) -> None:
    """Wanted and excluded values come first, with count 0 and beyond the size too."""
    wanted = Filter("person", ("Nobody", MISSING), ("Li Wei",))
    ask = FacetAsk("person", size=1)
    counts = sample.search(replace(BROWSE, filters=(wanted,), facets=(ask,))).facets[0]
    assert counts.values == (("Nobody", 0), ("Li Wei", 1), ("Ana Ruiz", 2))
    assert (counts.other, counts.distinct, counts.missing) == (1, 3, 1)


def test_unknown_dates_come_last_either_way(sample: Snapshot) -> None:
    """Newest and oldest first both end with what has no date."""
    assert found(sample, BROWSE) == ["r2", "r1", "r3", "r4"]
    assert found(sample, replace(BROWSE, order="oldest")) == ["r3", "r1", "r2", "r4"]


def test_removed_releases_leave_no_trace(engine: Engine, tmp_path: Path) -> None:
    """Neither hits nor counts nor terms nor statistics know a removed release."""
    steps = [Step((), SAMPLE), Step(("r4", "r1", "no such id"), ())]
    snapshot = engine.open(build(engine, tmp_path, steps))
    assert sorted(snapshot.ids()) == ["r2", "r3"]
    assert snapshot.fetch(["r1", "r2"])[0] is None
    assert snapshot.terms("body", "w", 5) == []
    assert snapshot.document_frequencies("body", ("harbour",)) == {"harbour": 2}


def test_a_release_is_replaced(engine: Engine, tmp_path: Path) -> None:
    """Removing an id and adding it again in one commit leaves the new release alone."""
    newer = document(1, "entirely different", day="2025-01-01")
    snapshot = engine.open(build(engine, tmp_path, [Step((), SAMPLE), Step(("r1",), (newer,))]))
    assert snapshot.documents == 4
    assert snapshot.fetch(["r1"]) == [newer.release]
    assert snapshot.search(Question(Terms("body", ("opens",)))).total == 1


def test_releases_come_back_as_they_were(sample: Snapshot) -> None:
    """Fetching gives equal releases in the order asked for, repeats and strangers included."""
    wanted = ["r3", "nowhere", "r1", "r3"]
    releases = [SAMPLE[2].release, None, SAMPLE[0].release, SAMPLE[2].release]
    assert sample.fetch(wanted) == releases


def test_terms_are_listed_in_order(sample: Snapshot) -> None:
    """Terms with a prefix come sorted, with the number of releases that hold them."""
    assert sample.terms("body", "", 3) == [("closes", 1), ("harbour", 3), ("new", 2)]
    assert sample.terms("body", "q", 3) == [("quay", 2)]
    assert sample.document_frequencies("title", ("harbour",)) == {"harbour": 2}


def test_a_deadline_that_has_passed_is_said(sample: Snapshot) -> None:
    """An answer that was cut short names what was."""
    late = replace(BROWSE, match=Terms("body", ("harbour",)), deadline=time.monotonic() - 1)
    assert "matches" in sample.search(late).partial
    assert not sample.search(replace(late, deadline=time.monotonic() + 60)).partial


def test_the_generation_before_stays_as_it_was(engine: Engine, tmp_path: Path) -> None:
    """Building on a folder changes nothing in it, whether it is open or not."""
    first = build(engine, tmp_path, [Step((), SAMPLE)])
    open_before = engine.open(first)
    second = tmp_path / "second"
    second.mkdir()
    writer = engine.writer(second, first)
    writer.remove(["r1", "r2", "r3"])
    writer.commit()
    for snapshot in (open_before, engine.open(first)):
        assert snapshot.documents == 4
        assert snapshot.search(Question(Terms("body", ("harbour",)))).total == 3
    assert engine.open(second).documents == 1


def test_a_closed_snapshot_refuses(sample: Snapshot) -> None:
    """Searching after closing is an error, not an empty answer."""
    sample.close()
    with pytest.raises(RuntimeError):
        sample.search(BROWSE)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=histories(), asked=questions, size=st.integers(1, 3))
def test_walking_by_cursor_is_the_whole_ranking(
    engine: Engine,
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[Step],
    asked: Question,
    size: int,
) -> None:
    """Page after page by cursor gives every hit once, in the order of one long page."""
    snapshot = engine.open(build(engine, tmp_path_factory.mktemp("walk"), steps))
    question = replace(asked, offset=0, facets=(), interval=None)
    whole = snapshot.search(replace(question, limit=1000)).hits
    walked = snapshot.search(replace(question, limit=size))
    hits = list(walked.hits)
    while walked.hits:
        walked = snapshot.search(replace(question, limit=size, after=walked.hits[-1].key))
        hits += walked.hits
        assert walked.total == len(whole)
    assert tuple(hits) == whole


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=histories(), asked=questions)
def test_a_count_is_what_choosing_the_value_gives(
    engine: Engine,
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[Step],
    asked: Question,
) -> None:
    """The number beside a value is the total with that value as the filter of its field."""
    snapshot = engine.open(build(engine, tmp_path_factory.mktemp("count"), steps))
    ask = FacetAsk("person", size=3)
    question = replace(asked, facets=(ask,))
    for value, count in snapshot.search(question).facets[0].values:
        others = tuple(each for each in asked.filters if each.field != "person")
        chosen = replace(question, filters=(*others, Filter("person", (value,))))
        assert snapshot.search(chosen).total == count


def test_copies_are_known_and_can_be_hidden(engine: Engine, tmp_path: Path) -> None:
    """A group names its original first; hidden copies are in no hit, total or count, and a group is
    not carried over to the next generation.
    """
    step = Step((), SAMPLE, (("r1", "r2"),))
    snapshot = engine.open(build(engine, tmp_path, [step]))
    assert snapshot.duplicates(["r1", "r2", "r3"]) == {"r1": ("r1", "r2"), "r2": ("r1", "r2")}
    everything = Question(Everything(), facets=(FacetAsk("source"),), with_releases=True)
    hidden = replace(everything, hide_copies=True)
    shown, without = snapshot.search_many([everything, hidden])
    assert {hit.id for hit in shown.hits} - {hit.id for hit in without.hits} == {"r2"}
    assert without.total == shown.total - 1
    assert sum(count for _, count in without.facets[0].values) < sum(
        count for _, count in shown.facets[0].values
    )
    assert all(hit.release and hit.release.id == hit.id for hit in shown.hits)
    (tmp_path / "later").mkdir()
    later = engine.open(build(engine, tmp_path / "later", [step, Step((), ())]))
    assert later.duplicates(["r1", "r2"]) == {}
