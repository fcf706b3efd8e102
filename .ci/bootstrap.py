"""Make .venv and check the machine, before anything else can be imported: standard library only.

    python3 .ci/bootstrap.py run | test | lint

A second call with unchanged requirements takes a fraction of a second.
"""

import ctypes
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)

# What WeasyPrint opens, and the Debian packages that bring it.
LIBRARIES = (
    *("libgobject-2.0.so.0", "libpango-1.0.so.0", "libpangoft2-1.0.so.0"),
    *("libharfbuzz.so.0", "libharfbuzz-subset.so.0", "libfontconfig.so.1"),
)
PANGO_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main(verb):
    if sys.version_info < OLDEST:
        stop(f"Cần Python 3.11 trở lên; {sys.executable} là {sys.version.split()[0]}. Thử: make PYTHON=…")
    VENV.mkdir(exist_ok=True)
    with (VENV / ".bootstrap.lock").open("w") as lock:
        # Two `make` at once in one clone: the second waits for the first.
        fcntl.flock(lock, fcntl.LOCK_EX)
        make_venv()
        install("requirements.txt" if verb == "run" else "requirements-dev.txt")
        if verb != "lint":
            ensure_pango()
        if verb == "test":
            ensure_browser()


def make_venv():
    if PYTHON.exists() and (VENV / "pyvenv.cfg").exists():
        return
    try:
        import ensurepip  # noqa: F401  Debian ships it apart
    except ImportError:
        version = "{}.{}".format(*sys.version_info)
        apt_install((f"python{version}-venv",), "môi trường ảo của Python")
    say("Đang tạo môi trường Python (.venv)…")
    run(sys.executable, "-m", "venv", str(VENV))


def install(requirements):
    """The stamp holds what was installed last: the same requirements under the same Python are not again."""
    stamp = VENV / f".installed-{requirements}"
    wanted = fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("Đang cài các thư viện (lần đầu mất khoảng một phút)…")
    pip = (str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check")
    run(*pip, "-r", str(ROOT / requirements))
    stamp.write_text(wanted)


def fingerprint():
    seen = hashlib.sha256(sys.version.encode())
    for name in ("requirements.txt", "requirements-dev.txt"):
        seen.update((ROOT / name).read_bytes())
    return seen.hexdigest()


def ensure_pango():
    if sys.platform == "linux" and missing_libraries():
        apt_install(PANGO_PACKAGES, "thư viện tạo PDF (Pango)")
        if missing := missing_libraries():
            stop(f"Đã cài nhưng vẫn thiếu {', '.join(missing)}.")


def missing_libraries():
    return [name for name in LIBRARIES if not can_load(name)]


def can_load(library):
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def ensure_browser():
    if not any(shutil.which(name) for name in BROWSERS):
        apt_install(("chromium",), "trình duyệt Chromium cho kiểm thử")


def apt_install(packages, what):
    """As root or with a sudo that asks nothing; otherwise say what a person must do."""
    by_hand = f"Thiếu {what}. Hãy nhờ quản trị máy chạy: apt-get install {' '.join(packages)}"
    root = administrator()
    if root is None or not shutil.which("apt-get"):
        stop(by_hand)
    say(f"Đang cài {what}…")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = (*root, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages)
    quiet = {"env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    if subprocess.run(install, **quiet).returncode == 0:
        return
    # The package lists are missing or old: a bare image has none.
    subprocess.run((*root, "apt-get", "update", "-qq"), **quiet)
    if subprocess.run(install, env=environment, stdout=subprocess.DEVNULL).returncode != 0:
        stop(by_hand)


def administrator():
    """The words to put before a command that needs root, or None."""
    if os.geteuid() == 0:
        return ()
    if shutil.which("sudo") and subprocess.run(("sudo", "-n", "true"), capture_output=True).returncode == 0:
        return ("sudo", "-n")
    return None


def run(*command):
    code = subprocess.run(command).returncode
    if code != 0:
        stop(f"Không chạy được (mã {code}): {' '.join(command)}")


def say(text):
    print(text, flush=True)


def stop(text):
    sys.exit(text)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "run")
