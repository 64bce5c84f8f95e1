"""How is a place in the results written, so that the next page begins there? As an opaque text."""

from __future__ import annotations

import base64
import binascii
import json

from searchapp.errors import CursorGone, InvalidParameter, ParameterFault

__all__ = ["Key", "cursor_of", "key_of"]

Key = tuple[float | int | str, ...]
"""Of a hit, see :attr:`searchapp.engine.protocol.Ranked.key`."""


def cursor_of(key: Key, generation: str) -> str:
    """Return the cursor for what comes after a hit.

    :param generation: name of the one that answers: a place in another one would be another place.
    """
    text = json.dumps([generation, *key], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def key_of(cursor: str, generation: str) -> Key:
    """Return the key that a cursor was made of; whether it fits the order is for the engine to say.

    :raises InvalidParameter: it was not made by :func:`cursor_of`.
    :raises CursorGone: it was made over another generation.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        name, *key = json.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, binascii.Error, TypeError, RecursionError):
        fault = ParameterFault("cursor", cursor, "is not one that this program made")
        raise InvalidParameter([fault]) from None
    if name != generation:
        raise CursorGone(
            "The index has changed since this cursor was made.", hint="Start again at page 1."
        )
    return tuple(key)
