"""Numbers read from the text that Prometheus scrapes."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

__all__ = ["STAGES", "Numbers", "number", "scraped"]

STAGES = ("open", "plan", "match", "count", "texts", "spelling", "render")
Numbers = dict[tuple[str, frozenset[tuple[str, str]]], float]


def scraped(text: str) -> Numbers:
    """Return every sample of an answer by its name and labels."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def number(numbers: Numbers, name: str, **labels: str) -> float:
    """Return one of them; 0 if nothing was counted yet."""
    return numbers.get((f"searchapp_{name}", frozenset(labels.items())), 0.0)
