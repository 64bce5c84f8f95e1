"""The engines by name, as the setting ``engine`` gives it."""

from __future__ import annotations

from searchapp.engine.protocol import Engine
from searchapp.errors import SettingsError
from searchapp.messages import Notice

__all__ = ["engine_named"]


def engine_named(name: str) -> Engine:
    """Return the engine of that name. Raises :class:`SettingsError` if there is none."""
    if name == "whoosh":
        from searchapp.engine.whoosh import WhooshEngine

        return WhooshEngine()
    raise SettingsError(
        Notice("engine.none", {"name": repr(name)}), hint=Notice("engine.none.hint")
    )
