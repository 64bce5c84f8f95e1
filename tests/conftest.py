"""Fixtures that every test may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from searchapp.search.service import SearchService
from searchapp.settings import Settings
from tests.support.checkout import CHECKOUT
from tests.support.waiting import PATIENCE_SECONDS

# Machines differ in speed and no test asserts a time; in CI a failure must repeat. Explaining a
# failure traces every line of Python below 3.12, and takes longer than it helps.
settings.register_profile(
    "everywhere",
    deadline=None,
    derandomize=os.environ.get("CI") == "true",
    phases=[phase for phase in Phase if phase is not Phase.explain],
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("everywhere")


@pytest.fixture(scope="session", autouse=True)
def patient_searches() -> Iterator[None]:
    """Give searches all the time they need, unless a test sets their budget.

    On a busy machine the usual budget runs out, and then an answer rightly lacks something.
    """
    usual, begin = Settings().query_budget_ms, SearchService.__init__

    def begin_patiently(self: SearchService, settings: Settings) -> None:
        if settings.query_budget_ms == usual:
            settings = replace(settings, query_budget_ms=PATIENCE_SECONDS * 1_000)
        begin(self, settings)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SearchService, "__init__", begin_patiently)
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with labelled data beside the checkout; skips where it is absent, fails in CI."""
    folder = CHECKOUT.parent / "shared"
    if not (folder / "data").is_dir():
        reason = "the labelled data (../shared/data) is not here"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return folder
