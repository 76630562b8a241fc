# Cliffcast: `make run` serves on port 8000, `make test` runs every test. Both set up what they need.
#
#   PYTHON=python3.12   the Python (3.11 or newer) to make the environment with
#   PORT=… HOST=…       where `make run` listens
#
# All that is set up lives in .venv, and so do the stamps that say what is done: removing it starts afresh.

VENV := .venv
PY := $(VENV)/bin/python
MADE_WITH := $(shell cat $(VENV)/.python 2>/dev/null)
DATA ?= ../shared/data
PYTHON ?= $(or $(MADE_WITH),python3)
# pip of the outer Python installs into the environment: Debian's python3 has no ensurepip.
# Bytecode is left to the first import: most of scipy and pyarrow is never imported.
PIP_INSTALL := $(PYTHON) -m pip --python $(PY) --disable-pip-version-check install --quiet --no-compile
# npm with the Node of the machine, or the package's where that has none.
NPM := $(PY) hatch_build.py
PAGE := backend/app/page/built-from
LOCK := uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'

MAKEFLAGS += --jobs=2  # the page is built while the requirements are installed

# Bytecode is kept, also where the machine would rather not: without it, each of the many processes that tests start
# compiles all it imports, which takes longer than everything else about its start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: calibrate validation baseline help run distributed test check mutants bench types lock clean
.DEFAULT_GOAL := help

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

run: $(VENV)/.kernels $(PAGE)  ## set up once, then serve the simulator
	@exec env $(if $(HOST),ABM_HOST='$(HOST)') $(if $(PORT),ABM_PORT='$(PORT)') $(VENV)/bin/cliffcast serve

distributed: $(VENV)/.distributed $(VENV)/.kernels $(PAGE)  ## set up what replicas and workers need

test: $(VENV)/.dev $(VENV)/.kernels $(PAGE)  ## run every test
	@$(PY) -m pytest $(or $(ARGS),--numprocesses=2 --dist=loadfile --no-loadscope-reorder)

check: $(VENV)/.dev $(PAGE)  ## style, format, types, floors, the page's own tests
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-logo
	@$(NPM) run --silent check

mutants: $(VENV)/.dev  ## plant bugs and see which the nearest tests find; ARGS=staking for those of some files
	@cd backend && ../$(PY) -m tests.mutants $(ARGS)

bench: $(VENV)/.dev $(VENV)/.kernels $(PAGE)  ## measure speed
	@$(PY) -m pytest backend/tests/bench -s -q -o norecursedirs='.*' -o timeout=600 -p no:cacheprovider $(ARGS)

calibrate: $(VENV)/.package $(VENV)/.kernels  ## fit the typical launch to the tokens in DATA=../shared/data
	@cd backend && ../$(PY) -m calibration $(abspath $(DATA))

validation: $(VENV)/.package $(VENV)/.kernels  ## measure the facts, and write them into package and docs
	@$(VENV)/bin/cliffcast validate --data $(DATA) -o backend/app/truth/validation.json
	@$(PY) -c 'from app.truth.page import page; from app.truth.report import shipped; print(page(shipped()), end="")' > docs/validation.md

baseline: $(VENV)/.dev $(VENV)/.kernels  ## write down what a rich run and a Monte Carlo come to now
	@RENEW=1 $(PY) -m pytest backend/tests/baseline

types: $(PAGE)  ## renew the page's types from the committed description of the API
	@$(NPM) run --silent types

lock: export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
lock:  ## pin the newest versions of everything (needs uv)
	@command -v uv >/dev/null || { echo 'make lock needs uv, on PATH or in $(VENV).' >&2; exit 1; }
	$(LOCK) --upgrade pyproject.toml --extra parquet -o requirements.lock
	$(LOCK) --upgrade pyproject.toml --extra distributed --extra parquet --extra postgres -c requirements.lock -o requirements-distributed.lock
	$(LOCK) --upgrade pyproject.toml --extra dev -c requirements-distributed.lock -o requirements-dev.lock
	echo hatchling | $(LOCK) --upgrade - -c requirements-dev.lock -o requirements-build.lock
	sed -n 's/^NODE_PACKAGE = "\(.*\)"$$/\1/p' hatch_build.py | $(LOCK) --upgrade - -o requirements-node.lock

clean:  ## remove the environment, caches and build outputs
	@rm -rf $(VENV) $(dir $(PAGE)) frontend/node_modules build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find backend -name __pycache__ -type d -prune -exec rm -rf {} +

# ── What is set up, each step once ───────────────────────────────────────────

ifneq ($(PYTHON),$(MADE_WITH))
.PHONY: $(VENV)/.python  # another Python was asked for: start afresh
endif

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Cliffcast needs Python 3.11 or newer, but $(PYTHON) is $$(command -v $(PYTHON) >/dev/null && $(PYTHON) --version 2>&1 || echo missing); choose one with PYTHON=python3.12." >&2; exit 1; }
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || { \
		echo "Cliffcast needs pip, but $(PYTHON) has none; install it (on Debian: python3-pip)." >&2; exit 1; }
	@echo "Setting up the environment with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv --clear --without-pip $(VENV)
	@echo '$(PYTHON)' > $@

$(VENV)/.requirements: $(VENV)/.python requirements.lock
	@echo 'Installing the requirements (once) …'
	@$(PIP_INSTALL) --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.builder: $(VENV)/.python requirements-build.lock
	@$(PIP_INSTALL) --require-hashes -r requirements-build.lock
	@touch $@

$(VENV)/.node: $(VENV)/.builder requirements-node.lock
	@$(NPM) --version >/dev/null 2>&1 || { \
		echo 'Installing Node (once) …' && $(PIP_INSTALL) --require-hashes -r requirements-node.lock; }
	@touch $@

$(PAGE): $(VENV)/.node hatch_build.py $(shell find frontend -name node_modules -prune -o -type f -print)
	@echo 'Building the page …'
	@$(PY) -m hatchling build --target wheel --hooks-only >/dev/null
	@touch $@

$(VENV)/.package: $(VENV)/.requirements $(VENV)/.builder pyproject.toml
	@HATCH_BUILD_NO_HOOKS=true $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.distributed: $(VENV)/.package requirements-distributed.lock
	@echo 'Installing the clients of Redis and PostgreSQL …'
	@$(PIP_INSTALL) --require-hashes -r requirements-distributed.lock
	@touch $@

$(VENV)/.dev: $(VENV)/.package requirements-dev.lock
	@echo 'Installing the tools of the tests …'
	@$(PIP_INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.kernels: $(VENV)/.package $(shell find backend/app/abm -name '*.py' 2>/dev/null)
	@echo 'Compiling the kernels …'
	@$(PY) -m app.abm.engine.compile
	@touch $@
