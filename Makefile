# Everything is installed into the checkout: uv in .tools, Python 3.10 and the packages in .venv.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

SYSTEM_PYTHON ?= $(shell command -v python3 || command -v python)
UV := .tools/bin/uv
PYTHON := .venv/bin/python
LOCAL := $(PYTHON) -m scripts.environment local
SERVE := $(PYTHON) -m scripts.environment serve
MODEL := models/vaksin.tar.gz
MODEL_SOURCES := config.yml domain.yml $(shell find data nlu content/bahasa vaksin/bahasa -name '*.yml' -o -name '*.py' -o -name '*.tsv' -o -name '*.txt')

export PYTHONPATH := .:$(PYTHONPATH)
# Without its compiled files each start of Rasa takes some twenty seconds more; containers often
# forbid Python to keep them.
unexport PYTHONDONTWRITEBYTECODE
# uv keeps its cache and, where it must bring one, its Python inside the checkout too.
export UV_CACHE_DIR := $(CURDIR)/.tools/cache
export UV_PYTHON_INSTALL_DIR := $(CURDIR)/.tools/python
# Trust what the machine trusts: offices and hospitals often have a certificate of their own.
export UV_SYSTEM_CERTS ?= true

.PHONY: help run serve train chat test privacy test-nlu test-nlu-noise measure-nlu bench-nlu chaos campaign bench bench-booking bench-turns \
	bench-long bench-campaign lint install \
	install-dev database clean lock

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

run: install $(MODEL) database ## install, train if needed and start everything with a phone in the browser
	@$(LOCAL) $(PYTHON) -m scripts.start_parts --no-prefix -f Procfile start || test $$? -eq 130

serve: install $(MODEL) ## bot and action server for a real WhatsApp number
	@$(SERVE) $(PYTHON) -m whatsapp.check
	@$(SERVE) $(PYTHON) -m vaksin prepare
	@$(SERVE) $(PYTHON) -m scripts.start_parts -f Procfile.serve start || test $$? -eq 130

train: install ## train the model anew
	@rm -f $(MODEL)
	@$(MAKE) --no-print-directory $(MODEL)

chat: install $(MODEL) database ## talk to the bot in this terminal
	@$(LOCAL) $(PYTHON) -m scripts.chat

test: install-dev ## everything: lint, unit, property, integration, rasa test, end to end, chaos
	@$(LOCAL) $(PYTHON) -m scripts.run_tests

privacy: install-dev $(MODEL) ## where what citizens tell was looked for, and what strangers get; as a table
	@$(LOCAL) $(PYTHON) -m pytest -q -s tests/privacy

test-nlu: install-dev $(MODEL) ## rasa test nlu with its pictures, and a page beside the last release (ACCEPT=1: new release)
	@$(LOCAL) $(PYTHON) -m scripts.quietly rasa test nlu --nlu tests/nlu --model $(MODEL) --out results/nlu
	@$(LOCAL) $(PYTHON) -m scripts.nlu.comparison $(if $(ACCEPT),--accept)

test-nlu-noise: install-dev $(MODEL) ## the same messages mistyped at three strengths, as a picture
	@$(LOCAL) $(PYTHON) -m scripts.nlu.noise

measure-nlu: install-dev $(MODEL) ## every measure of understanding, one line each
	@$(LOCAL) $(PYTHON) -m scripts.nlu.table

bench-nlu: install-dev $(MODEL) ## reading time beside Rasa's stock pipeline (EPOCHS=100 takes over an hour once)
	@$(LOCAL) $(PYTHON) -m tests.bench.nlu --epochs $${EPOCHS:-100}

chaos: install-dev $(MODEL) ## a long storm: a thousand citizens, bots killed, the database cut (CHAOS_SEED=…)
	@CHAOS_CITIZENS=$${CHAOS_CITIZENS:-1000} CHAOS_SEED=$${CHAOS_SEED:-$$RANDOM} $(LOCAL) $(PYTHON) -m pytest -q -s tests/chaos/test_chaos.py

campaign: install-dev ## a campaign to 20,000 people while senders are killed (CAMPAIGN_PEOPLE=…, CAMPAIGN_PER_MINUTE=…)
	@CAMPAIGN_PEOPLE=$${CAMPAIGN_PEOPLE:-20000} $(LOCAL) $(PYTHON) -m pytest -q -s tests/chaos/test_campaign.py

bench: install-dev $(MODEL) bench-booking bench-turns ## how fast Meta is answered, beside Rasa's own REST channel; seats; whole turns
	@$(LOCAL) $(PYTHON) -m tests.bench.webhook

bench-booking: install-dev ## seats per second beside the simplest design; the cost of one among a million people
	@$(LOCAL) $(PYTHON) -m tests.bench.booking

bench-turns: install-dev $(MODEL) ## whole turns beside stock Rasa, which is trained once (TURNS="--seconds 5 --citizens 50" for a short run)
	@$(LOCAL) $(PYTHON) -m tests.bench.turns $(TURNS)

bench-campaign: install-dev ## planning a campaign in a country of a million; draws docs/kampanye-sejuta.png
	@$(LOCAL) $(PYTHON) -m tests.bench.campaigns

bench-long: install-dev $(MODEL) ## two thousand turns of one citizen, a new model in the middle; draws docs/percakapan-panjang.png
	@$(LOCAL) $(PYTHON) -m tests.bench.long_conversation

lint: install-dev ## style, types, imports, content, WhatsApp's limits
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(PYTHON) -m scripts.lint_responses
	$(PYTHON) -m scripts.lint_templates
	$(PYTHON) -m scripts.lint_dialogue
	$(PYTHON) -m scripts.lint_nlu

database: install
	@$(LOCAL) $(PYTHON) -m vaksin prepare

$(MODEL): $(MODEL_SOURCES) | install
	@echo "… melatih model (sekitar satu menit)"
	@$(LOCAL) $(PYTHON) -m scripts.quietly rasa train --fixed-model-name vaksin --out models
	@touch $@

install: .venv/.installed

install-dev: .venv/.installed-dev

.venv/.installed: requirements.lock | .venv/bin/python
	@echo "… memasang pustaka (pertama kali beberapa menit)"
	@test -f .venv/.installed-dev || $(UV) pip sync --python $(PYTHON) requirements.lock
	@touch $@

.venv/.installed-dev: requirements-dev.lock | .venv/bin/python
	@echo "… memasang pustaka untuk pengujian"
	@$(UV) pip sync --python $(PYTHON) requirements-dev.lock
	@touch $@ .venv/.installed

.venv/bin/python: | $(UV)
	@$(UV) venv --quiet --python "$$(cat .python-version)" .venv
	@echo "✓ Python $$(.venv/bin/python --version | cut -d' ' -f2) siap"

$(UV):
	@echo "… memasang uv ke .tools"
	@test -n "$(SYSTEM_PYTHON)" || { echo "✗ Python 3 tidak ditemukan; pasang dulu python3" >&2; exit 1; }
	@$(SYSTEM_PYTHON) -m pip --version >/dev/null 2>&1 || { echo "✗ pip tidak ditemukan; pasang dulu python3-pip" >&2; exit 1; }
	@PIP_ROOT_USER_ACTION=ignore $(SYSTEM_PYTHON) -m pip install --quiet --disable-pip-version-check --no-warn-script-location --target .tools uv

lock: | $(UV) ## write the lock files anew from pyproject.toml
	$(UV) pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.10 pyproject.toml -o requirements.lock
	$(UV) pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.10 --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean: ## remove everything that was made, but not the data in var/
	rm -rf .venv .tools models/*.tar.gz results .rasa
