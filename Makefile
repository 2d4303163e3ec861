# make run      the platform with the demonstration, on http://localhost:$(PORT)
# make test     every test; make check  every rule that a machine can hold
# Each does `make setup` first; stamps under .build/ say what is already done.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PORT ?= 8000
DEMO ?= 1
# The demonstration and one's own data never share a folder.
DATA ?= data/$(if $(filter 0,$(DEMO)),own,demo)
OUT ?= out/demo
SOURCE ?=
export PORT DEMO DATA OUT SOURCE

PYTHON_ENV := .venv/bin/python
CATALOGUES := $(wildcard src/luodi_web/locale/*/LC_MESSAGES/django.po)
ASSETS := $(shell find assets -not -name '.*')

# A moved or deleted environment, or a deleted build, makes its stamp untrue.
ifneq ($(shell grep -qsF "$$(pwd -P)/.venv/" .venv/bin/pip && echo same),same)
$(shell rm -f .build/python)
endif
ifeq ($(wildcard node_modules/.package-lock.json),)
$(shell rm -f .build/node)
endif
ifeq ($(wildcard src/luodi_web/static/build/manifest.json),)
$(shell rm -f .build/assets)
endif
ifneq ($(words $(CATALOGUES)),$(words $(wildcard $(CATALOGUES:.po=.mo))))
$(shell rm -f .build/messages)
endif

.PHONY: help setup run test check bench demo clean lock messages packages

help:
	@sed -n 's/^# //p' Makefile | head -3
	@echo 'Targets: setup run test check bench demo clean lock messages. See README.md.'

setup: .build/python .build/assets .build/messages

.build/python: requirements.lock pyproject.toml tools/setup_python.sh tools/find_python.sh
	@mkdir -p .build
	@echo 'Python environment: .venv'
	@tools/setup_python.sh
	@touch $@

# Optional, and the tests' alone: a failure is told and tried again the next time.
.build/spark: .build/python requirements-spark.lock tools/setup_spark.sh
	@if tools/setup_spark.sh; then touch $@; fi

.build/node: package.json package-lock.json .npmrc
	@mkdir -p .build
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' \
	  || { echo 'Node 20.19 or newer is needed to build the front end.' >&2; exit 1; }
	@echo 'Front-end packages: node_modules'
	@npm ci --silent
	@touch $@

.build/assets: .build/node $(ASSETS) vite.config.ts tsconfig.json
	@echo 'Front end: src/luodi_web/static/build'
	@npm run --silent build -- --logLevel warn
	@touch $@

.build/messages: .build/python $(CATALOGUES)
	@$(PYTHON_ENV) tools/messages.py compile
	@touch $@

packages:
	@tools/system_packages.sh

test: setup packages .build/spark
	@$(PYTHON_ENV) tools/run_tests.py $(TEST_OPTIONS)

check: setup
	@tools/check.sh

# The platform: web server, worker and scheduler, until Ctrl-C.
run: setup
	@tools/run.sh

# The pipeline without a server: damaged text in, clean text, structure and task table out.
demo: setup
	@$(PYTHON_ENV) -m demo pipeline --out "$$OUT" $${SOURCE:+--source "$$SOURCE"}

# Each part of bench/ prints what it measured on this machine.
bench: setup
	@for part in bench/*/__main__.py; do $(PYTHON_ENV) -m "bench.$$(basename "$$(dirname "$$part")")"; done

clean:
	rm -rf .build .venv node_modules src/luodi_web/static/build out dist
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find src tests tools bench demo -name __pycache__ -prune -exec rm -rf {} +
	rm -f src/luodi_web/locale/*/LC_MESSAGES/*.mo
	@echo 'The data folder is yours: it stays.'

messages: .build/python
	@$(PYTHON_ENV) tools/messages.py update

# Names, versions and hashes for every platform and Python; no address of any registry.
LOCK := .build/uv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes \
  --no-header --no-emit-index-url --no-emit-find-links --quiet
lock:
	@mkdir -p .build
	@test -x .build/uv/bin/uv || { "$$(tools/find_python.sh)" -m venv .build/uv && .build/uv/bin/python -m pip install --quiet uv; }
	$(LOCK) pyproject.toml --extra web --extra dev --output-file requirements.lock
	$(LOCK) requirements-spark.in --output-file requirements-spark.lock
