"""A bounded cache of what is computed from a text."""

from __future__ import annotations

from typing import TypeVar

__all__ = ["MAX_ENTRIES", "TextCache"]

MAX_ENTRIES = 100_000

Value = TypeVar("Value")


class TextCache(dict[str, Value]):
    """Text -> value, made by :meth:`compute` when it is first looked up with ``[]``.

    Safe for threads. When :data:`MAX_ENTRIES` texts are held they are set aside, and those looked
    up again come back: memory is bounded by twice as many, and what is common is never lost.
    """

    def __init__(self) -> None:
        super().__init__()
        self._aside: dict[str, Value] = {}

    def __missing__(self, text: str) -> Value:
        value = self._aside.get(text)
        if value is None:
            value = self.compute(text)
        if self.is_cacheable(text):
            if len(self) >= MAX_ENTRIES:
                self._aside = dict(self)
                self.clear()
            self[text] = value
        return value

    def compute(self, text: str) -> Value:
        """Return the value of a text."""
        raise NotImplementedError

    def is_cacheable(self, text: str) -> bool:
        """Return whether a text is worth the room."""
        raise NotImplementedError
