"""What is worked out once and looked up after that? A bounded memory for words."""

from __future__ import annotations

from typing import TypeVar

__all__ = ["REMEMBERED", "Remembered"]

REMEMBERED = 100_000

Value = TypeVar("Value")


class Remembered(dict[str, Value]):
    """Text -> value, worked out by :meth:`work_out` when asked for with ``[]``.

    Safe for threads. When :data:`REMEMBERED` texts are held they are set aside, and those asked for
    again come back: so the memory is bounded by twice as many, and what is common is never lost.
    """

    def __init__(self) -> None:
        super().__init__()
        self._aside: dict[str, Value] = {}

    def __missing__(self, text: str) -> Value:
        value = self._aside.get(text)
        if value is None:
            value = self.work_out(text)
        if self.is_kept(text):
            if len(self) >= REMEMBERED:
                self._aside = dict(self)
                self.clear()
            self[text] = value
        return value

    def work_out(self, text: str) -> Value:
        """Return the value of a text."""
        raise NotImplementedError

    def is_kept(self, text: str) -> bool:
        """Tell whether a text is worth the room."""
        raise NotImplementedError
