"""What must not come out of the entity step: headings, verbs of headlines, kinds of body."""

from __future__ import annotations

import pytest

from searchapp.ingest.entities import Entities, extract_entities


def shown(found: Entities) -> set[str]:
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
    """Kinds of body, laws, courts' districts, party marks, makes of car and ships are no facets."""
    assert not any(junk in name for name in shown(extract_entities("", [text])))


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
    """``Bring`` and ``Announces`` are not taken into the name of a body."""
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
    found = shown(extract_entities("", [text]))
    assert names <= found
    assert not {name for name in found if name.startswith("Angeles") or name.endswith("Securitys")}


def test_a_spanish_article_and_a_kind_of_body_are_no_town() -> None:
    """``El Centro`` in a Spanish text is the institute spoken of, not the town of that name."""
    text = (
        "El Centro Andino de Mareas (CAM) publicó hoy el índice.\n\nEl Centro mantendrá el panel."
    )
    found = extract_entities("Cómo el Centro mantuvo su índice", text.split("\n\n"), "es")
    assert not {entity.name for entity in found.places}


def test_a_russian_head_word_takes_no_verb() -> None:
    """What follows a head word is taken up to the verb; a declined title is nobody's name."""
    text = (
        "Службу открыли сегодня Международное агентство и другие. Компания также убирает заборы. "
        "Заместитель Генерального директора сказал: «Да». Министерство торговли сообщило об этом."
    )
    found = extract_entities("", [text], "ru")
    assert {entity.name for entity in found.organizations} == {"Министерство торговли"}
    assert not found.people


def test_german_nouns_are_nobody_and_nowhere() -> None:
    """Every noun has a capital: without a title or a listed name it is no person, and no town."""
    text = (
        "Sie handelt im Auftrag der Öffentlichkeit, die fragt. Es waren 30 Grad am Ende. Das Holz "
        "ist knapp. Birgitte Holm und Direktorin Zyra Quandt kamen aus Weimar."
    )
    found = extract_entities("", [text], "de")
    assert {entity.name for entity in found.people} == {"Birgitte Holm", "Zyra Quandt"}
    assert {entity.name for entity in found.places} == {"Weimar"}
