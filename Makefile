# Two commands do everything: `make run` and `make test`. The rest serves those who work on the project.
PYTHON ?= python3
VENV := .venv
PICTURES ?= docs/img
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: install run test bench lint screenshots lock wheel clean

install: $(VENV)/.run
run: $(VENV)/.run
	@$(BIN)/eventhub start

test: $(VENV)/.dev
	@$(BIN)/python -m tests.run

bench: $(VENV)/.dev
	@$(BIN)/python -m benchmarks $(NAMES)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet

screenshots: $(VENV)/.dev
	@$(BIN)/python -m tests.browser.screenshots $(PICTURES)

wheel: $(VENV)/.dev
	$(BIN)/python -m build --wheel --no-isolation

# The lock files: exact versions and hashes, no registry's address.
lock:
	uv pip compile pyproject.toml --extra scale --extra install --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --custom-compile-command "make lock" -q -o requirements/dev.txt
	uv pip compile pyproject.toml --extra install --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		-c requirements/dev.txt --no-annotate --custom-compile-command "make lock" -q -o requirements/run.txt

$(VENV)/.run: requirements/run.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "正在安装运行所需的包……"
	@$(BIN)/python -m pip install -q --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@echo "正在安装测试所需的包……"
	@$(BIN)/python -m pip install -q --require-hashes -r requirements/dev.txt
	@touch $@

clean:
	rm -rf $(VENV) dist build
