"""Cursors: a place in the results of one generation as opaque text, where the next page begins."""

from __future__ import annotations

import base64
import binascii
import json

from searchapp.errors import CursorGone, InvalidParameter, ParameterFault
from searchapp.messages import Notice

__all__ = ["Key", "cursor_of", "key_of"]

Key = tuple[float | int | str, ...]
"""The sort key of a hit, see :attr:`searchapp.engine.protocol.Ranked.key`."""


def cursor_of(key: Key, generation: str) -> str:
    """Return the cursor for the page that begins after a hit.

    :param key: the sort key of the hit.
    :param generation: name of the one that answers; the key means nothing in another.
    """
    text = json.dumps([generation, *key], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def key_of(cursor: str, generation: str) -> Key:
    """Return the sort key that a cursor was made of; the engine decides whether it fits the order.

    :raises InvalidParameter: it was not made by :func:`cursor_of`.
    :raises CursorGone: it was made over another generation.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        name, *key = json.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, binascii.Error, TypeError, RecursionError):
        fault = ParameterFault("cursor", cursor, Notice("cursor.foreign"))
        raise InvalidParameter([fault]) from None
    if name != generation:
        raise CursorGone(Notice("cursor.gone"), hint=Notice("cursor.gone.hint"))
    return tuple(key)
