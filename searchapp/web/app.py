"""The factory of the web application."""

from __future__ import annotations

from flask import Flask

from searchapp import __version__
from searchapp.search.service import SearchService
from searchapp.settings import Settings, load_settings
from searchapp.web import (
    api,
    exports,
    feeds,
    health,
    logs,
    metrics,
    pages,
    problems,
    request_log,
    security,
    template_filters,
    well_known,
)
from searchapp.web.context import EXTENSION

__all__ = ["create_app"]


def create_app(settings: Settings | None = None, service: SearchService | None = None) -> Flask:
    """Return the application.

    :param settings: those of the current folder by default.
    :param service: what answers; made from the settings by default.
    :raises SettingsError: a setting is unknown or not allowed.
    """
    settings = settings or load_settings().settings
    app = Flask("searchapp.web")
    app.config["SEARCHAPP"] = settings
    app.extensions[EXTENSION] = service or SearchService(settings)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(site_name=settings.site_name, version=__version__)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    # What is registered first comes first to a request and last to its answer.
    for each in (request_log, logs, metrics, template_filters, problems, security):
        each.register(app)
    for room in (pages, api, feeds, exports, health, metrics, well_known):
        app.register_blueprint(room.blueprint)
    return app
