"""Clients of an application over the test newsroom, and of one without an index."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from searchapp.settings import Settings
from searchapp.web import create_app
from tests.support.search_oracle import EmptySearchOracle, SearchOracle


@pytest.fixture
def client() -> FlaskClient:
    """A client of the newsroom; whatever the application does not handle fails the test."""
    app = create_app(Settings(site_name="Test <newsrooms>"), SearchOracle())
    app.testing = True
    return app.test_client()


@pytest.fixture
def client_without_index() -> FlaskClient:
    """A client of an application that has no index yet."""
    app = create_app(Settings(), EmptySearchOracle())
    app.testing = True
    return app.test_client()
