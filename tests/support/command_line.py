"""The command line as a test runs it."""

from __future__ import annotations

from click.testing import CliRunner, Result

from searchapp.cli import main

__all__ = ["RELEASE", "run"]

RELEASE = """\
Harbour Home About Us Berths Pilots Tariffs Notices Environment Careers Press Contact Login Search

New quay opens in Lyon

March 29, 2024

The Port Authority of Lyon (PAL) opened its new quay today, after four years of work on the river.

"This quay is for everybody who works on the water," said Dr. Amina Okafor, Director of PAL.

Dr. Okafor thanked the crews and the neighbours for their patience through four winters of noise.
"""
"""A page that holds one release."""


def run(*words: str) -> Result:
    """Run a command; nothing but an exit is allowed to come out of it."""
    result = CliRunner().invoke(main, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result
