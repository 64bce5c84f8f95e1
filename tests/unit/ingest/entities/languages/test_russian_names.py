"""People and organizations of Russian text, which stand in many cases."""

from __future__ import annotations

import pytest

from searchapp.ingest.entities import Entities, extract_entities


def read(text: str) -> Entities:
    """Return the entities of a Russian release."""
    return extract_entities("", [text], "ru")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("«Да», – сказала президент компании Гульмира Тахова.", "Гульмира Тахова"),
        ("Заместитель Генерального директора агентства Инга Сольвик назвала её.", "Инга Сольвик"),
        ("Генеральный директор агентства доктор Анна Океева согласна.", "Анна Океева"),
        ("Президент компании Quiet Rails (QRS) Гульмира Тахова пообещала это.", "Гульмира Тахова"),
        ("Директор музея по науке Пётр Лозин-Кеев открыл зал.", "Пётр Лозин-Кеев"),
    ],
)
def test_a_person_behind_a_title_and_what_it_is_of(text: str, name: str) -> None:
    """The office stands between title and name; the name is in the nominative."""
    assert [person.name for person in read(text).people] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Директор Центра Азии сообщил об этом.",
        "Министр Российской Федерации уехал в Казань.",
        "По словам директора, работа продолжается.",
    ],
)
def test_an_office_without_a_name_is_nobody(text: str) -> None:
    """What an office is of, a place or an organization, is no person."""
    assert not read(text).people


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Её открыло Международное агентство по тихой воде (ITW).",
            "Международное агентство по тихой воде",
        ),
        (
            "Снимки Северного кооператива по наблюдению за морем (NCO) готовы.",
            "Северный кооператив по наблюдению за морем",
        ),
        ("Она из Горского центра статистики (GCS).", "Горский центр статистики"),
        (
            "Службу открыли сегодня Международное агентство по тихой воде (ITW).",
            "Международное агентство по тихой воде",
        ),
    ],
)
def test_a_body_with_its_short_form_is_shown_in_the_nominative(text: str, name: str) -> None:
    """Adjectives and head word are put in the nominative; the verb before is left out."""
    assert [organization.name for organization in read(text).organizations] == [name]


def test_a_company_with_a_latin_name_keeps_it() -> None:
    """``Компания`` before a Latin name is no part of it; a verb behind a head word is none."""
    found = read(
        "Компания Quiet Rail Service (QRS) сегодня открыла вокзал. Кооператив учился считать."
    )
    assert [organization.name for organization in found.organizations] == ["Quiet Rail Service"]


def test_a_russian_head_word_takes_no_verb() -> None:
    """What follows a head word is taken up to the verb; a declined title is nobody's name."""
    text = (
        "Службу открыли сегодня Международное агентство и другие. Компания также убирает заборы. "
        "Заместитель Генерального директора сказал: «Да». Министерство торговли сообщило об этом."
    )
    found = extract_entities("", [text], "ru")
    assert {entity.name for entity in found.organizations} == {"Министерство торговли"}
    assert not found.people
