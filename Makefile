# Needs Python 3.11 or later and make; everything else is installed into .venv, at locked versions.
# `make help` lists the targets. `make tools` needs Go as well.

VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# The first of these that is there and new enough makes the virtual environment.
PYTHONS ?= python3 python3.13 python3.12 python3.11 python3.14
TOOLS := $(if $(GOVERN_TOOLS),$(GOVERN_TOOLS),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/govern/tools/bin)
FUZZ_SECONDS ?= 20
# Bundles with a change that `make check` tries; `make test` tries fewer.
FUZZ_BUNDLES ?= 6000
PYTEST_ARGS ?=

export PATH := $(TOOLS):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help demo docs test lint rego fuzz tools check dist image gate golden clean

help: ## List the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST)

demo: $(VENV)/.core ## Decide on the examples: two allowed, two denied
	@BIN=$(BIN) sh examples/demo.sh

docs: $(VENV)/.dev ## Build the documentation into site/; a warning is an error
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet

test: $(VENV)/.dev ## Run the tests, without the slow ones
	$(BIN)/python -m pytest -m "not slow" $(PYTEST_ARGS)

lint: $(VENV)/.dev ## Check style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

rego: ## Check, format-check and test the policy library with the real opa
	@tools/rego.sh

fuzz: $(VENV)/.dev ## Fuzz the parsers for FUZZ_SECONDS each
	$(BIN)/python -m tests.fuzz --seconds $(FUZZ_SECONDS)

tools: ## Build the real tools that tests compare with (Go; about 15 minutes, once)
	tools/install.sh

check: lint rego fuzz gate $(VENV)/.dev ## Everything that CI runs, with coverage and the wheel
	rm -f .coverage .coverage.*
	GOVERN_FUZZ=$(FUZZ_BUNDLES) $(BIN)/python -m pytest --cov --cov-report= $(PYTEST_ARGS)
	$(BIN)/coverage report

dist: $(VENV)/.dev ## Build wheel, sdist and bill of materials of the commit, reproducibly
	rm -f dist/govern_engine-*
	$(BIN)/python -m tools.release.dist --output dist

image: dist ## Build the webhook's image on BASE=…, an OCI layout or a reference by digest
	@test -n "$(BASE)" || { echo "make: say on what: BASE=HOST/REPOSITORY@sha256:… (docs/image.md)" >&2; exit 1; }
	rm -rf dist/image dist/image.cdx.json
	$(BIN)/python -m tools.release.image --base "$(BASE)" --wheel dist/*.whl --output dist/image

gate: dist ## Let govern decide on what this repository ships
	BIN=$(BIN) tools/gate.sh

golden: $(VENV)/.dev ## Write the golden files anew; read the diff afterwards
	$(BIN)/python -m pytest -m "not slow" --update-golden $(PYTEST_ARGS)

clean: ## Remove what the other targets made in this folder
	rm -rf $(VENV) dist build out site htmlcov .coverage .coverage.* .pytest_cache .mypy_cache \
	    .ruff_cache .hypothesis .import_linter_cache

# ------------------------------------------------------------------ the environment

$(BIN)/python:
	@for python in $(PYTHONS); do \
	    if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        echo "make: creating $(VENV) with $$($$python --version)"; \
	        exec $$python -m venv $(VENV); \
	    fi; \
	done; \
	echo "make: no Python 3.11 or later found (looked for: $(PYTHONS))" >&2; exit 1

# What govern needs at run time.
$(VENV)/.core: pyproject.toml requirements/core.txt | $(BIN)/python
	$(PIP) install --require-hashes -r requirements/core.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# What tests, linters and builds need as well; it contains all of core.
$(VENV)/.dev: pyproject.toml requirements/dev.txt | $(BIN)/python
	$(PIP) install --require-hashes -r requirements/dev.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $(VENV)/.core $@
