"""The error tree: codes are stable and told apart, every error travels and speaks."""

from __future__ import annotations

import pickle

from searchapp import errors
from searchapp.errors import SKIP_REASONS, PageSkipped, SearchAppError


def _classes() -> list[type[SearchAppError]]:
    return [getattr(errors, name) for name in errors.__all__ if name[0].isupper()
            and isinstance(getattr(errors, name), type)
            and issubclass(getattr(errors, name), SearchAppError)]  # fmt: skip


def test_every_class_is_in_the_drawn_tree_with_its_code() -> None:
    """The module's docstring names every class, and its code stands beside it."""
    drawn = errors.__doc__ or ""
    for each in _classes():
        assert each.__name__ in drawn
        if each.code.count(".") and each.__name__ not in {"IndexStateError", "RequestError"}:
            assert each.code in drawn


def test_codes_are_distinct() -> None:
    """A program can tell errors apart by their codes."""
    codes = [each.code for each in _classes()]
    assert len(set(codes) - {"error"}) == len([code for code in codes if code != "error"])


def test_a_skipped_page_survives_the_way_between_processes() -> None:
    """Reason and detail are the same on the other side."""
    for reason in SKIP_REASONS:
        fault = pickle.loads(pickle.dumps(PageSkipped(reason, "why")))  # noqa: S301
        assert (fault.code, fault.detail) == (reason, "why")
        assert SKIP_REASONS[reason] in str(fault)
