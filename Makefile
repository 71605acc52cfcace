# One word each. `make` alone lists them; docs/operations.md tells what they rest on.
.DEFAULT_GOAL := help
.PHONY: help setup run test check fix demo demo-reset lock messages
BIN := .venv/bin

help: ## list these words
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.dev ## install everything a developer needs

run: .venv/.runtime ## install, prepare, load the demo into an empty database, serve on 127.0.0.1:$PORT (8000)
	@$(BIN)/motcua serve --demo

test: .venv/.dev ## run the suite on SQLite, then on a throw-away PostgreSQL with the browser journeys
	@scripts/need.sh initdb:postgresql chromium
	@scripts/test.sh

check: .venv/.dev ## lint, format, imports, types, templates, migrations, translations, house rules, deployment
	@scripts/need.sh xgettext:gettext
	@$(BIN)/python scripts/check.py

fix: .venv/.dev ## mend what ruff and djade can mend
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .
	@find motcua -name '*.html' -exec $(BIN)/djade --target-version 5.2 {} +

demo: .venv/.runtime ## prepare the database and load the demo when it is empty, without serving
	@$(BIN)/motcua serve --demo --prepare-only

demo-reset: .venv/.runtime ## remove all data of the demo and build it anew; refuses to remove anything else
	@$(BIN)/motcua serve --prepare-only >/dev/null
	@$(BIN)/motcua demo --reset

lock: .venv/.dev ## choose the versions of all dependencies anew
	@scripts/lock.sh

messages: .venv/.dev ## gather the texts to translate into motcua/locale/en
	@scripts/need.sh xgettext:gettext
	@cd motcua && ../$(BIN)/django-admin makemessages --locale en --no-obsolete --no-wrap --add-location file

.venv/.runtime: requirements.lock pyproject.toml
	@scripts/install.sh requirements.lock
	@touch $@

.venv/.dev: requirements-dev.lock pyproject.toml
	@scripts/install.sh requirements-dev.lock
	@touch $@ .venv/.runtime
