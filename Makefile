# What can be done with Vertelpunt. `make` shows the list.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
# Address of an extra package index for torch, such as the CPU index of the PyTorch project.
TORCH_INDEX ?=

RUNTIME := $(VENV)/.runtime
DEVELOPMENT := $(VENV)/.development
IN_VENV := $(VENV)/bin/python -m

# Progress bars for a person, one line per step for a log.
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONWARNINGS=ignore $(IN_VENV) pip install \
	$$(if [ -t 2 ]; then echo --progress-bar=on; else echo --quiet --progress-bar=off; fi)

# The NLGov REST API Design Rules for Spectral; checked when this file is there.
ADR_RULES ?= ../shared/data/nlgov_adr/linter.yaml

# Two test processes, a whole file each: what a file sets up is set up once.
SIDE_BY_SIDE := --numprocesses=2 --dist=loadfile

BENCHMARKS := pseudonymise embedding mining linking crosswalk form importing

.DEFAULT_GOAL := help
.PHONY: help demo start test test-all check taal bench $(BENCHMARKS)
.DELETE_ON_ERROR:

help: ## Laat deze lijst zien
	@echo "Vertelpunt. Dit kunt u doen:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(RUNTIME) ## Installeren en starten met verzonnen voorbeeldverhalen
	@$(VENV)/bin/vertelpunt demo

start: $(RUNTIME) ## Installeren en starten zonder voorbeelden
	@$(VENV)/bin/vertelpunt start

test: $(DEVELOPMENT) ## Alle testen, behalve de lange
	@$(IN_VENV) pytest -m "not slow" $(SIDE_BY_SIDE)

test-all: $(DEVELOPMENT) ## Alle testen, ook de lange
	@$(IN_VENV) pytest $(SIDE_BY_SIDE)

check: $(DEVELOPMENT) ## Opmaak, typen, invoerregels en de regels van het huis
	@$(IN_VENV) ruff format --check .
	@$(IN_VENV) ruff check .
	@$(IN_VENV) mypy
	@$(VENV)/bin/lint-imports --no-logo
	@$(IN_VENV) pytest tests/house
	@$(VENV)/bin/python tools/api_rules.py "$(ADR_RULES)"

taal: $(DEVELOPMENT) ## De woorden van het formulier in andere talen bijwerken
	@$(VENV)/bin/python tools/form_words.py

bench: $(DEVELOPMENT) ## Metingen, naast andere programma's in dezelfde ronde: alle, of `make bench mining`
	@$(IN_VENV) benchmarks $(filter $(BENCHMARKS),$(MAKECMDGOALS))

# Names behind `bench`; alone they do nothing.
$(BENCHMARKS):
	@:

$(VENV)/bin/python:
	@command -v "$(PYTHON)" >/dev/null || { \
		echo "Python 3.11 is niet gevonden. Installeer het met: apt install python3 python3-venv"; \
		exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { \
		echo "Vertelpunt heeft Python 3.11 nodig. Dit is $$("$(PYTHON)" --version)."; \
		echo "Wijs de goede aan met: make $(MAKECMDGOALS) PYTHON=/pad/naar/python3.11"; \
		exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Er ontbreekt een onderdeel van Python. Installeer het met: apt install python3-venv"; \
		exit 1; }
	@"$(PYTHON)" -m venv "$(VENV)"

$(RUNTIME): requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installeren. De eerste keer duurt dit een paar minuten."
	@# A newer pip than Python's own also shows how far the installing itself is.
	@$(IN_VENV) pip install --quiet --disable-pip-version-check "pip>=25.1"
	@if [ -n "$(TORCH_INDEX)" ]; then \
		echo "Eerst torch, van de index die u noemt."; \
		$(PIP) --extra-index-url "$(TORCH_INDEX)" "$$(grep '^torch==' requirements.txt)"; \
	fi
	@$(PIP) --editable .
	@touch $@

$(DEVELOPMENT): requirements-dev.txt $(RUNTIME)
	@echo "Installeren wat het testen nodig heeft."
	@$(PIP) --requirement requirements-dev.txt
	@touch $@
