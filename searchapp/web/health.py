"""Is the process alive, and can it answer?"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify

from searchapp.errors import SearchAppError
from searchapp.web.context import service

__all__ = ["blueprint"]

blueprint = Blueprint("health", __name__)


@blueprint.after_request
def _never_kept(response: Any) -> Any:
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/healthz")
def healthz() -> Any:
    """Answer that the process is alive; the index is not touched."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> Any:
    """Answer 200 if the live generation can be read, 503 with the error code if not."""
    try:
        info = service().info()
    except SearchAppError as error:
        return jsonify(status="not ready", code=error.code), 503
    return jsonify(status="ready", generation=info.generation, documents=info.documents)
