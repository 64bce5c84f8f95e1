"""A report of the sizes of modules and functions: ``python -m tests.docs.sizes``.

Sizes are looked at and not asserted: a long table may be well, a short module may be one too many.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.support.checkout import CHECKOUT

SHORT, LONG = 60, 400
"""Lines of a module that may belong into another one, and of one that may be two."""

LONG_FUNCTION = 40
SHOWN = 10


def functions_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines and the name of each function of a module, its docstring included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield (node.end_lineno or node.lineno) - node.lineno + 1, f"{path.stem}.{node.name}"


def main() -> None:
    """Print the report."""
    modules = [
        path for path in (CHECKOUT / "searchapp").rglob("*.py") if path.name != "__init__.py"
    ]
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules}
    sizes = sorted(lines.values())
    short = [path for path in modules if lines[path] < SHORT]
    print(
        f"{len(modules)} modules, {sum(sizes):,} lines, median {median(sizes):.0f}, "
        f"90th percentile {sizes[len(sizes) * 9 // 10]}, longest {sizes[-1]}"
    )
    print(f"{len(short)} modules below {SHORT} lines ({len(short) / len(modules):.0%}):")
    for path in sorted(short, key=lines.__getitem__):
        print(f"  {lines[path]:4} {path.relative_to(CHECKOUT)}")
    print(f"modules above {LONG} lines:")
    for path in sorted(modules, key=lines.__getitem__, reverse=True):
        if lines[path] > LONG:
            print(f"  {lines[path]:4} {path.relative_to(CHECKOUT)}")
    functions = sorted((each for path in modules for each in functions_of(path)), reverse=True)
    lengths = sorted(length for length, _ in functions)
    print(
        f"{len(functions):,} functions, median {median(lengths):.0f} lines, "
        f"{sum(length > LONG_FUNCTION for length in lengths)} above {LONG_FUNCTION}; the longest:"
    )
    for length, name in functions[:SHOWN]:
        print(f"  {length:4} {name}")


if __name__ == "__main__":
    main()
