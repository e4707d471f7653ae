# `make` alone explains itself.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
OUT ?= out/demo
ARGS ?=
export PYTHONUTF8 = 1

.DEFAULT_GOAL := help
.NOTPARALLEL: # one set-up fills .venv at a time, even with -j
.PHONY: help run test check lint soak bench docs lock system clean

help: ## explain what there is to make
	@printf 'mailworthy: reach the inbox, on your own machine.\n\n'
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16
	@printf '\nYour own list:  make run once, then  .venv/bin/mailworthy list check FILE\n'

run: .venv/.run ## set everything up and clean a sample list, with a report to look at
	@$(BIN)/mailworthy demo --out "$(OUT)"

test: .venv/.dev system ## set everything up and prove every claim, with small counts (under 20 minutes)
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

check: lint ## the fast inner loop, under a minute: lint, and the quick tests
	$(BIN)/python -m pytest -n 2 -q -m "not slow and not system and not soak" tests/unit tests/conformance $(ARGS)

lint: .venv/.dev ## format, lint, types, floors, generated pages
	$(BIN)/ruff format --check -q .
	$(BIN)/ruff check -q .
	$(BIN)/mypy
	@floors=$$($(BIN)/lint-imports --no-cache --no-logo 2>&1) || { printf '%s\n' "$$floors"; exit 1; }
	$(BIN)/python scripts/docs.py --check

soak: .venv/.dev system ## the full counts that the promises name; by hand, takes long
	MAILWORTHY_SOAK=1 $(BIN)/python -m pytest -m soak $(ARGS)

bench: .venv/.dev system ## figures, as ratios to a floor or a peer in the same run; writes docs/benchmarks.md
	$(BIN)/python bench/all.py $(ARGS)

docs: .venv/.dev ## write the generated pages anew
	$(BIN)/python scripts/docs.py

lock: .venv/.dev ## pin the newest versions that pyproject.toml allows
	scripts/lock

system: ## bring the programs that tests call (as root, by apt); say which are missing
	@scripts/system

clean: ## remove what was set up here
	rm -rf .venv .mypy_cache .ruff_cache .hypothesis .import_linter_cache out dist

# The virtual environment: filled by uv, which pip brings; failing that by pip. Both check every hash.
# A stamp is touched last, so what was interrupted is done again.
.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "make: Python 3.11 or newer is needed; name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "make: Python's venv is needed (Debian: apt install python3-venv)" >&2; exit 1; }
	@echo "make: setting up .venv" >&2
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.uv: requirements-uv.lock | .venv/.made
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $< 2>/dev/null || \
		echo "make: uv cannot be had here; pip does it, more slowly" >&2
	@touch $@

.venv/.run: requirements.lock pyproject.toml .venv/.uv
	@scripts/install requirements.lock
	@touch $@

.venv/.dev: requirements-dev.lock pyproject.toml .venv/.uv
	@scripts/install requirements-dev.lock
	@touch $@ .venv/.run
