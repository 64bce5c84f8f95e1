"""Interface between the steps of recognition and the rules of one language or script."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from searchapp.ingest.entities import languages
from searchapp.ingest.entities.state import ReadingState

__all__ = ["LanguageRules", "rules_for"]


def _unchanged(text: str) -> str:
    return text


def _explain_nothing(reading: ReadingState) -> Mapping[str, str]:
    return {}


def _read_nothing(reading: ReadingState) -> None:
    """Note nothing."""


@dataclass(frozen=True, slots=True)
class LanguageRules:
    """What a language or script adds to the steps of recognition, each at its time.

    :param tags: BCP 47 primary tags of the releases that the rules read. Empty for a script, whose
        rules read every release with a character outside ASCII.
    :param prepare: returns the prepared text with changes that keep its length and every position;
        the first step.
    :param explain: notes names that are written in lower case up to their short form in brackets,
        and returns the long forms by the short ones; before the runs of capitals are read.
    :param read: notes spans that the rules for capitals cannot see; after them.
    :param revise: takes back spans or changes them; after all others, before they are resolved.
    """

    tags: frozenset[str] = frozenset()
    prepare: Callable[[str], str] = _unchanged
    explain: Callable[[ReadingState], Mapping[str, str]] = _explain_nothing
    read: Callable[[ReadingState], None] = _read_nothing
    revise: Callable[[ReadingState], None] = _read_nothing


@lru_cache(maxsize=1)
def _all_rules() -> tuple[LanguageRules, ...]:
    """Return the rules of every module of the package :mod:`languages`, by name of the module."""
    names = sorted(module.name for module in pkgutil.iter_modules(languages.__path__))
    modules = (importlib.import_module(f"{languages.__name__}.{name}") for name in names)
    found = (getattr(module, "RULES", None) for module in modules)
    return tuple(rules for rules in found if isinstance(rules, LanguageRules))


@lru_cache(maxsize=512)
def rules_for(language: str, *, is_ascii: bool) -> tuple[LanguageRules, ...]:
    """Return the rules that read a release.

    :param language: BCP 47 primary tag of the release.
    :param is_ascii: whether all characters are ASCII; rules of scripts are left out then.
    """
    return tuple(
        rules for rules in _all_rules() if (language in rules.tags if rules.tags else not is_ascii)
    )
