"""Conditional answers: ETag, 304 and Cache-Control.

An answer depends on the generation of the index, the address, the settings and the version of the
program, and on nothing else; a weak ETag over these says so before any search is run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Response, request

from searchapp import __version__
from searchapp.model import IndexInfo
from searchapp.web.context import settings

__all__ = ["API_CACHE", "PAGE_CACHE", "respond"]

API_CACHE = "public, max-age=60, stale-while-revalidate=300"
PAGE_CACHE = "no-cache"
"""Keep it, but ask every time: a reindex shows at the next reload."""


def etag_of(info: IndexInfo) -> str:
    """Return the value of the weak ETag of the current address."""
    whole = "\n".join(
        (info.generation, __version__, repr(settings()), request.host, request.full_path)
    )
    return hashlib.blake2b(whole.encode(errors="replace"), digest_size=12).hexdigest()


def respond(info: IndexInfo, make: Callable[[], Response], cache: str = API_CACHE) -> Any:
    """Return 304 if the client has the answer, else ``make()`` with ETag and Cache-Control.

    An answer that says ``no-store`` itself (because it is partial) is passed on as it is.
    """
    value = etag_of(info)
    if request.if_none_match.contains_weak(value):
        response = Response(status=304)
    else:
        response = make()
        if "Cache-Control" in response.headers:
            return response
    response.set_etag(value, weak=True)
    response.headers["Cache-Control"] = cache
    return response
