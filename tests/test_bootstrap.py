"""`.ci/bootstrap.py`: what it says on a machine where something is missing. Nothing is installed here."""

import importlib.util
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def bootstrap(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / ".ci" / "bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "VENV", tmp_path)
    monkeypatch.setattr(module, "PYTHON", tmp_path / "bin" / "python")
    return module


def test_missing_library_without_root_is_told_with_the_command_to_run(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap, "missing_libraries", lambda: ["libpango-1.0.so.0"])
    monkeypatch.setattr(bootstrap, "administrator", lambda: None)

    with pytest.raises(SystemExit) as ended:
        bootstrap.ensure_pango()

    assert str(ended.value) == (
        "Thiếu thư viện tạo PDF (Pango). Hãy nhờ quản trị máy chạy: "
        "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    )


def test_missing_browser_with_root_updates_the_lists_only_when_the_first_try_fails(bootstrap, monkeypatch):
    ran = []

    def pretend(command, **_):
        ran.append(command[1])
        return subprocess.CompletedProcess(command, 100 if len(ran) == 1 else 0)

    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: name == "apt-get")
    monkeypatch.setattr(bootstrap, "administrator", lambda: ())
    monkeypatch.setattr(bootstrap.subprocess, "run", pretend)

    bootstrap.ensure_browser()

    assert ran == ["install", "update", "install"]


def test_requirements_are_installed_once_and_again_when_they_change(bootstrap, monkeypatch):
    installed = []
    monkeypatch.setattr(bootstrap, "run", lambda *command: installed.append(Path(command[-1]).name))
    monkeypatch.setattr(bootstrap, "fingerprint", lambda: "first")
    bootstrap.install("requirements.txt")
    bootstrap.install("requirements.txt")
    assert installed == ["requirements.txt"]

    monkeypatch.setattr(bootstrap, "fingerprint", lambda: "second")
    bootstrap.install("requirements.txt")
    assert installed == ["requirements.txt", "requirements.txt"]


def test_old_python_is_refused_in_words(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap, "OLDEST", (99, 0))

    with pytest.raises(SystemExit, match=r"Cần Python 3\.11 trở lên"):
        bootstrap.main("run")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_each_requirement_is_pinned_and_says_why(name):
    lines = (ROOT / name).read_text(encoding="utf8").splitlines()
    named = [line for line in lines if line and not line.startswith(("#", "-r "))]

    assert [line for line in named if not re.fullmatch(r"[\w.-]+==[\w.]+  # \S.*", line)] == []
