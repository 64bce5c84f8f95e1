"""Which first names do people go by?"""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from searchapp.ingest.entities.lexicon import read_table

__all__ = ["formal_names"]


@lru_cache(maxsize=1)
def formal_names() -> dict[str, tuple[str, ...]]:
    """Return, for a short first name, the full names it can stand for; all lower case."""
    table = cast("dict[str, str]", read_table("nicknames.toml"))
    return {short: tuple(full.split()) for short, full in table.items()}
