# Two commands: `make run` shows simulated rooms, `make test` proves the whole thing.
# A fresh Debian 12 with Python 3.11 and make is enough; what else is needed is installed here.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SUDO   := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
CLICK   = $(shell $(BIN)/python -c "import click, pathlib; print(pathlib.Path(click.__file__).parent)")
APT    := DEBIAN_FRONTEND=noninteractive apt-get
PIP    := $(BIN)/pip install -q --disable-pip-version-check --use-pep517
CONFIG ?=
JOBS ?= 4
CAMPAIGN ?= 10
TEST_PACKAGES := mosquitto mosquitto-clients prometheus prometheus-alertmanager chromium chromium-headless-shell chromium-sandbox fonts-wqy-microhei systemd mbpoll openssl libatomic1

.PHONY: run test check bench bench-guard lock initials messages screenshots pictures register-office mutants diagrams bench-door bench-panel bench-panel-page bench-deadman bench-days campaign clean

run: $(VENV)/.runtime
	@if [ -n "$(CONFIG)" ]; then exec $(BIN)/roomd run --config "$(CONFIG)"; \
	else exec $(BIN)/roomd demo --directory .demo; fi

# By files side by side, the long ones first: most of them wait for real clocks, wires, processes.
test: check
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder --durations 25 --durations-min 10

check: $(VENV)/.dev $(VENV)/.debian
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/.dev
	$(BIN)/python -m tests.bench

bench-guard: $(VENV)/.dev
	$(BIN)/python -m tests.bench.guard --replies 1000000

bench-door: $(VENV)/.dev
	$(BIN)/python -m tests.bench.door --edges 10000

bench-panel: $(VENV)/.dev
	$(BIN)/python -m tests.bench panel

bench-panel-page: $(VENV)/.dev $(VENV)/.debian
	$(BIN)/python -m tests.bench panel_page

bench-deadman: $(VENV)/.dev
	$(BIN)/python -m tests.bench deadman

bench-days: $(VENV)/.dev
	$(BIN)/python -m tests.bench days

# Stories of faults and people and examples of properties that the suite does not have: 500 stories
# for each of CAMPAIGN, and other examples at each run.
campaign: $(VENV)/.dev
	CAMPAIGN=$(CAMPAIGN) $(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal --timeout 7200 \
	    $$(grep -rl "^from hypothesis" tests --include "test_*.py")

# The initials of all characters for the search of records, from pypinyin; a test compares.
initials: $(VENV)/.dev
	$(BIN)/python -m tests.make_initials

# Draws the state tables of control into the documents; a test compares.
diagrams: $(VENV)/.dev
	$(BIN)/python -m daemon.diagrams docs/sterilisation.md docs/alarms.md
	$(BIN)/python -m daemon.alarm_pages docs/alarm-catalogue.md

# Changes the safety modules in a thousand places, one at a time: does a test notice each?
mutants: $(VENV)/.dev
	$(BIN)/python -m tests.bench.mutants

# Takes new messages into the catalogue of the command line, and compiles both catalogues.
messages: $(VENV)/.dev
	$(BIN)/pybabel -q extract --no-location -o $(VENV)/roomd.pot daemon/cli.py daemon/commands \
	    $(addprefix $(CLICK)/,core.py decorators.py exceptions.py formatting.py parser.py types.py)
	$(BIN)/pybabel -q update -N --ignore-obsolete -D roomd -i $(VENV)/roomd.pot -d daemon/locale -l zh_CN
	$(BIN)/pybabel compile -d daemon/locale -D roomd
	$(BIN)/pybabel compile -d panel/locale -D panel

screenshots: $(VENV)/.dev $(VENV)/.debian
	$(BIN)/python -m tests.browser.screenshots docs/images

# Every page on every screen in both languages, for the eye.
pictures: $(VENV)/.dev $(VENV)/.debian
	PICTURES=pictures $(BIN)/python -m pytest -q --timeout 900 tests/browser/test_axe.py

# LibreOffice opens and prints a register, and reads the numbers that we wrote.
register-office: $(VENV)/.dev
	@command -v soffice >/dev/null || { $(SUDO) $(APT) update && \
	    $(SUDO) $(APT) install -y --no-install-recommends libreoffice-calc; }
	$(BIN)/python -m tests.register_office

lock: $(VENV)/.dev
	$(BIN)/pip install -q uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
	    pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
	    --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) .demo mutants

$(VENV)/bin/python:
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	    { $(SUDO) $(APT) update && $(SUDO) $(APT) install -y --no-install-recommends python3-venv; }
	$(PYTHON) -m venv $(VENV)

# The build tools first, by hash, so that nothing is fetched unchecked while a package builds.
$(VENV)/.build: requirements-build.lock | $(VENV)/bin/python
	$(PIP) --require-hashes -r requirements-build.lock
	@touch $@

$(VENV)/.runtime: requirements.lock pyproject.toml $(VENV)/.build
	$(PIP) --no-build-isolation --require-hashes -r requirements.lock
	$(PIP) --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	$(PIP) --no-build-isolation --require-hashes -r requirements-dev.lock
	@touch $@

# Debian packages that the suite drives for real; only the missing ones are installed.
$(VENV)/.debian: | $(VENV)/bin/python
	@missing=$$(for p in $(TEST_PACKAGES); do \
	    dpkg-query -W -f='$${db:Status-Status}' $$p 2>/dev/null | grep -qx installed || echo $$p; done); \
	if [ -n "$$missing" ]; then \
	    $(SUDO) $(APT) update && $(SUDO) $(APT) install -y --no-install-recommends $$missing; fi
	@touch $@
