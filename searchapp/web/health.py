"""Liveness and readiness checks.

No answer here holds a path or a setting: whoever asks need not be trusted.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify

from searchapp.errors import IndexStateError, SearchAppError
from searchapp.indexing.status import available_bytes
from searchapp.model import SearchRequest
from searchapp.web.context import service, settings
from searchapp.web.request_log import current_record

__all__ = ["blueprint"]

blueprint = Blueprint("health", __name__)

PROBE = SearchRequest(per_page=1, facets=("source",), highlight=False)
"""Cheap, and yet it needs the columns, the records and the counting."""

OK = "ok"
UNKNOWN = "not checked"


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
    """Answer 200 if the index opens, answers in time and has room to grow; 503 if not."""
    answer = _check_index()
    checks = {name: answer.pop(name) for name in ("index", "query")} | {"disk": _disk()}
    code = next((each for each in checks.values() if each not in (OK, UNKNOWN)), "")
    if code:
        current_record().code = code
        return jsonify(status="not ready", code=code, checks=checks, **answer), 503
    return jsonify(status="ready", checks=checks, **answer)


def _check_index() -> dict[str, Any]:
    """Return what became of the canned query: ``index``, ``query``, and which generation it was."""
    try:
        result = service().search(PROBE)
    except IndexStateError as error:
        return {"index": error.code, "query": UNKNOWN}
    except SearchAppError as error:
        return {"index": OK, "query": error.code}
    late = result.partial or result.took_ms > settings().query_budget_ms
    return {
        "index": OK,
        "query": "query.slow" if late else OK,
        "generation": result.index.generation,
        "documents": result.index.documents,
    }


def _disk() -> str:
    return OK if available_bytes(settings()) >= settings().min_free_mb * 1_000_000 else "disk.low"
