"""Every engine, one after the other, for the tests that state what any engine does."""

from __future__ import annotations

import pytest

from searchapp.engine.protocol import Engine
from searchapp.engine.whoosh import WhooshEngine
from tests.support.oracle import OracleEngine

ENGINES: tuple[Engine, ...] = (WhooshEngine(), OracleEngine())


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.name)
def engine(request: pytest.FixtureRequest) -> Engine:
    """One engine."""
    found: Engine = request.param
    return found
