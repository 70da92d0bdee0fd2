# Everything a fresh machine needs is python3.11, make and a package registry; `make` says what there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
OUT ?= out

.DEFAULT_GOAL := help
.PHONY: help setup demo test check lint types contracts format bench docs clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | awk -F ':.*?## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(STAMP) ## build .venv with exact versions (constraints.txt)

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[topics,train,dev]'
	touch $(STAMP)

demo: $(STAMP) ## analyse the shipped samples and write the morning report to out/demo
	$(BIN)/voc demo -o $(OUT)/demo

test: $(STAMP) ## run all tests
	$(BIN)/python -m pytest -n auto --maxprocesses 4

check: lint types contracts ## lint, types and import contracts

lint: $(STAMP)
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

contracts: $(STAMP)
	$(BIN)/lint-imports

format: $(STAMP) ## format the code
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

bench: $(STAMP) ## run the benchmarks and print their tables
	for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python -m benchmarks.$$(basename $$script .py) || exit 1; done

docs: $(STAMP) ## fill the READMEs with real output and figures, and take the picture
	$(BIN)/python -m service.docs

clean: ## remove the environment and all outputs
	rm -rf $(VENV) $(OUT) .mypy_cache .ruff_cache .pytest_cache .hypothesis
