# trichdan: two commands for a newcomer
#
#   make ask Q="Đầm Hà hỗ trợ bao nhiêu nhà?"     installs into .venv, builds the default collection, answers
#   make test                                      installs what the tests need, runs them all
#
# TORCH is what pip installs for torch. The plain name may bring CUDA packages of several GB; a CPU wheel is enough:
#   make ask TORCH=path/to/torch-cpu.whl Q="…"     (see https://pytorch.org/get-started/locally/)

PYTHON ?= python3
TORCH ?= torch==2.13.0
Q ?= Đầm Hà hỗ trợ bao nhiêu nhà?
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

export Q

.PHONY: ask chat test check format proof bench clean help

help:
	@sed -n '3,7p' Makefile

ask: $(VENV)/.installed
	@$(BIN)/trichdan ask "$$Q"

chat: $(VENV)/.installed
	@$(BIN)/trichdan chat

test: $(VENV)/.installed-dev $(VENV)/.axe
	$(BIN)/python -m pytest

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# XQuAD-vi, where it lies beside the checkout, is what the embedding rate is measured on.
SQUAD := $(wildcard ../shared/benchmarks/xquad.vi.json)

bench: $(VENV)/.installed-dev
	$(BIN)/trichdan bench $(if $(SQUAD),--squad $(SQUAD))

# The longer measurements whose figures the README and docs/ state: half an hour on two cores, most of it once.
proof: $(VENV)/.installed-dev
	$(BIN)/trichdan bench --proof $(if $(SQUAD),--squad $(SQUAD))
	$(BIN)/python tests/browser/load.py

$(VENV)/bin/python:
	@echo "Creating $(VENV) with $(PYTHON)"
	@$(PYTHON) -c 'import sys; sys.exit("trichdan needs Python 3.11 or newer, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV)

# torch first and alone: any other package that needs it then takes what is there.
$(VENV)/.torch: | $(VENV)/bin/python
	@echo "Installing $(TORCH) (the largest package; once)"
	@$(PIP) install "$(TORCH)"
	@touch $@

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/.torch
	@echo "Installing trichdan and what it needs"
	@$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Installing what the tests need"
	@$(PIP) install --constraint constraints.txt --editable ".[dev]"
	@touch $@

# axe-core checks the page's accessibility in the browser tests; without npm these are skipped and say so.
$(VENV)/.axe: | $(VENV)/bin/python
	@if command -v npm >/dev/null; then npm install --silent --no-save --no-audit --no-fund --prefix $(VENV)/npm axe-core@4 && touch $@; \
	else echo "npm is not there: the accessibility tests will be skipped"; fi

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
