"""Which rules of languages and scripts read a release."""

from __future__ import annotations

import pkgutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.ingest.entities import languages
from searchapp.ingest.entities.language_rules import rules_for
from searchapp.ingest.entities.languages import (
    arabic_names,
    chinese_names,
    french_titles,
    german_nouns,
    lower_case_names,
    russian_names,
)

MODULES = {module.name for module in pkgutil.iter_modules(languages.__path__)}
SHARED = {"russian_cases", "uncased_script"}
TEXT = st.text(alphabet="M. ÀDupont(),Straße Ende АБВгд中文表示 الصين\n", max_size=80)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", []),
        ("fr", [french_titles.RULES, lower_case_names.RULES]),
        ("de", [german_nouns.RULES, lower_case_names.RULES]),
        ("es", [lower_case_names.RULES]),
        ("ru", [russian_names.RULES]),
    ],
)
def test_a_language_is_read_by_its_own_rules(language: str, expected: list[object]) -> None:
    """A release is read by the rules that name its language, and by no others."""
    assert list(rules_for(language, is_ascii=True)) == expected


@pytest.mark.parametrize("language", ["en", "ru", "zh", "ar", "und"])
def test_scripts_are_read_in_every_language(language: str) -> None:
    """A Chinese or Arabic name may stand in a release of any language, unless all is ASCII."""
    scripts = {arabic_names.RULES, chinese_names.RULES}
    assert scripts <= set(rules_for(language, is_ascii=False))
    assert not scripts & set(rules_for(language, is_ascii=True))


def test_every_module_is_found() -> None:
    """A module of the package with rules needs no other place that names it."""
    tags = ["en", "fr", "de", "ru"]
    found = {rules for tag in tags for rules in rules_for(tag, is_ascii=False)}
    assert len(found) == len(MODULES - SHARED)


@given(TEXT, st.sampled_from(["fr", "de", "ru", "es", "zh", "ar"]))
def test_preparing_keeps_the_length(text: str, language: str) -> None:
    """No rule of a language moves a character of the text."""
    for rules in rules_for(language, is_ascii=False):
        assert len(rules.prepare(text)) == len(text)
