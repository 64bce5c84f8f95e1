"""The engines by name, and what the settings make of the one that they choose."""

from __future__ import annotations

from searchapp.engine.protocol import Engine, States
from searchapp.errors import SettingsError
from searchapp.messages import Notice
from searchapp.settings import Settings

__all__ = ["engine_from", "states_from"]


def engine_from(settings: Settings) -> Engine:
    """Return the engine that the settings name, made as they say.

    :raises SettingsError: there is no engine of that name.
    """
    if settings.engine == "whoosh":
        # Imported here: an engine that is not chosen need not be installed.
        from searchapp.engine.whoosh import WhooshEngine

        return WhooshEngine.from_settings(settings)
    raise SettingsError(
        Notice("engine.none", {"name": repr(settings.engine)}), hint=Notice("engine.none.hint")
    )


def states_from(settings: Settings) -> States:
    """Return the states of the index that the settings name, as its engine keeps them.

    :raises SettingsError: there is no engine of that name.
    """
    from searchapp.engine.store.states import FileStates

    return FileStates(settings.index, engine_from(settings).open)
