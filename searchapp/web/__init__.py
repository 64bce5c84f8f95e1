"""How does a reader or a program see an answer? One answer, many renderers."""

from __future__ import annotations

from searchapp.web.app import create_app

__all__ = ["create_app"]
