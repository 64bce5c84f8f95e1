"""The application for a WSGI server: ``gunicorn wsgi:app``."""

from __future__ import annotations

from searchapp.web import create_app

__all__ = ["app"]

app = create_app()
