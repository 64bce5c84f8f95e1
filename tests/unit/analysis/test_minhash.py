"""Near duplicates: found when texts are nearly the same, and only then, in any order."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchapp.analysis.minhash import PLACES, SHINGLE, near_groups, signature

WORDS = [f"word{number}" for number in range(400)]


def text(seed: int, length: int = 200) -> list[str]:
    """Return made-up words."""
    return random.Random(seed).choices(WORDS, k=length)


def edited(words: list[str], seed: int, changes: int) -> list[str]:
    """Return the words with some of them replaced."""
    made = list(words)
    for place in random.Random(seed).sample(range(len(made)), changes):
        made[place] = f"other{place}"
    return made


def resemblance(one: list[str], two: list[str]) -> float:
    """Return the Jaccard index of the shingles, the obvious way."""
    a, b = ({tuple(t[i : i + SHINGLE]) for i in range(len(t) - SHINGLE + 1)} for t in (one, two))
    return len(a & b) / len(a | b)


def rows(texts: list[list[str]]) -> np.ndarray[tuple[int, int], np.dtype[np.uint32]]:
    """Return the signatures of texts."""
    made = b"".join(signature([" ".join(words)]) or b"" for words in texts)
    return np.frombuffer(made, "<u4").reshape(-1, PLACES)


@given(st.integers(0, 1_000), st.integers(0, 60))
def test_equal_places_estimate_the_resemblance(seed: int, changes: int) -> None:
    """Within six standard errors: hypothesis looks for the worst of 61,000 pairs."""
    one = text(seed)
    two = edited(one, seed + 1, changes)
    places = rows([one, two])
    exact = resemblance(one, two)
    error = 6 * (max(exact * (1 - exact), 0.02) / PLACES) ** 0.5
    assert abs(float((places[0] == places[1]).mean()) - exact) <= error


def test_the_estimate_is_right_on_average() -> None:
    """Errors of many pairs cancel out: their mean is within four standard errors of none."""
    errors, variances = [], []
    for seed in range(100):
        one = text(seed)
        two = edited(one, seed + 1, seed % 40)
        places = rows([one, two])
        exact = resemblance(one, two)
        errors.append(float((places[0] == places[1]).mean()) - exact)
        variances.append(exact * (1 - exact) / PLACES)
    assert abs(sum(errors)) <= 4 * sum(variances) ** 0.5


def test_versions_are_grouped_and_others_are_not() -> None:
    """Two versions and a copy are one group; a text of the same words in another order is not."""
    one = text(1)
    texts = [one, edited(one, 2, 2), list(one), sorted(one), text(3)]
    ids = ["c", "b", "a", "d", "e"]
    groups = near_groups(ids, rows(texts), {"b": "2020-01-01", "c": "2021"})
    assert groups == [("b", "c", "a")]


@given(st.permutations(range(7)))
def test_the_order_of_the_releases_does_not_matter(order: list[int]) -> None:
    """The same set gives the same groups."""
    base = text(5)
    texts = [base, edited(base, 1, 1), edited(base, 2, 1), text(6), edited(text(6), 3, 1), text(7),
             edited(base, 4, 90)]  # fmt: skip
    ids = [f"r{number}" for number in range(7)]
    expected = near_groups(ids, rows(texts), {})
    shuffled = near_groups([ids[i] for i in order], rows([texts[i] for i in order]), {})
    assert shuffled == expected
    assert expected == [("r0", "r1", "r2"), ("r3", "r4")]


def test_white_space_case_and_marks_do_not_count() -> None:
    """The words do, in any script."""
    assert signature(["One two, three. " * 20]) == signature(
        ["ONE two", "three " + "one two three " * 19]
    )
    assert signature(["too short"]) is None
    assert (
        signature(["该机构今天宣布新的桥梁将于五月开放并感谢各方支持以及所有参与建设的人员"])
        is not None
    )
