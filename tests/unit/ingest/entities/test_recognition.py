"""What the entity step finds in a release, and what it must leave alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.ingest.entities import MAX_EXAMINED, Entities, extract_entities
from searchapp.model import Entity
from tests.support.work import steps


def names(entities: tuple[Entity, ...]) -> set[str]:
    """Return the canonical names."""
    return {entity.name for entity in entities}


def read(*paragraphs: str) -> Entities:
    """Return the entities of a release without a title."""
    return extract_entities("", paragraphs)


PIECES = st.sampled_from(
    "Mr. Dr Senator President the of and for Department Ministry University Geneva Paris China, "
    "Smith Anna Lee (ABC) [XYZ] O'Neil Jean-Pierre U.S. U S D IA R-TX 's McX -based Shenzhen-based "
    "A.B. \n \n\n ' ’s . ( ) , Москва 中国 الصين Act Treaty X1 É".split(" ")
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=60), st.text(max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_an_answer(pieces: list[str], title: str) -> None:
    """Whatever the text, no error is raised, and a second reading gives the same entities."""
    paragraphs = [" ".join(pieces[:30]), "  ".join(pieces[30:])]
    found = extract_entities(title, paragraphs)
    assert extract_entities(title, paragraphs) == found


@given(st.lists(PIECES, max_size=60))
@settings(max_examples=100, deadline=None)
def test_evidence_stands_where_it_says(pieces: list[str]) -> None:
    """Every mention lies inside its paragraph, and each entity has as many as it counts."""
    title, body = " ".join(pieces[:10]), [" ".join(pieces[10:35]), " ".join(pieces[35:])]
    found = extract_entities(title, body)
    blocks = [title, *body]
    for mention in found.mentions:
        assert 0 <= mention.start < mention.end <= len(blocks[mention.paragraph + 1])
    for kind, entities in (
        ("person", found.people),
        ("organization", found.organizations),
        ("place", found.places),
    ):
        for entity in entities:
            same = [m for m in found.mentions if m.kind == kind and m.entity == entity.name]
            assert len(same) == entity.mentions


def test_titles_lead_to_names() -> None:
    """A title makes a name of what follows; title and office are not part of it."""
    found = read(
        "Vice Minister Oleg Brandt met Ms. Aiko Tanabe, and Secretary of Trade Rosa Delgado spoke. "
        "Mr. Brandt thanked Tanabe."
    )
    assert names(found.people) == {"Oleg Brandt", "Aiko Tanabe", "Rosa Delgado"}
    assert found.people[0] == Entity("Oleg Brandt", ("Brandt",), 2, "person")
    assert not found.organizations


def test_acronym_and_long_form_are_one() -> None:
    """A short form in brackets is merged into its long form, wherever it stands later."""
    found = read("The Harbour Safety Authority (HSA) met in Oslo. HSA said the HSA rules stay.")
    assert found.organizations == (Entity("Harbour Safety Authority", ("HSA",), 4, "organization"),)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Elle a visité la Chine en mars.", "China"),
        ("Он посетил Китай.", "China"),
        ("Переговоры прошли в Германии.", "Germany"),
        ("代表团访问了中国。", "China"),
        ("زار الوفد الصين أمس.", "China"),
        ("Er reiste nach Frankreich.", "France"),
    ],
)
def test_places_have_one_english_name(text: str, country: str) -> None:
    """A country is found in eight languages and shown under its English name."""
    assert country in names(read(text).places)


@pytest.mark.parametrize(
    "text",
    [
        "Meanwhile, Members Welcome The New Clean Rivers Act.",
        "On Monday, March 3, the Annual Report was released. Contact Us. Read More.",
        "The Vice Minister and the Director General signed a Memorandum of Understanding.",
        "Yesterday the Patent Cooperation Treaty came into force.",
        "However, Today More Families Need Help",
    ],
)
def test_no_junk(text: str) -> None:
    """Sentence starts, months, offices, laws, treaties and headings are no entities."""
    found = read(text)
    assert (found.people, found.organizations, found.places) == ((), (), ())


def test_town_needs_a_reason() -> None:
    """A town that is also a word or a surname counts only where places stand."""
    assert names(read("She lives in Enterprise, Alabama.").places) == {"Enterprise", "Alabama"}
    assert not read("The Enterprise was sold.").places


def test_family_name_is_not_a_place() -> None:
    """A surname that is a city too belongs to the person when the release names one."""
    found = read("Senator Blanche Lincoln spoke. Lincoln said the farm bill helps.")
    assert names(found.people) == {"Blanche Lincoln"}
    assert not found.places


def test_length_is_capped() -> None:
    """Beyond the cap nothing is read."""
    late = extract_entities("", ["x " * (MAX_EXAMINED // 2), "Mr. Oleg Brandt"])
    assert not late.people
    first = "Mr. Oleg Brandt spoke. "
    assert names(read(first + "x " * MAX_EXAMINED).people) == {"Oleg Brandt"}


@pytest.mark.parametrize("unit", ["A", " B. ", "(", "Aa-", "Aa "])
def test_a_huge_hostile_line_is_read_up_to_the_cap(unit: str) -> None:
    """Up to the cap ten times the line takes at most ten times the steps, beyond it no more."""

    def work(characters: int) -> int:
        text = unit * (characters // len(unit))
        read(text)  # words that were read before are remembered
        return steps(read, text)

    assert work(10_000) < 12 * work(1_000)
    assert not read(unit * (2 * MAX_EXAMINED // len(unit))).people


@pytest.mark.shared
def test_seed_releases(shared: Path) -> None:
    """Of the first documents of this project every person is found, variants merged."""
    text = (shared / "seeds" / "003_afac5001bb59bc95.txt").read_text("utf-8")
    found = extract_entities("", text.split("\n\n"))
    assert len(found.people) == 29
    assert found.people[0].name == "Daren Tang"
    assert "Qin Weizhgong" in names(found.people)
    bodies = {entity.name: entity.aliases for entity in found.organizations}
    assert "CNIPA" in bodies["China National Intellectual Property Administration"]
    assert "Huawei Technologies" in bodies["Huawei"]
    assert "Guangzhou" in names(found.places)
