# `make` alone lists the verbs. Everything is made below this folder: .venv/ and var/.
.DEFAULT_GOAL := help
.PHONY: help run test lint fix bench

# The first of these that is there; .ci/bootstrap.py says in words when it is too old (3.11 or later).
PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11,$(shell command -v $(name))))
BIN := .venv/bin
# PARENT_PID: when make itself is killed, what it started ends too.

help:  ## danh sách lệnh này
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run:  ## chạy cổng thông tin với dữ liệu minh họa tại 127.0.0.1:8000 (đổi cổng: make run PORT=8080)
	@$(PYTHON) .ci/bootstrap.py run
	@DEMO=$${DEMO:-1} PARENT_PID=$$PPID exec $(BIN)/python manage.py serve

test:  ## toàn bộ kiểm thử: SQLite, trình duyệt và hàng đợi thật, rồi PostgreSQL
	@$(PYTHON) .ci/bootstrap.py test
	@PARENT_PID=$$PPID exec $(BIN)/python -m tests.run

lint:  ## kiểm tra cách viết, hướng import, migration còn thiếu
	@$(PYTHON) .ci/bootstrap.py lint
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -c "from importlinter.cli import lint_imports_command; lint_imports_command()" --no-cache
	@$(BIN)/python -m tests.run lint

fix:  ## tự sửa cách viết
	@$(PYTHON) .ci/bootstrap.py lint
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

bench:  ## đo tốc độ, in tỷ số (không thuộc kiểm thử)
	@$(PYTHON) .ci/bootstrap.py test
	@exec $(BIN)/python -m tests.bench
