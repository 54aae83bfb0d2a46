"""Python 依赖 — ``.venv``: every package of the hashed lock, and suyuan itself, editable.

Plain pip, which reads the user's own configuration (indexes, mirrors, certificates); nothing here names an
index.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from tools.setup import stamps
from tools.setup.stamps import ROOT, VENV

PYTHON = VENV / "bin" / "python"
# --no-deps: the lock is complete, so there is nothing to resolve
LOCKED = ["--require-hashes", "--no-deps", "--no-compile", "--requirement"]


def install(lock_name: str) -> None:
    """Install what a lock lists, unless that was done already."""
    _environment()
    lock = ROOT / "requirements" / f"{lock_name}.txt"
    sum_ = stamps.digest([lock])
    if not stamps.is_fresh(f"packages-{lock_name}", sum_):
        print(f"suyuan set-up: Python packages of requirements/{lock.name}", flush=True)
        _pip("install", *LOCKED, str(lock))
        # compiled by all cores at once, where pip would take them one after the other
        compileall = [str(PYTHON), "-m", "compileall", "-q", "-j", "0", str(VENV / "lib")]
        subprocess.run(compileall, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        stamps.write(f"packages-{lock_name}", sum_)
    project = stamps.digest([ROOT / "pyproject.toml"])
    if not stamps.is_fresh("project", project, [VENV / "bin" / "suyuan-ops"]):
        print("suyuan set-up: suyuan itself", flush=True)
        # with setuptools in the lock its build needs nothing further; without, pip fetches it
        isolation = ["--no-build-isolation"] if "\nsetuptools==" in lock.read_text(encoding="utf-8") else []
        _pip("install", "--no-deps", *isolation, "--editable", str(ROOT))
        stamps.write("project", project)


def is_fresh(lock_name: str) -> bool:
    """Say whether there is nothing to install."""
    lock = stamps.digest([ROOT / "requirements" / f"{lock_name}.txt"])
    project = stamps.digest([ROOT / "pyproject.toml"])
    return stamps.is_fresh(f"packages-{lock_name}", lock, [PYTHON]) and stamps.is_fresh("project", project)


def site_packages() -> Path:
    """Give the directory of the environment's packages."""
    return next((VENV / "lib").glob("python3*/site-packages"))


def _environment() -> None:
    probe = [str(PYTHON), "-c", "import pip, sys; print(sys.version_info[:2])"]
    try:
        found = subprocess.run(probe, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        found = ""
    if found != str(sys.version_info[:2]):
        print("suyuan set-up: a new environment in .venv", flush=True)
        shutil.rmtree(VENV, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)


def _pip(*arguments: str) -> None:
    quiet = ["--disable-pip-version-check", "--quiet", "--quiet", "--no-input"]
    subprocess.run([str(PYTHON), "-m", "pip", *arguments, *quiet], check=True, cwd=ROOT)
