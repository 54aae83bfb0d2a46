# suyuan: `make` alone prints this menu. Nothing is needed beforehand but Python 3.11 or newer and make.

BIN := .venv/bin
# GNU make 4 runs these without a shell where it can, and `exec` where it cannot: signals reach the program itself
SETUP := @sh tools/setup/find-python.sh -m tools.setup

CHECKS := check-types check-imports check-lint check-format check-translations

.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench fire fmt docs messages lock clean $(CHECKS)

help: ## print this menu
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

setup: ## build .venv from the locks, fetch the front-end files, compile translations; instant when nothing changed
	$(SETUP) dev

demo: setup ## serve the demonstration world on http://127.0.0.1:$SUYUAN_PORT (default 8000) until Ctrl-C
	@exec $(BIN)/suyuan-ops demo

test: setup ## run all tests, in two halves side by side; each skip is printed with its reason
	@$(BIN)/python tools/run_tests.py

check: setup ## format, lint, types, import contracts, translations: under a minute
	@$(MAKE) --no-print-directory --keep-going --jobs 2 --output-sync $(CHECKS)

check-format:
	@$(BIN)/ruff format --check --output-format concise .
check-lint:
	@$(BIN)/ruff check --output-format concise .
check-types:
	@$(BIN)/mypy
check-imports:
	@$(BIN)/lint-imports
check-translations:
	@$(BIN)/python tools/check_translations.py

bench: ## measure, print the ratios and write bench/results.json
	$(SETUP) bench
	@$(BIN)/python -m bench

fire: setup ## run the long forms of the tests (killed servers, millions of rows)
	@$(BIN)/python -m pytest -rs -m slow

fmt: setup ## format, and mend what the linter can mend
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

docs: setup ## build the documentation into docs/_build; a warning is an error
	@$(BIN)/sphinx-build -W --keep-going -b html docs docs/_build

messages: setup ## bring the translation catalogues up to date with the texts
	@$(BIN)/python tools/check_translations.py --write

lock: setup ## make the locks again from pyproject.toml and front/package.json (needs uv)
	@sh tools/setup/lock.sh

clean: ## remove everything that set-up and tests made; the data in .suyuan stays
	@rm -rf .venv .cache front/node_modules suyuan/portal/static/vendor build *.egg-info docs/_build
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find suyuan tests tools bench docs -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
	@find suyuan -name '*.mo' -delete
