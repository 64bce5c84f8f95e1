"""The embedded default engine: Whoosh stores, numpy matches, counts and ranks."""

from __future__ import annotations

from searchapp.engine.whoosh.engine import WhooshEngine

__all__ = ["WhooshEngine"]
