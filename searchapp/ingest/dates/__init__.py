"""When was a release published, and which other dates does it name?

:func:`find_dates` finds dates in any text, :func:`file_date` in a path; :func:`publication_date`
decides for a release; :func:`learn_dates` gathers what a source shows over its pages.
"""

from __future__ import annotations

from searchapp.ingest.dates.decide import Candidate, DateDecision, publication_date
from searchapp.ingest.dates.find import find_dates
from searchapp.ingest.dates.found_date import FoundDate
from searchapp.ingest.dates.path_dates import file_date
from searchapp.ingest.dates.source_habits import SourceDates, learn_dates, learn_order

__all__ = [
    "Candidate",
    "DateDecision",
    "FoundDate",
    "SourceDates",
    "file_date",
    "find_dates",
    "learn_dates",
    "learn_order",
    "publication_date",
]
