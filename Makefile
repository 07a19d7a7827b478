# Two commands do all the set-up: `make demo` and `make test`.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STATIC := src/mutoscope/web/static
PLAYER := $(STATIC)/player/latest
DASHBOARD := web/dashboard
COMPONENTS := web/react/dist/index.js web/vue/dist/index.js
GENERATED := $(DASHBOARD)/src/generated
# Tests wait about as long as they compute.
WORKERS ?= $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) * 2)))
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: demo test check check-python check-web fuzz bench build lock contract format clean help

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: build ## Build, load the demo workspace and serve it on http://127.0.0.1:8420
	$(BIN)/mutoscope demo --data demo-data

test: build $(COMPONENTS) $(VENV)/.dev ## All tests, the browser's included
	npm test --prefix web
	scripts/chromium
	scripts/old-chromium
	scripts/webkit
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal -m "not alone"
	$(BIN)/python -m pytest -m alone

check: check-python check-web ## Lint, types, layers, dead code, sizes of what browsers load

check-python: $(VENV)/.dev
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture

check-web: build $(COMPONENTS)
	npm run check --prefix web

fuzz: build $(VENV)/.dev ## Fuzz every border for an hour (make fuzz SECONDS=60)
	scripts/fuzz $(SECONDS)

bench: build $(VENV)/.dev ## Print the tables of benchmarks
	$(BIN)/python -m benchmarks

build: $(VENV)/.installed src/mutoscope/ingest/data/country.mmdb $(STATIC)/sdk/mutoscope.js $(PLAYER)/embed.js $(STATIC)/dashboard/index.html ## What the server needs: its packages, the country database, the SDK, the embed player, the dashboard

format: $(VENV)/.dev web/node_modules/.installed ## Format everything
	$(BIN)/ruff format src tests benchmarks
	$(BIN)/ruff check --fix src tests benchmarks
	npm run format --prefix web

contract: $(VENV)/.installed ## Write contract/beacon.schema.json anew
	$(BIN)/python -m mutoscope.beacon.contract

lock: | $(VENV)/bin/pip ## Choose the newest versions of the Python packages anew
	$(BIN)/python -m pip install -q pip-tools
	$(BIN)/pip-compile -q --strip-extras --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
		--extra postgresql -o requirements.lock pyproject.toml
	$(BIN)/pip-compile -q --strip-extras --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
		--extra postgresql --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml

clean: ## Remove everything that make has made, the demo's data too
	rm -rf $(VENV) web/node_modules web/*/node_modules web/*/dist web/*/src/generated src/mutoscope/web/static src/mutoscope/ingest/data demo-data

$(VENV)/bin/pip:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Mutoscope needs Python 3.11 or newer; say make PYTHON=…")'
	$(PYTHON) -m venv $(VENV)

# After Node.js, which may come by pip too: two of it at once would be in each other's way.
$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/.node
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.installed
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.lock
	touch $@

# Node.js where there is none, or one too old: PyPI's wheel of it, in the virtual environment.
$(VENV)/.node: | $(VENV)/bin/pip
	scripts/node $(BIN)
	touch $@

web/node_modules/.installed: web/package-lock.json web/package.json $(wildcard web/*/package.json) | $(VENV)/.node
	npm ci --prefix web --no-audit --no-fund
	touch $@

src/mutoscope/ingest/data/country.mmdb: web/node_modules/.installed
	mkdir -p $(@D)
	cp web/node_modules/@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb $@

$(STATIC)/sdk/mutoscope.js: web/node_modules/.installed contract/limits.json $(shell find web/sdk -path '*/node_modules' -prune -o -path '*/dist' -prune -o -type f -print)
	npm run build --prefix web -w sdk
	mkdir -p $(@D)
	cp web/sdk/dist/mutoscope.js web/sdk/dist/index.js $(@D)/

$(PLAYER)/embed.js: web/node_modules/.installed contract/limits.json src/mutoscope/web/pages/embed.html $(shell find web/sdk/src web/embed -path '*/node_modules' -prune -o -path '*/dist' -prune -o -type f -print)
	npm run build --prefix web -w embed
	rm -rf $(@D) && mkdir -p $(@D)
	cp web/embed/dist/* $(@D)/

# Nothing that a server serves: packages for the apps of others.
$(COMPONENTS): web/%/dist/index.js: $(STATIC)/sdk/mutoscope.js $(shell find web/components web/react web/vue web/embed/src -path '*/node_modules' -prune -o -path '*/dist' -prune -o -type f -print)
	npm run build --prefix web -w $*

# The dashboard's types of the API come from the API itself.
# They are written only where they changed: most changes of its code leave them alone.
$(GENERATED)/.dumped: $(VENV)/.installed $(shell find src/mutoscope -name '*.py')
	mkdir -p $(@D)
	$(BIN)/python -m mutoscope.api > $(GENERATED)/openapi.new
	cmp -s $(GENERATED)/openapi.new $(GENERATED)/openapi.json || cp $(GENERATED)/openapi.new $(GENERATED)/openapi.json
	touch $@

$(GENERATED)/openapi.json: $(GENERATED)/.dumped
	@true

$(STATIC)/dashboard/index.html: web/node_modules/.installed $(GENERATED)/openapi.json $(shell find web/dashboard web/embed/src -type d \( -name node_modules -o -name dist -o -name generated \) -prune -o -type f -print)
	npm run build --prefix web -w dashboard
	rm -rf $(@D) && mkdir -p $(@D)
	cp -R $(DASHBOARD)/dist/. $(@D)/
