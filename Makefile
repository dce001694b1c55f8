# The whole house in a few verbs. Needs Python 3.11 or newer and nothing else; `make test` brings the rest.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := env

VENV := .venv
BIN := $(VENV)/bin
# The first Python that is new enough; `make PYTHON=/path/to/python` decides otherwise.
PYTHON ?= $(shell for python in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Two cores are the least that anybody has. A third process uses them while others wait for a browser, a disk or a kill.
WORKERS ?= 3
LOCK := pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --all-build-deps --no-header --no-annotate \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links

.PHONY: env demo test check soak bench lock help

env: $(VENV)/.complete ## Make the environment in .venv (what `make` alone does)

demo: $(VENV)/.running ## Start the demo on this machine: no token, no Telegram, no database server
	@$(BIN)/helpline demo

test: env ## Bring what the tests need, then run all of them
	@$(BIN)/python -m tests.services bring
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadgroup

check: env ## The quick part: style, types, import rules, rules of the house
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m pytest -q tests/house

soak: export PROMISED := $(CURDIR)/var/promises.jsonl
soak: env ## Measure every promise (docs/promises.md): a thousand kills under load, and two processes killed in turn for ten minutes: nothing lost, nothing to a wrong person; 20,000 broken bundles and worlds walked twice; months of waits; 10,000 walks of all moves; 500 walks of advocates between the interview and her chat; hours and alerts in 5,000 ways; keys rotated twenty times while people write; every revision down and up with data; retention in 20,000 ways; 50,000 forged buttons and 20,000 mutated updates; her two words and a stranger probing, 2,000 times each, by the clock; 200 chats hidden; a hundred thousand messages lost and restored; 10,000 runs of the desk
	@MUTATED=20000 $(BIN)/python -m pytest -q -s tests/flows/test_bad_bundles.py
	@$(BIN)/python -m tests.services bring
	@KILLS=1000 $(BIN)/python -m pytest -q -s tests/system/test_kill.py
	@IN_TURN_MINUTES=5 $(BIN)/python -m pytest -q -s tests/system/test_in_turn.py
	@IN_TURN_MINUTES=5 $(BIN)/python -m pytest -q -s tests/system/test_in_turn.py -k in_turn
	@STOPS=1 $(BIN)/python -m pytest -q tests/system/test_stop.py
	@RUNS=10000 STEPS=50 $(BIN)/python -m pytest -q tests/desk
	@WORLDS=20000 $(BIN)/python -m pytest -q tests/flows/test_explore_naive.py
	@MONTHS=40 $(BIN)/python -m pytest -q tests/bot/test_a_month_of_waits.py
	@HOURS=5000 $(BIN)/python -m pytest -q tests/handoff/test_hours.py tests/handoff/test_safe_hours.py tests/handoff/test_alerts.py
	@COUNTED=4 $(BIN)/python -m pytest -q tests/handoff/test_statistics.py
	@WALKS=10000 $(BIN)/python -m pytest -q tests/handoff/test_moves.py
	@FORGED=50000 MUTATIONS=20000 $(BIN)/python -m pytest -q -s tests/hostile -k "pressed or comes"
	@INTERVIEWS=500 $(BIN)/python -m pytest -q -n $(WORKERS) tests/bot/test_interview_walks.py
	@ROTATIONS=20 $(BIN)/python -m pytest -q -s tests/bot/test_rotation.py tests/bot/test_audit_rotation.py tests/bot/test_index_rotation.py -k meanwhile
	@ROTATIONS=20 $(BIN)/python -m pytest -q -s tests/contracts/test_token_renewal.py
	@MIGRATIONS=all $(BIN)/python -m pytest -q tests/contracts/test_migrations_with_data.py
	@KEEPS=20000 $(BIN)/python -m pytest -q tests/handoff/test_retention.py
	@ERASURES=5000 $(BIN)/python -m pytest -q tests/bot/test_erased_for_good.py
	@ALIKE=2000 $(BIN)/python -m pytest -q tests/bot/test_alike.py
	@ALIKE=2000 $(BIN)/python -m tests.bot.alike_in_time
	@HIDES=200 $(BIN)/python -m tests.system.hide_in_time
	@DRILL=100000 $(BIN)/python -m pytest -q -s tests/bot/test_backup.py -k yesterdays
	@EVERY=1 $(BIN)/python -m pytest -q -s tests/system/test_every_point.py
	@SAID=60 $(BIN)/python -m pytest -q -s tests/system/test_power_cut.py
	@SHUFFLES=2000 $(BIN)/python -m pytest -q -s tests/bot/test_any_order.py
	@STORM=200 $(BIN)/python -m pytest -q -s tests/bot/test_storm.py
	@FULL=200 $(BIN)/python -m pytest -q -s tests/system/test_full_disk.py
	@AWAY=50 $(BIN)/python -m pytest -q -s tests/system/test_database_away.py
	@BACKLOG=10000 STORED=100000 STEADY=1200 FLOOD=600 $(BIN)/python -m pytest -q -s tests/system/test_crowd.py
	@$(BIN)/python -m tests.promises write $$PROMISED

bench: env ## Measure beside other bots, on one core, in one run
	@$(BIN)/helpline bench

lock: env ## Choose the newest versions anew and write both lock files
	@$(BIN)/$(LOCK) --upgrade --extra dev --extra bench --output-file requirements-dev.lock pyproject.toml
	@$(BIN)/$(LOCK) --upgrade --constraint requirements-dev.lock --output-file requirements.lock pyproject.toml

help: ## Show this
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 14

# What a stamp stands for is older than its lock: install again. Hashes are required, so a lock is what it says.
$(VENV)/.complete: requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "Installing everything for work and tests into $(VENV) (a minute or so, once) …"
	@$(PIP) install --no-compile --require-hashes --no-deps --requirement requirements-dev.lock
	@PYTHONWARNINGS=ignore $(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@touch $(VENV)/.running $@

$(VENV)/.running: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what the helpline runs on into $(VENV) (half a minute or so, once) …"
	@$(PIP) install --no-compile --require-hashes --no-deps --requirement requirements.lock
	@PYTHONWARNINGS=ignore $(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.11 or newer is needed and was not found. Install it, or: make PYTHON=/path/to/python" >&2; exit 1; fi
	@echo "Making the environment with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "Python's own venv is missing; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
