# Everything runs from here with Python 3.11+ and make alone. `make help` lists what there is.

PYTHON ?= python3
ADDRESS ?= 127.0.0.1:8000

BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
export PYTHONPATH := $(CURDIR):$(CURDIR)/platform

.DEFAULT_GOAL := help
.PHONY: help run test test-system lint types schema rights diagrams psql shell stop reset bench mutation prove lock clean

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name what; do printf '  %-12s %s\n' "$$name" "$$what"; done

run: .venv/installed ## Migrate, seed and serve the development project
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) seed_dev
	@echo "The admin: http://$(ADDRESS)/admin/   (Ctrl-C ends it; the database goes on until 'make stop')"
	@$(MANAGE) runserver --skip-checks $(ADDRESS)

test: .venv/installed ## Run the tests, on each processor a file at a time (embedded PostgreSQL, nothing else needed)
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

test-system: .venv/installed ## Run the tests that need Debian's packages (postgresql-15, pgbouncer, chromium, gnupg)
	@TEST_DATABASE=test_clinic_system $(BIN)/python -m pytest -m system $(WITHOUT:%=--deselect %)

lint: .venv/installed ## Check style, import order, missing migrations, schema.sql, docs/rights.md and docs/schema.md
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .
	@$(BIN)/lint-imports
	@$(MANAGE) makemigrations --check --dry-run
	@$(MANAGE) dump_schema --check schema.sql
	@$(MANAGE) dump_rights --check docs/rights.md
	@$(MANAGE) dump_diagrams --check docs/schema.md

types: .venv/installed ## Check types (mypy, strict)
	@$(BIN)/python -m mypy .

schema: .venv/installed ## Write schema.sql from the migrations
	@$(MANAGE) dump_schema schema.sql

rights: .venv/installed ## Write docs/rights.md from the migrations
	@$(MANAGE) dump_rights docs/rights.md

diagrams: .venv/installed ## Write docs/schema.md from the models
	@$(MANAGE) dump_diagrams docs/schema.md

psql: .venv/installed ## Open psql on the development database, as its owner
	@$(MANAGE) dbshell --database owner

shell: .venv/installed ## Open a Python shell on the development database
	@$(MANAGE) shell

stop: .venv/installed ## Stop the embedded server
	@$(BIN)/python -m postgres.embedded stop

reset: .venv/installed ## Stop the embedded server and delete its data
	@$(BIN)/python -m postgres.embedded reset

bench: .venv/installed ## Measure, and keep the output in docs/evidence/
	@mkdir -p docs/evidence
	@for name in $$(basename --suffix .py --multiple benchmarks/[a-z]*.py); do \
		$(BIN)/python -m "benchmarks.$$name" > "docs/evidence/$$name.txt" || exit 1; \
		cat "docs/evidence/$$name.txt"; \
	done

mutation: .venv/installed ## Take each guard away in turn; tests must go red (SAMPLE=25: some of them)
	@$(BIN)/python proofs/mutation.py $(if $(SAMPLE),--sample $(SAMPLE))

prove: mutation ## Run the long proofs
	@$(BIN)/python proofs/audit_log.py
	@$(BIN)/python proofs/booking.py
	@$(BIN)/python proofs/webhook_inbox.py
	@$(BIN)/python proofs/plans.py > docs/evidence/plans.txt; lost=$$?; cat docs/evidence/plans.txt; exit $$lost
	@SEQUENCES=many $(BIN)/python -m pytest --quiet tests/concurrency/test_sequences.py

lock: .venv/installed ## Pin the dependencies of pyproject.toml anew, with hashes
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/python -m uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --output-file requirements.lock pyproject.toml
	@$(BIN)/python -m uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --group dev --output-file requirements-dev.lock pyproject.toml

clean: ## Stop the server; delete its data, the virtual environment and caches
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m postgres.embedded reset; fi
	@rm -rf .venv .postgres .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/installed: requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; name it: make PYTHON=python3.12 ...")'
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python's venv module is incomplete: on Debian, apt install python3-venv."; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.lock
	@touch $@
