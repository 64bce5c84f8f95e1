"""What a reader means by the name of an entity, a source, a language."""

from __future__ import annotations

import pytest

from searchapp.engine.whoosh.engine import WhooshEngine
from searchapp.indexing.documents import document_of, terms_of
from searchapp.model import MISSING, Entity, Filter, Release, Source
from searchapp.query.parse import read_as
from searchapp.search.name_resolution import Asking, filters_named
from searchapp.search.understanding import Reading, in_text, read
from searchapp.settings import Settings
from tests.contract.comparing import build
from tests.strategies import Step

SETTINGS = Settings()
PEOPLE = {
    "Ingrid Solberg": ("Solberg", "I. Solberg"),
    "José Peña": (),
    "Anna Berg": ("Berg",),
    "Tom Berg": ("Berg",),
    "Holm": (),
    "Eva Holm": ("Holm",),
}


def release(number: int, text: str, people: tuple[str, ...], bodies: tuple[Entity, ...]) -> Release:
    """Return a release that names these people and bodies."""
    return Release(
        id=f"r{number}",
        path=f"{number}.txt",
        source=Source("port-ellis", "Harbour of Port Ellis"),
        title=f"Notice {number}",
        body=(text,),
        language="en",
        content_hash=str(number),
        people=tuple(Entity(name, PEOPLE[name], 1, "person") for name in people),
        organizations=bodies,
    )


FUND = Entity("Baltic Sea Fund", ("BSF",), 2, "organization")
RELEASES = (
    release(0, "Ingrid Solberg spoke. I. Solberg thanked the BSF.", ("Ingrid Solberg",), (FUND,)),
    release(1, "José Peña and Anna Berg met. Berg left.", ("José Peña", "Anna Berg"), ()),
    release(2, "Tom Berg came. Berg stayed, and Tom Berg sang.", ("Tom Berg",), ()),
    release(3, "Tom Berg came again; nobody else did.", ("Tom Berg",), (FUND,)),
    release(4, "Nobody was there.", (), ()),
    release(5, "Holm spoke.", ("Holm",), ()),
    release(6, "Eva Holm spoke; Holm was brief.", ("Eva Holm",), ()),
)


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Asking:
    """What is asked is an index of five releases."""
    documents = tuple(document_of(each, terms_of(each)) for each in RELEASES)
    folder = build(WhooshEngine(), tmp_path_factory.mktemp("index"), [Step((), documents)])
    return Asking(WhooshEngine().open(folder), lambda phrase: in_text(phrase, ["en"], SETTINGS), {})


def reading_of(query: str, asking: Asking) -> Reading:
    """Return the reading of a query, with the notes of this one only."""
    asking.notes.clear()
    return read(query, ["en"], SETTINGS, asking)


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ('person:"ingrid SOLBERG"', 'person:"ingrid SOLBERG"'),
        ('person:"Jose Pena"', 'person:"Jose Pena"'),
        ('person:"Ms. Solberg"', 'person:"Ingrid Solberg"'),
        ("person:solberg", 'person:"Ingrid Solberg"'),
        ('person:"Solberg, Ingrid"', 'person:"Ingrid Solberg"'),
        ('person:"I. Solberg"', 'person:"Ingrid Solberg"'),
        ("person:berg", 'person:"Tom Berg" OR person:"Anna Berg"'),
        ("person:holm", 'person:Holm OR person:"Eva Holm"'),
        ('person:"eva holm"', 'person:"eva holm"'),
        ("organization:bsf", 'organization:"Baltic Sea Fund"'),
        ('organization:"baltic sea"', 'organization:"Baltic Sea Fund"'),
        ('source:"harbour of port ellis"', 'source:"port-ellis"'),
        ("source:harbour", 'source:"port-ellis"'),
        ("-person:Peña", 'NOT person:"José Peña"'),
        (f"person:{MISSING}", f"person:{MISSING}"),
    ],
)
def test_a_name_is_taken_for_the_values_it_can_mean(query: str, meant: str, asking: Asking) -> None:
    """By value, label, alias, acronym, family name or some words of it; folded throughout."""
    assert reading_of(query, asking).read_as == meant


def test_what_was_taken_for_a_name_is_told(asking: Asking) -> None:
    """A value that is only spelled in another case needs no word."""
    assert reading_of('person:"INGRID solberg"', asking).warnings == ()
    (note,) = reading_of("person:berg", asking).warnings
    assert note == "The person “berg” was read as any of “Tom Berg”, “Anna Berg”."
    (note,) = reading_of("source:harbour", asking).warnings
    assert note == "The source “harbour” was read as “Harbour of Port Ellis”."
    assert len(reading_of("source:harbour OR (source:harbour notice)", asking).warnings) == 1


def test_a_name_that_is_none_is_told_with_close_ones(asking: Asking) -> None:
    """Nothing is taken for it, and the query with the nearest name is at hand."""
    reading = reading_of('title:notice person:"Ingrid Solburg"', asking)
    assert reading.warnings == (
        "There is no person “Ingrid Solburg” here. Close to it: “Ingrid Solberg”.",
    )
    assert reading.close == 'title:notice AND person:"Ingrid Solberg"'
    assert read_as(reading.tree) == 'title:notice AND person:"Ingrid Solburg"'
    (note,) = reading_of('person:"Ingeborg Holm"', asking).warnings
    assert note == "There is no person “Ingeborg Holm” here. Close to it: “Eva Holm”, “Holm”."
    reading = reading_of("person:Xylander", asking)
    assert reading.warnings == ("There is no person “Xylander” here.",)
    assert not reading.close


def test_the_names_of_filters_are_read_alike(asking: Asking) -> None:
    """A value as it stands is that value alone; an unknown name stays and finds nothing."""
    given = (
        Filter("person", ("Ms. Solberg", "nobody at all"), ("jose pena",)),
        Filter("organization", ("bsf", MISSING)),
    )
    assert filters_named(given, asking) == (
        Filter("person", ("Ingrid Solberg", "nobody at all"), ("José Peña",)),
        Filter("organization", ("Baltic Sea Fund", MISSING)),
    )
    assert filters_named((Filter("person", ("Holm",)),), asking)[0].any == ("Holm",)
    every = Filter("person", ("berg",), match="all")
    assert filters_named((every,), asking)[0].any == ("Tom Berg",)


def test_a_name_is_looked_up_once(asking: Asking) -> None:
    """What was found out is kept; its note is told each time."""
    first = reading_of("person:berg", asking).warnings
    asked = len(asking.known)
    assert reading_of("person:berg", asking).warnings == first
    assert len(asking.known) == asked


def test_words_left_out_are_told_and_not_in_the_reading(asking: Asking) -> None:
    """The reading that is shown finds what was found."""
    reading = reading_of("the notice of Tom", asking)
    assert reading.left_out == ("the", "of")
    assert reading.read_as == "notice AND Tom"
    assert reading_of("notice", asking).left_out == ()
    assert reading_of("the of", asking).read_as == "*"
