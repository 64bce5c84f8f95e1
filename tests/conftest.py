"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Machines differ in speed and no test asserts a time; in CI a failure must repeat.
settings.register_profile("everywhere", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("everywhere")

CHECKOUT = Path(__file__).resolve().parent.parent


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
