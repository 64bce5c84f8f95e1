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
    organizations = {entity.name: entity.aliases for entity in found.organizations}
    assert "CNIPA" in organizations["China National Intellectual Property Administration"]
    assert "Huawei Technologies" in organizations["Huawei"]
    assert "Guangzhou" in names(found.places)


def test_lists_in_names() -> None:
    """An organization with commas in its name is one."""
    found = extract_entities("", ["The Senate Committee on Trade, Energy and Water met today."])
    assert [organization.name for organization in found.organizations] == [
        "Senate Committee on Trade, Energy and Water"
    ]


def test_parts_are_read_too() -> None:
    """Who stands only in the contact part is found; evidence counts on from the body."""
    found = extract_entities("", ["The plan was passed."], "en", ["Contact: Anna Duarte, 555 0100"])
    assert [person.name for person in found.people] == ["Anna Duarte"]
    assert found.mentions[0].paragraph == 1


def test_dateline_in_capitals_is_the_place_of_the_body() -> None:
    """``QUITO –`` and ``Quito`` are one place, written as in prose; a call in capitals is none."""
    assert names(read("QUITO – The bridge is open.", "It stands in Quito.").places) == {"Quito"}
    french = extract_entities("", ["LYON, 4 mai 2023 – Le pont est ouvert."], "fr")
    assert names(french.places) == {"Lyon"}
    assert names(read("NOTE – The bridge is open.").places) == set()


def test_what_is_said_of_people() -> None:
    """``who`` and an office behind a comma show that unknown words are a person."""
    assert "Naserian Lekuvo" in names(read("The captain is Naserian Lekuvo, who sails.").people)
    text = "The boat brought Aigerim Nurlova, chief physician of the port."
    assert "Aigerim Nurlova" in names(read(text).people)


def all_names(found: Entities) -> set[str]:
    """Return every name that a facet would show."""
    groups = (found.people, found.organizations, found.places)
    return {entity.name for group in groups for entity in group}


@pytest.mark.parametrize(
    ("text", "junk"),
    [
        ("It was good. The Fire Departments of the area met at a High School.", "Fire Departments"),
        ("She heard the State of the Union speech.", "State of the Union"),
        ("We will vote on the Department of Defense Appropriations Bill today.", "Bill"),
        ("Senator Ann Lee (R-South Carolina) made a statement.", "R-South"),
        ("Senators Call on ministers to call the vote.", "Call"),
        ("It happened in the Eastern District of the state.", "Eastern District"),
        ("They had a Family Reunion Program there.", "Réunion"),
        ("She drove a Toyota Corolla and a Chevrolet Impala.", "Chevrolet"),
        ("The coaster Liv Karin took on fuel.", "Liv Karin"),
        ("The E85 pumps are here. More E85 is sold.", "E85"),
        ("He was convicted of a DUI before the DUI law changed.", "DUI"),
        ("Prisoners held at Abu Ghraib, and what Abu Ghraib was.", "Abu Ghraib"),
    ],
)
def test_what_is_no_entity_is_not_shown(text: str, junk: str) -> None:
    """Kinds of organization, laws, courts' districts, party marks, cars and ships are no facets."""
    assert not any(junk in name for name in all_names(extract_entities("", [text])))


@pytest.mark.parametrize(
    ("title", "body", "name"),
    [
        (
            "Museum of Quiet Harbours and Veldora Bring the Wind Indoors",
            "The Museum of Quiet Harbours (MQH) opens today.",
            "Museum of Quiet Harbours",
        ),
        (
            "Department of Labor Announces New Rules for Mines",
            "The Department of Labor said so.",
            "Department of Labor",
        ),
    ],
)
def test_the_verb_of_a_headline_ends_a_name(title: str, body: str, name: str) -> None:
    """``Bring`` and ``Announces`` are not taken into the name of an organization."""
    found = extract_entities(title, [body])
    assert {entity.name for entity in found.organizations} >= {name}
    assert not any(
        verb in form
        for entity in found.organizations
        for form in (entity.name, *entity.aliases)
        for verb in ("Bring", "Announces")
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The Los Angeles Police Department came.", {"Los Angeles Police Department"}),
        ("He lives in La Habra today.", {"La Habra"}),
        (
            "Judge Ann March of Prince George's County spoke.",
            {"Ann March", "Prince George's County"},
        ),
        (
            "The Kern County District Attorney's Office said so.",
            {"Kern County District Attorney's Office"},
        ),
        ("said Orange County District Attorney Todd Marlow.", {"Orange County", "Todd Marlow"}),
        ("Orange and Los Angeles Counties agreed on it.", {"Los Angeles County"}),
        ("Prime Minister Nouri al-Maliki spoke.", {"Nouri al-Maliki"}),
        ("Mayor John Spring spoke.", {"John Spring"}),
        ("Contact: Karen HollowayPhone 202 555 0100", {"Karen Holloway"}),
        ("Sen. Sarah Hale\u2010Young said so.", {"Sarah Hale-Young"}),
        (
            "The Departments of Defense and Homeland Security agreed.",
            {"Department of Defense", "Department of Homeland Security"},
        ),
        ("The Agencys plan of the Department of Homeland Securitys office.", set()),
        ("She studied at Georgia Tech.", {"Georgia Tech"}),
        (
            "Planes of Northrop Grumman and Lockheed Martin flew.",
            {"Northrop Grumman", "Lockheed Martin"},
        ),
    ],
)
def test_names_are_whole(text: str, names: set[str]) -> None:
    """Articles, possessives, plurals and lost blanks do not cut a name or run into the next."""
    found = all_names(extract_entities("", [text]))
    assert names <= found
    assert not {name for name in found if name.startswith("Angeles") or name.endswith("Securitys")}


def test_a_spanish_article_and_a_kind_of_organization_are_no_town() -> None:
    """``El Centro`` in a Spanish text is the institute spoken of, not the town of that name."""
    text = (
        "El Centro Andino de Mareas (CAM) publicó hoy el índice.\n\nEl Centro mantendrá el panel."
    )
    found = extract_entities("Cómo el Centro mantuvo su índice", text.split("\n\n"), "es")
    assert not {entity.name for entity in found.places}
