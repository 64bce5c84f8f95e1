"""The command ``searchapp``, run as ``python -m searchapp``."""

from __future__ import annotations

from searchapp.cli import main

if __name__ == "__main__":
    main(prog_name="searchapp")
