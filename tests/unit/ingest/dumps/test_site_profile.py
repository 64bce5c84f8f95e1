"""What a source repeats: learned from a sample, stored, and the same for the same pages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.analysis.words import split_words
from searchapp.ingest.dumps.site_profile import (
    RUN,
    SAMPLE,
    SourceProfile,
    learn,
    measure,
    repeated_tokens,
    sample,
)

WORDS = st.sampled_from("the boat of pier and tide is Norwick ferry 12 net cod a sea in".split())
PAGES = st.lists(st.lists(WORDS, max_size=40).map(" ".join), max_size=8)


def words_of(line: str) -> list[str]:
    """Return a line as the profile asks for it."""
    return [word.lower() for word in split_words(line)]


@given(PAGES)
@settings(deadline=None)
def test_profile_survives_storage(pages: list[str]) -> None:
    """A profile read back is the one that was written; the same pages give the same bytes."""
    profile = learn(map(measure, pages))
    assert SourceProfile.from_bytes(profile.to_bytes()) == profile
    assert learn(map(measure, pages)).to_bytes() == profile.to_bytes()


@given(st.binary(max_size=60))
def test_foreign_bytes_are_refused(data: bytes) -> None:
    """Bytes that no profile wrote raise ValueError and nothing else."""
    with pytest.raises(ValueError, match="not a source profile"):
        SourceProfile.from_bytes(data)


@given(PAGES)
@settings(deadline=None)
def test_runs_agree_with_counting(pages: list[str]) -> None:
    """A word is repeated exactly if it stands in a run that enough of the counted pages hold."""
    profile = learn(map(measure, pages))
    if profile.pages < len(pages):
        return
    runs = [
        {tuple(found[i : i + RUN]) for i in range(len(found) - RUN + 1)}
        for found in (["0" if w.isdigit() else w for w in words_of(page)] for page in pages)
    ]
    least = 2 if len(pages) <= 3 else 3
    for page, own in zip(pages, runs, strict=True):
        common = {run for run in own if sum(run in other for other in runs) >= least}
        found = ["0" if w.isdigit() else w for w in words_of(page)]
        expected = [False] * len(found)
        for i in range(len(found) - RUN + 1):
            if tuple(found[i : i + RUN]) in common:
                expected[i : i + RUN] = [True] * RUN
        assert repeated_tokens(split_words(page), profile) == expected


def test_short_lines_are_learned() -> None:
    """A line on three pages of many recurs, a line on two does not; numbers do not count."""
    pages = [f"{n} min read\nStory number {n} is like no other story" for n in range(20)]
    pages[3] += "\nTide tables"
    pages[4] += "\nTide tables"
    profile = learn(map(measure, pages))
    assert profile.has_line(words_of("7 min read"))
    assert not profile.has_line(words_of("Tide tables"))
    assert not profile.has_line(words_of(pages[5].split("\n")[1]))


def story(n: int) -> str:
    """Return forty words of prose that no other number gives."""
    return " ".join(f"the boat{n}x{i} of pier{n}x{i} is and" for i in range(8))


def test_copies_count_once() -> None:
    """Copies and versions of a release do not make its text look like furniture."""
    pages = [story(n) for n in range(8)] + [story(3) + " and so it goes", story(3), story(3)]
    profile = learn(map(measure, pages))
    assert profile.pages == 8
    assert not any(repeated_tokens(split_words(story(3)), profile))


def test_menus_do_not_make_copies() -> None:
    """Short releases under the same large menu are not taken for copies of each other."""
    menu = " ".join(f"Item{i} Service{i} of the Port" for i in range(80))
    profile = learn(measure(f"{menu} {story(n)}") for n in range(8))
    assert profile.pages == 8
    assert all(repeated_tokens(split_words(menu), profile))


@given(st.integers(0, 5_000))
def test_sample_is_even(count: int) -> None:
    """At most SAMPLE pages are looked at, all different, in order, from the first on."""
    chosen = sample(count)
    assert len(chosen) == min(count, SAMPLE)
    assert chosen == sorted(set(chosen))
    assert all(0 <= index < count for index in chosen)


def test_two_pages_in_another_language_show_their_menu() -> None:
    """A menu on the only two pages in one language is learned; that of two in many is not."""
    french = " ".join(f"Quai{i} Bateau{i} Horaires du port" for i in range(12))
    english = " ".join(f"Quay{i} Ferry{i} Times of the port" for i in range(12))
    stories = [f"{story(n)} {story(n + 100)}" for n in range(12)]
    stories[:2] = [f"{english} {text}" for text in stories[:2]]
    own = [
        f"{french} "
        + " ".join(f"le bateau{n}x{i} du port{n}x{i} est dans la rade" for i in range(20))
        for n in range(2)
    ]
    profile = learn(map(measure, [*stories, *own]))
    assert all(repeated_tokens(split_words(french), profile))
    assert not any(repeated_tokens(split_words(english), profile))
