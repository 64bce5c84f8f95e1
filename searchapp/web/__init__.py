"""The pages, the API and the feeds: one answer, many renderers."""

from __future__ import annotations

from searchapp.web.app import create_app

__all__ = ["create_app"]
