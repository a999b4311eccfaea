# Concord: everything a contributor does, from a bare checkout.
#
# Needs Python 3.11 or newer and make. What else is needed is pinned in requirements*.lock and
# put into .venv the first time it is asked for.

VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
OURS := $(wildcard core adapters bot policies)

# Wheels only and every hash checked: nothing that is installed runs before it is used.
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input \
	--no-compile --only-binary :all: --require-hashes
COMPILE := $(BIN)/python -m compileall -q -j 0 $(VENV)/lib $(OURS) >/dev/null 2>&1 || true

# --no-header, --no-annotate: the lock files name packages and hashes, no machine and no address.
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header $(if $(UPGRADE),--upgrade)

# The whole suite goes over two processes where there are two cores; a choice of tests does not
# need them. `make test JOBS=0` runs in one process, where a debugger works. Whoever has run out of
# tests takes over from the other (worksteal), so that most files stay whole with what they share.
JOBS ?= $(if $(ARGS),0,$(shell [ "$$(nproc 2>/dev/null || echo 1)" -ge 2 ] && echo 2 || echo 0))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check format lock clean browser

help: ## say what there is
	@echo "make run      start the workbench: Concord with stand-ins for Slack and Teams"
	@echo "make test     run every test        (a choice: make test ARGS='tests/core -k lapse')"
	@echo "make check    check form, types and who imports whom"
	@echo "make format   put the code into the form that check wants"
	@echo "make lock     pin anew what requirements*.in ask for (newest: make lock UPGRADE=1)"
	@echo "make clean    remove the virtual environment and what tools left behind"

run: $(RUNTIME)
	@$(BIN)/python -m bot workbench $(ARGS)

test: $(DEV) browser
	@if [ -n "$$TEST_DATABASE_URL" ]; then echo "PostgreSQL: the server that TEST_DATABASE_URL names"; \
	elif command -v postgres >/dev/null; then echo "PostgreSQL: $$(command -v postgres)"; \
	else echo "PostgreSQL: the copy in $(VENV)"; fi
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal $(ARGS)

# Every check runs, whichever failed before; only what failed prints more than a line.
check: $(DEV)
	@failed=""; \
	check() { \
		name="$$1"; shift; \
		if out="$$("$$@" 2>&1)"; then echo "ok      $$name"; \
		else printf '%s\n' "$$out"; echo "FAILED  $$name"; failed="$$failed, $$name"; fi; \
	}; \
	check "ruff format" $(BIN)/ruff format --check . ; \
	check "ruff check" $(BIN)/ruff check --quiet --output-format concise . ; \
	check "mypy" $(BIN)/mypy --no-error-summary $(OURS) $(if $(wildcard tests/*.py tests/*/*.py),tests) ; \
	check "basedpyright" $(BIN)/basedpyright --pythonpath $(BIN)/python ; \
	check "lint-imports" $(BIN)/lint-imports --no-logo ; \
	if [ -n "$$failed" ]; then echo "Not in order: $${failed#, }" >&2; exit 1; fi

format: $(DEV)
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

# Starts from the pins there are, so that nothing moves that nobody asked to move.
lock: | $(DEV)
	@$(LOCK) requirements.in -o requirements.lock >/dev/null
	@$(LOCK) requirements-dev.in -o requirements-dev.lock >/dev/null
	@if grep -nE '://|file:|^-|^#' requirements.lock requirements-dev.lock; then \
		echo "The lock files must hold pins and hashes only." >&2; exit 1; fi
	@echo "requirements.lock and requirements-dev.lock are up to date."

clean:
	@rm -rf $(VENV) build dist *.egg-info .hypothesis .import_linter_cache .mypy_cache \
		.pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The tests that look at pages as a person does need a browser, and what drives it needs one
# library that a small Debian lacks.
browser: $(DEV)
	@missing=""; \
	command -v chromium >/dev/null || missing="chromium fonts-dejavu-core"; \
	$(VENV)/lib/python3*/site-packages/playwright/driver/node --version >/dev/null 2>&1 \
		|| missing="$$missing libatomic1"; \
	if [ -z "$$missing" ]; then echo "Browser: $$(command -v chromium)"; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Browser: installing" $$missing; \
		$(call APT_INSTALL,$$missing); \
	else \
		echo "Browser: not complete; the tests that need one want:" \
			"apt-get install" $$missing >&2; \
	fi

# Says nothing when it succeeds and everything when it fails.
APT_INSTALL = { said="$$({ apt-get -q update && DEBIAN_FRONTEND=noninteractive \
	apt-get -q install -y --no-install-recommends $(1); } 2>&1)" \
	|| { printf '%s\n' "$$said" >&2; false; }; }

# --- the virtual environment -------------------------------------------------------------------

$(RUNTIME): requirements.lock | $(BIN)/pip
	@echo "Installing what Concord needs to run ..."
	@$(INSTALL) -r requirements.lock
	@$(COMPILE)
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	@echo "Installing what its tests and checks need ..."
	@$(INSTALL) -r requirements-dev.lock
	@$(COMPILE)
	@touch $@

$(BIN)/pip:
	@for python in $(PYTHON) python3.11 python3 python; do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
		python=""; \
	done; \
	if [ -z "$$python" ]; then \
		echo "Concord needs Python 3.11 or newer, and none was found." >&2; \
		echo "Debian 12: apt-get install python3 python3-venv; or name one: make PYTHON=..." >&2; \
		exit 1; \
	fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing python3-venv ..."; \
			$(call APT_INSTALL,python3-venv) || exit 1; \
		else \
			echo "This Python cannot make a virtual environment." >&2; \
			echo "Debian: apt-get install python3-venv; then run make again." >&2; \
			exit 1; \
		fi; \
	fi; \
	echo "Making the virtual environment $(VENV) with $$("$$python" --version) ..."; \
	"$$python" -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
