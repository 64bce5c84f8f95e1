"""The table of settings, read from ``searchapp.toml``, then ``SEARCHAPP_*``, then flags.

Each setting is a field of :class:`Settings`; its metadata hold the help text that the README and
``searchapp config show`` print, and the values allowed. Later sources win.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from searchapp.errors import SettingsError

__all__ = [
    "ENVIRONMENT_PREFIX",
    "FILE_NAME",
    "LoadedSettings",
    "Settings",
    "load_settings",
    "setting_names",
]

FILE_NAME = "searchapp.toml"
ENVIRONMENT_PREFIX = "SEARCHAPP_"


def _setting(default: Any, help: str, *, minimum: float | None = None, maximum: float | None = None,
         choices: tuple[str, ...] = ()) -> Any:  # fmt: skip
    return field(
        default=default,
        metadata={"help": help, "minimum": minimum, "maximum": maximum, "choices": choices},
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one run."""

    corpus: Path = _setting(Path("corpus"), "folder of the press releases")
    index: Path = _setting(Path("index"), "folder of the index")
    engine: str = _setting("whoosh", "search engine", choices=("whoosh",))
    site_name: str = _setting("Press releases", "name shown at the top of every page")
    max_page_bytes: int = _setting(
        10_000_000, "a file larger than this is skipped and reported", minimum=1_000
    )
    source_depth: int = _setting(
        0, "level of the folders that name the sources (1 is the first); 0 detects it",
        minimum=0, maximum=20,
    )  # fmt: skip
    entity_model: str = _setting(
        "", "package of a spaCy model that adds entities (extra `spacy`); empty for none"
    )
    min_skip_confidence: float = _setting(
        0.7,
        "how sure it must be that a page is no release to turn it away, 0.5 to 1; a page that is "
        "less surely none is indexed with a flag",
        minimum=0.5,
        maximum=1,
    )
    jobs: int = _setting(
        0, "processes that extract pages in parallel; 0 means one per core", minimum=0, maximum=256
    )
    keep_generations: int = _setting(
        2,
        "published generations to keep, including the live one",
        minimum=1,
        maximum=100,
    )
    bm25_k1: float = _setting(
        1.2, "BM25 k1: how slowly repeated words stop adding to the score", minimum=0, maximum=10
    )
    bm25_b: float = _setting(
        0.75, "BM25 b: how much long releases are penalized", minimum=0, maximum=1
    )
    recency_half_life_days: int = _setting(
        365, "sort=recent: a release this many days older than the newest has half its score",
        minimum=1,
    )  # fmt: skip
    query_budget_ms: int = _setting(
        1_000, "time limit of a query; parts not finished by then are left out, as the answer says",
        minimum=1,
    )  # fmt: skip
    max_query_chars: int = _setting(512, "longest query accepted", minimum=1, maximum=10_000)
    max_query_terms: int = _setting(64, "most words in one query", minimum=1, maximum=1_000)
    max_expansions: int = _setting(
        1_000, "most index terms that one wildcard or fuzzy word may stand for", minimum=1
    )
    snippet_chars: int = _setting(
        240, "length of the passage shown for a hit", minimum=40, maximum=2_000
    )
    log_format: str = _setting("text", "format of the server's log: text or json",
                           choices=("text", "json"))  # fmt: skip
    slow_query_ms: int = _setting(
        500, "a search that takes longer is logged with its query", minimum=0
    )
    min_free_mb: int = _setting(
        100, "megabytes of free disk space below which the server is not ready; 0 turns this off",
        minimum=0,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """Settings with the origin of each: a file, a variable, a flag, or ``default``."""

    settings: Settings
    origins: Mapping[str, str]


def setting_names() -> tuple[str, ...]:
    """Return the names of all settings, in the order of the table."""
    return tuple(setting.name for setting in fields(Settings))


def load_settings(
    folder: Path | None = None,
    environ: Mapping[str, str] | None = None,
    flags: Mapping[str, Any] | None = None,
) -> LoadedSettings:
    """Return the settings that apply in a folder.

    :param folder: where ``searchapp.toml`` is looked for; the current folder by default.
    :param environ: the environment; that of this process by default.
    :param flags: values from the command line; ``None`` stands for a flag that is not used.
    :raises SettingsError: a name is unknown (the nearest is suggested), or a value is not allowed.
    """
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    origins = dict.fromkeys(setting_names(), "default")

    def set_value(name: str, value: Any, origin: str) -> None:
        values[name] = _check_value(_check_name(name, origin), value, origin)
        origins[name] = origin

    path = (folder or Path()) / FILE_NAME
    for name, value in _read_file(path).items():
        set_value(name, value, FILE_NAME)
    for variable, value in sorted(environ.items()):
        if variable.startswith(ENVIRONMENT_PREFIX):
            set_value(variable.removeprefix(ENVIRONMENT_PREFIX).lower(), value, variable)
    for name, value in (flags or {}).items():
        if value is not None:
            set_value(name, value, f"--{name.replace('_', '-')}")
    return LoadedSettings(Settings(**values), origins)


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path.name} cannot be read: {error}.") from error


def _check_name(name: str, origin: str) -> str:
    if name not in setting_names():
        import difflib  # only needed for the message

        near = difflib.get_close_matches(name, setting_names(), n=1, cutoff=0.0)[0]
        raise SettingsError(
            f"Unknown setting {name!r} in {origin}.", hint=f"Did you mean {near!r}?"
        )
    return name


def _check_value(name: str, value: Any, origin: str) -> Any:
    setting = next(setting for setting in fields(Settings) if setting.name == name)
    kind: Any = type(setting.default)
    try:
        if isinstance(value, bool) or (kind is int and isinstance(value, float)):
            raise ValueError
        value = kind(value)
    except (TypeError, ValueError):
        words = {int: "a whole number", float: "a number", str: "a text", Path: "a path"}
        raise SettingsError(f"{name} = {value!r} in {origin} is not {words[kind]}.") from None
    minimum, maximum = setting.metadata["minimum"], setting.metadata["maximum"]
    # Negated comparisons, because nan is neither below nor above a limit and must be refused.
    if minimum is not None and not value >= minimum:
        raise SettingsError(f"{name} = {value} in {origin} is below {minimum}.")
    if maximum is not None and not value <= maximum:
        raise SettingsError(f"{name} = {value} in {origin} is above {maximum}.")
    choices = setting.metadata["choices"]
    if choices and value not in choices:
        raise SettingsError(
            f"{name} = {value!r} in {origin} is not allowed.", hint=f"Choose {', '.join(choices)}."
        )
    return value
