"""令牌 — tokens on disk: one per profile, in the user's configuration directory, for its owner only.

A token is kept together with the server it was given for and is sent to no other: a ``suyuan.toml`` found in
some directory cannot lead it elsewhere. ``SUYUAN_TOKEN`` goes before the stored one.
"""

import json
import os
import stat
import tempfile
from pathlib import Path
from typing import NamedTuple

from suyuan.cli.exits import Exit, Stopped
from suyuan.cli.settings import Settings, config_folder
from suyuan.cli.words import say

VARIABLE = "SUYUAN_TOKEN"
_FILE = "tokens.json"


class Token(NamedTuple):
    """A token and where it came from."""

    text: str
    origin: str
    refresh: str = ""  # draws its successor; empty for one that was pasted

    @property
    def masked(self) -> str:
        """Give enough of it to be told from another, and no more."""
        return f"{self.text[:4]}…" if len(self.text) >= 16 else "…"  # noqa: PLR2004 - short ones show nothing


def path() -> Path:
    """Give the file of tokens."""
    return config_folder() / _FILE


def find(settings: Settings) -> Token | None:
    """Find the token for the profile and server in use."""
    given = settings.environment.get(VARIABLE, "").strip()
    return Token(given, VARIABLE) if given else stored(settings)


def stored(settings: Settings) -> Token | None:
    """Find the stored token for the profile and server in use."""
    entry = _read().get(settings.profile.text)
    if entry is None or entry.get("server") != settings.server.text:
        return None
    return Token(entry["token"], str(path()), entry.get("refresh", ""))


def keep(settings: Settings, token: str, refresh: str = "") -> Path:
    """Store the token of the profile and server in use."""
    entries = _read()
    entry = {"server": settings.server.text, "token": token}
    entries[settings.profile.text] = entry | ({"refresh": refresh} if refresh else {})
    _write(entries)
    return path()


def forget(settings: Settings) -> bool:
    """Remove the token of the profile in use; False where there was none."""
    entries = _read()
    if entries.pop(settings.profile.text, None) is None:
        return False
    _write(entries)
    return True


def _read() -> dict[str, dict[str, str]]:
    """Read the file, closing it to others where it stands open. Raises Stopped for a broken one."""
    try:
        if os.name == "posix" and stat.S_IMODE(path().stat().st_mode) & 0o077:
            path().chmod(0o600)
        found = json.loads(path().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise Stopped(
            Exit.FAILED,
            say(f"{path()} 无法读取：{error}", f"{path()} cannot be read: {error}"),
            say("删去该文件，再运行 suyuan auth login", "remove it, then run: suyuan auth login"),
        ) from None
    return found if isinstance(found, dict) else {}


def _write(entries: dict[str, dict[str, str]]) -> None:
    """Write the whole file at once: mkstemp makes it for its owner only, and the rename is one step."""
    try:
        path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(dir=path().parent, prefix=".tokens-")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(entries, stream, indent=2)
        Path(made).replace(path())
    except OSError as error:
        raise Stopped(
            Exit.FAILED,
            say(f"{path()} 无法写入：{error}", f"{path()} cannot be written: {error}"),
            say("改用环境变量 SUYUAN_TOKEN", "use the variable SUYUAN_TOKEN instead"),
        ) from None
