"""What a reader means by the name of an entity, a source, a language."""

from __future__ import annotations

import pytest

from searchapp.engine.whoosh.engine import WhooshEngine
from searchapp.indexing.documents import document_of, terms_of
from searchapp.model import MISSING, Entity, Filter, Release, Source
from searchapp.query.parse import format_query
from searchapp.search.name_resolution import NameResolver
from searchapp.search.understanding import Interpretation, interpret_with_names, match_phrase
from searchapp.settings import Settings
from tests.support.engine_comparison import build
from tests.support.strategies import Step

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
def resolver(tmp_path_factory: pytest.TempPathFactory) -> NameResolver:
    """A resolver over an index of seven releases."""
    documents = tuple(document_of(each, terms_of(each)) for each in RELEASES)
    folder = build(WhooshEngine(), tmp_path_factory.mktemp("index"), [Step((), documents)])
    snapshot = WhooshEngine().open(folder)
    return NameResolver(snapshot, lambda phrase: match_phrase(phrase, ["en"], SETTINGS), {})


def interpretation_of(query: str, resolver: NameResolver) -> Interpretation:
    """Return what a query is taken for over the index."""
    return interpret_with_names(query, (), ["en"], SETTINGS, resolver)[1]


def filters_of(filters: tuple[Filter, ...], resolver: NameResolver) -> tuple[Filter, ...]:
    """Return filters with values in place of names."""
    return interpret_with_names("", filters, ["en"], SETTINGS, resolver)[0]


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
def test_a_name_is_taken_for_the_values_it_can_mean(
    query: str, meant: str, resolver: NameResolver
) -> None:
    """By value, label, alias, acronym, family name or some words of it; folded throughout."""
    assert interpretation_of(query, resolver).read_as == meant


def test_what_was_taken_for_a_name_is_told(resolver: NameResolver) -> None:
    """A value that is only spelled in another case needs no word."""
    assert interpretation_of('person:"INGRID solberg"', resolver).warnings == ()
    (note,) = interpretation_of("person:berg", resolver).warnings
    assert str(note) == "The person “berg” was read as any of “Tom Berg”, “Anna Berg”."
    (note,) = interpretation_of("source:harbour", resolver).warnings
    assert str(note) == "The source “harbour” was read as “Harbour of Port Ellis”."
    assert (
        len(interpretation_of("source:harbour OR (source:harbour notice)", resolver).warnings) == 1
    )


def test_a_name_that_is_none_is_told_with_close_ones(resolver: NameResolver) -> None:
    """Nothing is taken for it, and the query with the nearest name is at hand."""
    interpretation = interpretation_of('title:notice person:"Ingrid Solburg"', resolver)
    assert tuple(map(str, interpretation.warnings)) == (
        "There is no person “Ingrid Solburg” here. Close to it: “Ingrid Solberg”.",
    )
    assert interpretation.close == 'title:notice AND person:"Ingrid Solberg"'
    assert format_query(interpretation.tree) == 'title:notice AND person:"Ingrid Solburg"'
    (note,) = interpretation_of('person:"Ingeborg Holm"', resolver).warnings
    assert str(note) == "There is no person “Ingeborg Holm” here. Close to it: “Eva Holm”, “Holm”."
    interpretation = interpretation_of("person:Xylander", resolver)
    assert tuple(map(str, interpretation.warnings)) == ("There is no person “Xylander” here.",)
    assert not interpretation.close


def test_the_names_of_filters_are_read_alike(resolver: NameResolver) -> None:
    """A value as it stands is that value alone; an unknown name stays and finds nothing."""
    given = (
        Filter("person", ("Ms. Solberg", "nobody at all"), ("jose pena",)),
        Filter("organization", ("bsf", MISSING)),
    )
    assert filters_of(given, resolver) == (
        Filter("person", ("Ingrid Solberg", "nobody at all"), ("José Peña",)),
        Filter("organization", ("Baltic Sea Fund", MISSING)),
    )
    assert filters_of((Filter("person", ("Holm",)),), resolver)[0].any == ("Holm",)
    every = Filter("person", ("berg",), match="all")
    assert filters_of((every,), resolver)[0].any == ("Tom Berg",)


def test_a_name_is_looked_up_once(resolver: NameResolver) -> None:
    """What was found out is kept; its note is told each time."""
    first = interpretation_of("person:berg", resolver).warnings
    asked = len(resolver.known)
    assert interpretation_of("person:berg", resolver).warnings == first
    assert len(resolver.known) == asked


def test_words_left_out_are_told_and_not_in_the_reading(resolver: NameResolver) -> None:
    """The reading that is shown finds what was found."""
    interpretation = interpretation_of("the notice of Tom", resolver)
    assert interpretation.left_out == ("the", "of")
    assert interpretation.read_as == "notice AND Tom"
    assert interpretation_of("notice", resolver).left_out == ()
    assert interpretation_of("the of", resolver).read_as == "*"
