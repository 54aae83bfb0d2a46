"""测试用浏览器 — the Chromium of the browser tests: the machine's own, or Debian's where we may install it.

It is installed only by root, where there is ``apt-get``, and when asked: ``CI=true`` or
``SUYUAN_INSTALL_BROWSER=1``. Without a browser those tests are skipped, and say so.
"""

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
YES = {"true", "1", "yes"}
# The CJK type is for the pictures: without it Chinese shows as boxes.
DEBIAN_PACKAGES = ("chromium", "fonts-noto-cjk")


def find() -> str | None:
    """Give the path of an installed Chromium or Chrome."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> None:
    """Install Debian's Chromium where that is allowed; a failure is told and nothing more."""
    asked = {os.environ.get("CI", "").lower(), os.environ.get("SUYUAN_INSTALL_BROWSER", "").lower()} & YES
    apt = shutil.which("apt-get")
    if find() or not asked or apt is None or os.geteuid() != 0:
        return
    print("suyuan set-up: a browser for the tests", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", *DEBIAN_PACKAGES]):
        done = subprocess.run([apt, "--quiet", "--quiet", *arguments], check=False, env=environment)
        if done.returncode != 0:
            print(
                "suyuan set-up: no browser could be installed; the browser tests will be skipped", flush=True
            )
            return
