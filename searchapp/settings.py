"""Settings: one table, read from ``searchapp.toml``, then ``SEARCHAPP_*``, then flags.

A row of the table is a field of :class:`Settings`; its metadata carry the sentence that the
documents and ``searchapp config show`` print. Later sources win; where a value came from is kept.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from searchapp.errors import SettingsError

__all__ = ["ENVIRONMENT_PREFIX", "FILE_NAME", "Loaded", "Settings", "load", "names"]

FILE_NAME = "searchapp.toml"
ENVIRONMENT_PREFIX = "SEARCHAPP_"


def _row(default: Any, help: str, *, least: float | None = None, most: float | None = None,
         choices: tuple[str, ...] = ()) -> Any:  # fmt: skip
    return field(
        default=default,
        metadata={"help": help, "least": least, "most": most, "choices": choices},
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one run, checked."""

    corpus: Path = _row(Path("corpus"), "folder of the press releases")
    index: Path = _row(Path("index"), "folder of the index")
    engine: str = _row("whoosh", "what stores, matches and counts", choices=("whoosh",))
    site_name: str = _row("Press releases", "name shown at the top of every page")
    max_page_bytes: int = _row(
        10_000_000, "a file larger than this is skipped and reported", least=1_000
    )
    source_depth: int = _row(
        0, "level of the folders that name the sources, 1 for the first; 0 finds it out",
        least=0, most=20,
    )  # fmt: skip
    entity_model: str = _row(
        "", "package of a spaCy model that may add entities (extra `spacy`); empty is none"
    )
    jobs: int = _row(0, "processes that extract in parallel; 0 is one per core", least=0, most=256)
    keep_generations: int = _row(
        2, "published generations kept for a rollback, the live one included", least=1, most=100
    )
    bm25_k1: float = _row(1.2, "BM25: how soon repeated words stop counting", least=0, most=10)
    bm25_b: float = _row(0.75, "BM25: how much long releases are held back", least=0, most=1)
    recency_half_life_days: int = _row(
        365, "sort=recent: a release this many days older than the newest has half its score",
        least=1,
    )  # fmt: skip
    query_budget_ms: int = _row(
        1_000, "wall-clock time for one query; what is not done by then is left out and said so",
        least=1,
    )  # fmt: skip
    max_query_chars: int = _row(512, "longest query accepted", least=1, most=10_000)
    max_query_terms: int = _row(64, "most words in one query", least=1, most=1_000)
    max_expansions: int = _row(
        1_000, "most index terms that one wildcard or fuzzy word may stand for", least=1
    )
    snippet_chars: int = _row(240, "length of the passage shown for a hit", least=40, most=2_000)
    log_format: str = _row("text", "lines of the server's log: text or json",
                           choices=("text", "json"))  # fmt: skip
    slow_query_ms: int = _row(500, "a search that takes longer is logged with its query", least=0)
    min_free_mb: int = _row(
        100, "with less free space beside the index the server says it is not ready; 0 is never",
        least=0,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings and, for each name, where its value came from."""

    settings: Settings
    origins: Mapping[str, str]


def names() -> tuple[str, ...]:
    """Return the names of all settings, in the order of the table."""
    return tuple(row.name for row in fields(Settings))


def load(
    folder: Path | None = None,
    environ: Mapping[str, str] | None = None,
    flags: Mapping[str, Any] | None = None,
) -> Loaded:
    """Read the settings that hold in ``folder`` (the current one by default).

    :param flags: values given on the command line; ``None`` values are not given.
    :raises SettingsError: for an unknown name (the nearest is named) or a value not allowed.
    """
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    origins = dict.fromkeys(names(), "default")

    def take(name: str, value: Any, origin: str) -> None:
        values[name] = _checked(_known(name, origin), value, origin)
        origins[name] = origin

    path = (folder or Path()) / FILE_NAME
    for name, value in _read_file(path).items():
        take(name, value, FILE_NAME)
    for variable, value in sorted(environ.items()):
        if variable.startswith(ENVIRONMENT_PREFIX):
            take(variable.removeprefix(ENVIRONMENT_PREFIX).lower(), value, variable)
    for name, value in (flags or {}).items():
        if value is not None:
            take(name, value, f"--{name.replace('_', '-')}")
    return Loaded(Settings(**values), origins)


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path.name} cannot be read: {error}.") from error


def _known(name: str, origin: str) -> str:
    if name not in names():
        near = difflib.get_close_matches(name, names(), n=1, cutoff=0.0)[0]
        raise SettingsError(
            f"Unknown setting {name!r} in {origin}.", hint=f"Did you mean {near!r}?"
        )
    return name


def _checked(name: str, value: Any, origin: str) -> Any:
    row = next(row for row in fields(Settings) if row.name == name)
    kind: Any = type(row.default)
    try:
        if isinstance(value, bool) or (kind is int and isinstance(value, float)):
            raise ValueError
        value = kind(value)
    except (TypeError, ValueError):
        words = {int: "a whole number", float: "a number", str: "a text", Path: "a path"}
        raise SettingsError(f"{name} = {value!r} in {origin} is not {words[kind]}.") from None
    least, most, choices = (row.metadata[key] for key in ("least", "most", "choices"))
    if least is not None and not value >= least:
        raise SettingsError(f"{name} = {value} in {origin} is below {least}.")
    if most is not None and not value <= most:
        raise SettingsError(f"{name} = {value} in {origin} is above {most}.")
    if choices and value not in choices:
        raise SettingsError(
            f"{name} = {value!r} in {origin} is not known.", hint=f"Choose {', '.join(choices)}."
        )
    return value
