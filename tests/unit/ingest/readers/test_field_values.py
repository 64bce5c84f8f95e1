"""Fields: what is meant is read in any spelling, what is ambiguous is not."""

from __future__ import annotations

import pytest

from searchapp.ingest.readers.field_values import iso_date


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024-03-02T10:00:00+01:00", "2024-03-02"), ("2024-03", "2024-03"), (2024, "2024"),
        ("29/01/2019", "2019-01-29"), ("October 24, 2024", "2024-10-24"),
        ("2019年7月30日", "2019-07-30"), ("Mon, 04 Mar 2024 10:00:00 GMT", "2024-03-04"),
        ("03/04/2019", None), ("soon", None), ("2024-13-45", None), (True, None), (None, None),
    ],
)  # fmt: skip
def test_dates_in_fields_are_read_in_any_spelling(written: object, read: str | None) -> None:
    """A spelling that can be read in two ways is not read."""
    assert iso_date(written) == read
