# Two commands do everything: `make run` and `make test`. The rest serves those who work on the project.
PYTHON ?= python3
VENV := .venv
PICTURES ?= docs/img
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: install run test bench lint screenshots lock wheel clean

install: $(VENV)/.run $(VENV)/.vendor
run: install
	@$(BIN)/eventhub start

test: $(VENV)/.dev $(VENV)/.vendor
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

# The gate's camera: a code reader and a signature check for browsers. Without npm the gate still takes typed codes,
# hardware scanners and links.
$(VENV)/.vendor: package.json package-lock.json | $(VENV)/.run
	@if command -v npm >/dev/null && npm ci --ignore-scripts --silent --no-audit --no-fund && npm run --silent vendor; then touch $@; \
	else echo "检票页的摄像头扫码没装上：要有 nodejs 和 npm（装好再运行一次 make install）。其他都能用。"; fi

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@echo "正在安装测试所需的包……"
	@$(BIN)/python -m pip install -q --require-hashes -r requirements/dev.txt
	@touch $@

clean:
	rm -rf $(VENV) dist build
