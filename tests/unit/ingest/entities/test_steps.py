"""The steps below extraction: preparing text, short forms, places, lists in names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.ingest.entities import capitalized_runs, extract_entities, organization_patterns
from searchapp.ingest.entities.acronyms import find_acronyms
from searchapp.ingest.entities.gazetteer import find_place, state_of
from searchapp.ingest.entities.languages.german_nouns import nouns_like_towns
from searchapp.ingest.entities.normalization import has_lost_punctuation, prepare

TEXT = st.text(alphabet="aAbB sS.,;:'’\n()-UDCt", max_size=200)


@given(TEXT)
def test_prepare_keeps_the_length(text: str) -> None:
    """No character moves: positions in the prepared text are positions in the text."""
    assert len(prepare(text)) == len(text)


@given(TEXT)
def test_prepare_changes_no_letter(text: str) -> None:
    """Letters change their case or give way to a blank or mark, nothing else."""
    for before, after in zip(text, prepare(text), strict=True):
        assert after.lower() == before.lower() or not after.isalnum()


def test_prose_is_left_alone() -> None:
    """A sentence keeps its capitals."""
    line = "The Harbour Board of Corvel met Anna Duarte on Friday, and she agreed."
    assert prepare(line) == line


def test_headlines_lose_capitals_of_common_words() -> None:
    """In a line of capitals names and titles keep one, common words none."""
    prepared = prepare("SENATOR ANNA DUARTE WELCOMES BETTER RULES")
    assert prepared == "Senator Anna Duarte welcomes better rules"


def test_lost_marks_come_back() -> None:
    """In long text without marks a double blank is where a mark was."""
    words = "the plan helps towns and farms in the valley  and it costs little  Senator Ann Duarte "
    text = words * 5
    assert has_lost_punctuation(text)
    assert "valley, and" in prepare(text)


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("the Harbour Safety Authority (HSA) met", "HSA", "Harbour Safety Authority"),
        ("the Centre for Rural Transport [CRT] met", "CRT", "Centre for Rural Transport"),
    ],
)
def test_short_forms(text: str, short: str, long: str) -> None:
    """A short form in brackets is explained by the words before it."""
    assert find_acronyms(text)[short].long == long


@pytest.mark.parametrize("text", ["Ann Duarte (D-NV) spoke", "it rose (IN PART)", "call (ABC)"])
def test_brackets_that_define_nothing(text: str) -> None:
    """Party tags and words that do not fit are no short forms."""
    assert not find_acronyms(text)


@pytest.mark.parametrize(
    ("key", "name"),
    [("китай", "China"), ("германии", "Germany"), ("chine", "China"), ("москве", "Moscow")],
)
def test_one_name_in_many_languages(key: str, name: str) -> None:
    """A place is found by its name in another language, declined too."""
    place = find_place(key)
    assert place is not None
    assert place.name == name


def test_the_nouns_that_are_no_places_are_places_of_the_lists() -> None:
    """A German noun that no list has for a town need not be taken back."""
    assert all(map(find_place, nouns_like_towns()))


def test_codes_depend_on_the_country() -> None:
    """A code is Australian only in a text that names Australia."""
    assert state_of("WA") == "Washington"
    assert state_of("WA", "a farm in Western Australia") == "Western Australia"
    assert state_of("QQ") is None


def test_lists_in_names() -> None:
    """A body with commas in its name is one body."""
    found = extract_entities("", ["The Senate Committee on Trade, Energy and Water met today."])
    assert [body.name for body in found.organizations] == [
        "Senate Committee on Trade, Energy and Water"
    ]


def test_parts_are_read_too() -> None:
    """Who stands only in the contact part is found; evidence counts on from the body."""
    found = extract_entities("", ["The plan was passed."], "en", ["Contact: Anna Duarte, 555 0100"])
    assert [person.name for person in found.people] == ["Anna Duarte"]
    assert found.mentions[0].paragraph == 1


def names(kind: str, *paragraphs: str, language: str = "en") -> set[str]:
    """Return the names of one kind that a release with these paragraphs has."""
    return {entity.name for entity in getattr(extract_entities("", paragraphs, language), kind)}


def test_dateline_in_capitals_is_the_place_of_the_body() -> None:
    """``QUITO –`` and ``Quito`` are one place, written as in prose; a call in capitals is none."""
    assert names("places", "QUITO – The bridge is open.", "It stands in Quito.") == {"Quito"}
    assert names("places", "LYON, 4 mai 2023 – Le pont est ouvert.", language="fr") == {"Lyon"}
    assert names("places", "NOTE – The bridge is open.") == set()


@pytest.mark.parametrize(
    "text",
    [
        "The port bought it from Veldora, an energy company of the region.",
        "La empresa Veldora pagará el muelle.",
        "Veldora will build the pier. It was delivered by Veldora in May.",
    ],
)
def test_a_made_up_name_that_acts_is_a_company(text: str) -> None:
    """A word that no list knows is a company if the text says so, or twice lets it act as one."""
    assert names("organizations", text) == {"Veldora"}


def test_a_made_up_name_alone_is_nothing() -> None:
    """What stands where places do, or only once with a weak sign, stays out."""
    assert names("organizations", "They came to Veldora. Veldora will build a pier.") == set()
    assert names("organizations", "Veldora will stay dry.") == set()


def test_so_many_words_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mentions of only so many words are gathered, those first in the text."""
    text = "The company Zyrgonta builds ferries. The company Abelonta builds trams."
    assert names("organizations", text) == {"Zyrgonta", "Abelonta"}
    monkeypatch.setattr(organization_patterns, "_MAX_WORDS", 1)
    assert names("organizations", text) == {"Zyrgonta"}


def test_no_word_as_long_as_a_text_is_remembered() -> None:
    """A huge word is read as any other, and is not kept in memory."""
    huge = "A" + "b" * 5_000
    known = capitalized_runs._known_pieces.cache_info().currsize
    run = capitalized_runs.Run(f"{huge}'s", 0, len(huge) + 2)
    assert (run.words, run.possessive) == ([huge], [True])
    assert capitalized_runs._known_pieces.cache_info().currsize == known


def test_initials_reach_to_the_first_word() -> None:
    """Letters inside words do not shorten a long form whose initials fit."""
    found = find_acronyms("Maps of the East Harbour Earth Observation Council (EHEOC) are free.")
    assert found["EHEOC"].long == "East Harbour Earth Observation Council"


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("fr", "Le pont de l'Agence internationale des eaux vives (AIV) est ouvert.",
         "Agence internationale des eaux vives"),
        ("pt", "A Cooperativa de Estudos da Terra (CET) mede o rio.",
         "Cooperativa de Estudos da Terra"),
        ("de", "Der Hafenverbund Nordstrand (HNS) baut einen Kai.", "Hafenverbund Nordstrand"),
    ],
)  # fmt: skip
def test_bodies_in_lower_case_before_their_short_form(language: str, text: str, name: str) -> None:
    """A body goes on in lower case up to its short form in brackets."""
    assert name in names("organizations", text, language=language)


def test_what_is_said_of_people() -> None:
    """``who`` and an office behind a comma show that unknown words are a person."""
    assert "Naserian Lekuvo" in names("people", "The captain is Naserian Lekuvo, who sails.")
    text = "The boat brought Aigerim Nurlova, chief physician of the port."
    assert "Aigerim Nurlova" in names("people", text)
