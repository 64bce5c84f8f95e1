"""What the alias table brings under one name, and what it keeps apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.errors import SettingsError
from searchapp.ingest.entities import AliasTable, Entities, extract_entities, read_aliases
from searchapp.model import Entity


def people(*names: str) -> Entities:
    """Return the entities of a release that names these people."""
    return Entities(people=tuple(Entity(name, (), 1, "person") for name in names))


def organization(name: str, *aliases: str) -> Entities:
    """Return the entities of a release that names one organization."""
    return Entities(organizations=(Entity(name, aliases, 1, "organization"),))


NAMES = st.sampled_from(
    ["Ann Lee", "Ann B. Lee", "Lee, Ann", "Bill Ross", "William Ross", "Ross", "Lee", "Ann C. Lee"]
)


@given(st.lists(st.lists(NAMES, min_size=1, max_size=3), max_size=8), st.randoms())
def test_order_does_not_matter(releases: list[list[str]], random: object) -> None:
    """The same releases in any order give the same table."""
    rows = [people(*names) for names in releases]
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert AliasTable.learn(rows).to_json() == AliasTable.learn(shuffled).to_json()


@given(st.lists(st.lists(NAMES, min_size=1, max_size=3), max_size=8))
def test_bare_family_names_stay(releases: list[list[str]]) -> None:
    """No bare family name is ever led to a person."""
    table = AliasTable.learn(people(*names) for names in releases)
    assert table.name_of("people", "Lee") == "Lee"
    assert table.name_of("people", "Ross") == "Ross"


@given(st.lists(st.lists(NAMES, min_size=1, max_size=3), max_size=8))
def test_round_trip(releases: list[list[str]]) -> None:
    """A table read back gives every name as before."""
    table = AliasTable.learn(people(*names) for names in releases)
    again = AliasTable.from_json(table.to_json())
    for names in releases:
        assert again.apply(people(*names)) == table.apply(people(*names))


def test_forms_of_one_person_meet() -> None:
    """Title, turned name and short first name lead to the form most releases use."""
    table = AliasTable.learn(
        [
            people("William Ross"),
            people("William Ross"),
            people("Ross, William"),
            people("Bill Ross"),
        ]
    )
    assert table.apply(people("Bill Ross", "Ross, William", "Mr. William Ross")).people == (
        Entity("William Ross", ("Bill Ross", "Mr. William Ross", "Ross, William"), 3, "person"),
    )


def test_contradicting_initials_stay_apart() -> None:
    """Two people who differ in the middle initial are not merged."""
    table = AliasTable.learn([people("Ann B. Lee"), people("Ann C. Lee")])
    assert table.name_of("people", "Ann B. Lee") == "Ann B. Lee"
    assert table.name_of("people", "Ann C. Lee") == "Ann C. Lee"


def test_short_form_learned_from_one_release() -> None:
    """A short form that one release explains is understood in all, unless releases disagree."""
    known = organization("Harbour Safety Authority", "HSA")
    assert AliasTable.learn([known]).name_of("organizations", "HSA") == "Harbour Safety Authority"
    other = organization("Home Schools Alliance", "HSA")
    assert AliasTable.learn([known, other]).name_of("organizations", "HSA") == "HSA"


def test_word_order_of_an_organization() -> None:
    """Two orders of the same words are one organization."""
    table = AliasTable.learn(
        [
            organization("Department of Harbours"),
            organization("Department of Harbours"),
            organization("Harbours Department"),
        ]
    )
    assert table.name_of("organizations", "Harbours Department") == "Department of Harbours"


def test_the_user_has_the_last_word(tmp_path: Path) -> None:
    """What the aliases file states goes before what is learned."""
    file = tmp_path / "aliases.toml"
    file.write_text('[organizations]\n"Port Office" = ["HSA", "Harbour Safety Authority"]\n')
    table = AliasTable.learn([organization("Harbour Safety Authority", "HSA")], read_aliases(file))
    assert table.name_of("organizations", "HSA") == "Port Office"
    assert table.name_of("organizations", "Harbour Safety Authority") == "Port Office"


@pytest.mark.parametrize("text", ["not toml [", '[planets]\n"Mars" = []', '[people]\n"A B" = 3'])
def test_bad_alias_files_are_told(tmp_path: Path, text: str) -> None:
    """A file of another form is an error that names the file."""
    file = tmp_path / "aliases.toml"
    file.write_text(text)
    with pytest.raises(SettingsError, match=r"aliases\.toml"):
        read_aliases(file)


def test_learned_from_extraction() -> None:
    """What one release explains, the next uses: extraction and table work together."""
    first = extract_entities("", ["The Harbour Safety Authority (HSA) met."])
    second = extract_entities("", ["The HSA said that HSA rules stay."])
    table = AliasTable.learn([first, second])
    assert [e.name for e in table.apply(second).organizations] == ["Harbour Safety Authority"]
