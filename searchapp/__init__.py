"""Self-hosted faceted search over a folder of press releases."""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"
