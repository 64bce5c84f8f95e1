"""Notices, which say by code what a person must be told, and the English catalogue of their words.

What is found out about a query, an answer or an index travels as a :class:`Notice`. The renderer (a
page, the API, a terminal) words it, so that no room below knows a language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["MESSAGES", "Notice", "count_noun", "word"]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell a person.

    :param code: a key of :data:`MESSAGES`; stable.
    :param parameters: what stands in the blanks of the message. ``count`` chooses between
        singular and plural.
    """

    code: str
    parameters: Mapping[str, str | int] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return word(self)


MESSAGES: dict[str, str | tuple[str, str]] = {}
"""Code -> English message with named blanks (:meth:`str.format`); a pair is singular and plural."""


def word(notice: Notice, catalogue: Mapping[str, str | tuple[str, str]] = MESSAGES) -> str:
    """Return a notice in words.

    :param catalogue: the messages of a language, as :data:`MESSAGES`.
    :raises KeyError: the catalogue has no such code, or the notice lacks a parameter.
    """
    message = catalogue[notice.code]
    if isinstance(message, tuple):
        message = message[0 if notice.parameters["count"] == 1 else 1]
    return message.format_map(notice.parameters)


def count_noun(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: ``1 result``, ``1,284 results``.

    :param many: the plural where it is not ``one`` with an s.
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
