# `make run` and `make test` do everything on a fresh machine with Python 3.11+ and make.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Telemetry of the parts is off for everybody who runs them from here.
export DO_NOT_TRACK ?= 1
export PREFECT_SERVER_ANALYTICS_ENABLED ?= false
export GX_ANALYTICS_ENABLED ?= false

.DEFAULT_GOAL := help
.PHONY: help setup run test test-long check bench eval drift faults faults-long serve-test lock clean

help: ## show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(VENV)/.ready ## make or update .venv with everything for development

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' || \
		{ echo "Python 3.11 to 3.14 is needed; PYTHON=/path/to/python3.13 make ... names one." >&2; exit 2; }
	@echo "setting up $(VENV)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock || \
		{ echo "If pycld2 could not be built: it has no wheel for Python 3.14 and for Linux on ARM, and is compiled there." \
		"Install a C++ compiler (apt-get install g++ python3-dev), or take another Python: PYTHON=python3.13 make ..." >&2; exit 2; }
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

run: setup ## run the nightly flow on data/sample
	@$(BIN)/wirehouse run

PYTEST := $(BIN)/python -m pytest -q -n auto --maxprocesses 4 --dist loadfile

test: setup ## run the tests
	@$(PYTEST) -m "not long"

test-long: setup ## run those that take longer: servers, a browser, clients, many nights, further forms of the others
	@$(PYTEST) -m long

check: setup ## lint and type-check
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: setup ## measure the pipeline beside a floor and a hand-written peer (N=20000 articles)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r benchmarks/requirements.lock
	@$(BIN)/python -m benchmarks.bench $(if $(N),--articles $(N))

eval: setup ## measure the corpora beside this folder, where they are, against their floors (NAME=bbc_2005)
	@$(BIN)/python -m benchmarks.evaluation $(NAME)

drift: setup ## measure the drift alarms on made histories: false alarms, faults found
	@$(BIN)/python -m benchmarks.drift

# The longest first. Hostile input has but one form, which `make test` runs.
FAULTS := -q -n 2 --dist loadfile --no-loadscope-reorder \
	tests/faults/test_{kills,order,readers,disk,state_machine}.py tests/property/test_fuzz.py

faults: setup ## kill, starve and confuse runs, against the promises: up to twenty minutes on two cores (SEED=1)
	@WIREHOUSE_FAULTS=full WIREHOUSE_FUZZ_SECONDS=60 WIREHOUSE_FAULTS_SEED=$(or $(SEED),1) $(BIN)/python -m pytest $(FAULTS)

serve-test: setup ## kill, restart, alarm and schedule a real service, also on PostgreSQL, and read through an afternoon of publishes: about a quarter of an hour on two busy cores
	@WIREHOUSE_SERVE=full WIREHOUSE_FAULTS=full $(BIN)/python -m pytest -q -s tests/flows/test_serve*.py tests/faults/test_afternoon.py --timeout 600

faults-long: setup ## the same with a thousand kills and ten minutes of fuzz (SEED=1)
	@WIREHOUSE_FAULTS=long WIREHOUSE_FUZZ_SECONDS=600 WIREHOUSE_FAULTS_SEED=$(or $(SEED),1) $(BIN)/python -m pytest $(FAULTS)

lock: ## resolve the lock files again from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --group dev pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --group dev --group bench pyproject.toml -o benchmarks/requirements.lock

clean: ## remove what was built, and the sample's warehouse
	@rm -rf build dist data/warehouse.duckdb data/warehouse.state
