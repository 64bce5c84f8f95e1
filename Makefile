# Everything a newcomer needs: `make serve` and `make test`. Each sets up what it uses.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps
PORT ?= 8000
# Each worker takes two seconds to begin with: beyond eight they cost more than they gain.
WORKERS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); echo $$((n < 8 ? n : 8)))
export PYTHONPATH := $(CURDIR)

.PHONY: help serve reindex test test-plan trials check evaluate bench lock clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## (.*)/  make \1\t\2/' | expand -t 18

serve: $(VENV)/.runtime ## Index corpus/ and serve it on http://127.0.0.1:8000
	@$(BIN)/python -m searchapp reindex $(FLAGS)
	@exec $(BIN)/python -m searchapp serve --port $(PORT)

reindex: $(VENV)/.runtime ## Bring the index in line with corpus/ (FLAGS=--force after replacing it)
	@$(BIN)/python -m searchapp reindex $(FLAGS)

test: test-plan $(VENV)/.development ## Run the tests (about two minutes on two cores)
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal

test-plan:
	@echo "All tests with $(WORKERS) workers: about two minutes on two cores; the first time, a minute or two more to install."
	@test -x /usr/bin/chromium && browser="with /usr/bin/chromium" || browser="skipped: no /usr/bin/chromium"; \
	test -d ../shared/data && data="used" || data="skipped: no ../shared/data"; \
	echo "Browser tests $$browser; labelled data $$data; long trials: make trials."

trials: $(VENV)/.development ## Run the long trials of what may fail: disks, kills, hostile pages
	@echo "Long trials with $(WORKERS) workers: about a minute on two cores."
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal -m trial

check: $(VENV)/.development ## Lint, types, layers, and the tests of the documents
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q tests/docs

evaluate: $(VENV)/.development ## Measure quality on the labelled data; fails below the floors
	@$(BIN)/python -m tests.quality

bench: $(VENV)/.bench ## Measure speed against peers
	@$(BIN)/python -m tests.benchmarks

lock: $(VENV)/.development ## Pin the dependencies of pyproject.toml again
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --extra watch --group build pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --extra watch --group build --group dev pyproject.toml -o requirements-dev.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --group bench -o requirements-bench.lock

clean: ## Remove what was installed and built
	rm -rf $(VENV) index/CURRENT index/generations index/cache index/lock index/reindexed.json \
		index/sound.json build dist

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name it with PYTHON=python3.12" >&2; exit 1; }
	@echo "Setting up $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

# The lock files are complete, so pip need not look for dependencies (--no-deps). The checkout itself
# is installed in place, which gives the command $(BIN)/searchapp.
$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing the locked dependencies ..."
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-build-isolation --editable .
	@touch $@

$(VENV)/.development: requirements-dev.lock $(VENV)/.runtime
	@echo "Installing what the tests need ..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.bench: requirements-bench.lock $(VENV)/.development
	@echo "Installing the peers to measure against ..."
	@$(PIP) --require-hashes -r requirements-bench.lock
	@touch $@
