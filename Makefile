# `make` lists what there is. Each target makes .venv and installs what it needs the first time.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Processes that run the tests, of one thread each: the browser waits a lot.
WORKERS ?= 2
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help run check test lint fix wheel clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' $(MAKEFILE_LIST) | expand -t 14

run: $(VENV)/.run ## serve the page on http://127.0.0.1:7860
	$(BIN)/python app.py

check: lint ## lint, types and the fast tests: what to run before a commit
	$(PYTEST) -m "not slow and not browser"

test: lint ## lint, types and every test
	$(PYTEST)

lint: $(VENV)/.test ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fix: $(VENV)/.test ## let ruff mend and format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

wheel: $(BIN)/python ## build dist/*.whl, weights included
	$(BIN)/python -m pip wheel -q --disable-pip-version-check --no-deps --wheel-dir dist .

# A stamp is as new as the requirements it installed, so a second run starts at once.
$(VENV)/.run: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.test: requirements.txt requirements-dev.txt | $(BIN)/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt
	touch $(VENV)/.run $@

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

clean: ## remove .venv, caches and what was built
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist *.egg-info
