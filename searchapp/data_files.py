"""The loader of the data files that ship with the package: word lists, tables, weights."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

__all__ = ["read_bytes", "read_lines", "read_text", "read_toml"]


def read_bytes(path: str) -> bytes:
    """Return the content of a file.

    :param path: relative to the package, such as ``ingest/data/menu_words.txt``.
    """
    return files("searchapp").joinpath(*path.split("/")).read_bytes()


def read_text(path: str) -> str:
    """Return the content of a UTF-8 file."""
    return read_bytes(path).decode("utf-8")


def read_lines(path: str) -> list[str]:
    """Return the lines of a list, without empty ones and comments (``#``)."""
    lines = (line.strip() for line in read_text(path).splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def read_toml(path: str) -> dict[str, Any]:
    """Return the content of a TOML file."""
    return tomllib.loads(read_text(path))
