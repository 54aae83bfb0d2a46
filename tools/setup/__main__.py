"""安装的入口 — ``python -m tools.setup [dev|bench]``: everything a checkout needs, and nothing twice.

Run with any Python 3.11 or newer (``tools/setup/find-python.sh`` finds one); it makes ``.venv`` and works
there.
"""

import fcntl
import subprocess
import sys

from tools.setup import browser, front, maps, packages
from tools.setup.stamps import ROOT

LOCALE = ROOT / "suyuan" / "locale"


def main(lock_name: str) -> int:
    """Do what is not done yet."""
    if packages.is_fresh(lock_name) and front.is_fresh() and maps.is_fresh() and not _stale_catalogues():
        browser.install()
        return 0
    held = ROOT / ".cache"
    held.mkdir(exist_ok=True)
    with (held / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two at once would undo each other's work
        try:
            packages.install(lock_name)
            front.install()
            maps.install()
            if _stale_catalogues():
                command = [str(packages.PYTHON), "tools/check_translations.py", "--compile"]
                subprocess.run(command, cwd=ROOT, check=True)
        except subprocess.CalledProcessError as error:
            print(
                f"suyuan set-up failed: {' '.join(error.cmd)} ended with {error.returncode}", file=sys.stderr
            )
            return 1
    browser.install()
    return 0


def _stale_catalogues() -> bool:
    found = ((path, path.with_suffix(".mo")) for path in LOCALE.glob("*/LC_MESSAGES/*.po"))
    return any(not made.exists() or made.stat().st_mtime < path.stat().st_mtime for path, made in found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "dev"))
