"""设置 — server, profile and language, each with the place it came from.

Order, the first that says something wins: flag, environment (``SUYUAN_*``), ``suyuan.toml`` of the working
directory, ``suyuan.toml`` of the user's configuration directory, default. A file looks so:

    default_profile = "sandbox"
    [profile.sandbox]
    server = "https://sandbox.example.org"

A token never stands in such a file: see ``tokens``.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from platformdirs import user_config_path

from suyuan.cli.exits import Exit, Stopped
from suyuan.cli.words import language, say

FILE = "suyuan.toml"
SERVER = "http://127.0.0.1:8000"
PROFILE = "default"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Value(NamedTuple):
    """A setting and where it came from."""

    text: str
    origin: str


def config_folder() -> Path:
    """Give the user's configuration directory."""
    return user_config_path("suyuan", appauthor=False)


def read_file(path: Path) -> dict[str, Any]:
    """Read one suyuan.toml; a missing file says nothing. Raises Stopped for a broken one."""
    try:
        with path.open("rb") as stream:
            found = tomllib.load(stream)
    except FileNotFoundError:
        return {}
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Stopped(
            Exit.USAGE,
            say(f"{path} 无法读取：{error}", f"{path} cannot be read: {error}"),
            say("更正或删去该文件", "mend or remove the file"),
        ) from None
    tables = [found, *(table for table in _table(found, "profile").values() if isinstance(table, dict))]
    if any("token" in table for table in tables):
        raise Stopped(
            Exit.USAGE,
            say(
                f"{path} 中有令牌。令牌不写在配置文件里。",
                f"{path} holds a token; tokens do not belong there.",
            ),
            say("删去它，再运行 suyuan auth login", "remove it, then run: suyuan auth login"),
        )
    return found


@dataclass(frozen=True)
class Settings:
    """The settings of one run; ``flags`` hold what the command line said."""

    flags: Mapping[str, str | None]
    environment: Mapping[str, str]
    files: tuple[tuple[Path, dict[str, Any]], ...]

    @classmethod
    def gather(cls, **flags: str | None) -> "Settings":
        """Gather what is set. Raises Stopped for a broken file."""
        places = (Path.cwd() / FILE, config_folder() / FILE)
        return cls(flags, os.environ, tuple((path, read_file(path)) for path in places))

    @cached_property
    def profile(self) -> Value:
        """Give the profile in use."""
        return self._find("profile", PROFILE)

    @cached_property
    def server(self) -> Value:
        """Give the server's address, without a slash at its end. Raises Stopped for what is no address."""
        found = self._find("server", SERVER)
        parts = urlsplit(found.text)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
            raise Stopped(
                Exit.USAGE,
                say(
                    f"“{found.text}”不是服务器地址（来自{found.origin}）。",
                    f"{found.text} is no server address (from {found.origin}).",
                ),
                say("写作 https://主机", "write it as https://HOST"),
            )
        return Value(found.text.rstrip("/"), found.origin)

    @cached_property
    def lang(self) -> Value:
        """Give the language in use."""
        if self.flags.get("lang"):
            return Value(language(), "--lang")
        names = (name for name in ("LC_ALL", "LC_MESSAGES", "LANG") if self.environment.get(name))
        return Value(language(), next(names, say("缺省", "default")))

    @property
    def is_local(self) -> bool:
        """Tell whether the server runs on this machine."""
        return urlsplit(self.server.text).hostname in _LOOPBACK

    def _find(self, name: str, default: str) -> Value:
        """Find a setting in the order of the module's docstring."""
        flag = self.flags.get(name)
        if flag:
            return Value(flag, f"--{name}")
        variable = f"SUYUAN_{name.upper()}"
        if self.environment.get(variable):
            return Value(self.environment[variable], variable)
        for path, content in self.files:
            found = self._in_file(name, path, content)
            if found is not None:
                return Value(found, str(path))
        return Value(default, say("缺省", "default"))

    def _in_file(self, name: str, path: Path, content: dict[str, Any]) -> str | None:
        """Find a setting in one file: that of the profile in use, then that of the file."""
        if name == "profile":
            found = content.get("default_profile")
        else:
            found = _table(_table(content, "profile"), self.profile.text).get(name, content.get(name))
        if found is not None and not isinstance(found, str):
            raise Stopped(
                Exit.USAGE,
                say(f"{path} 中的 {name} 应为文字。", f"{name} in {path} should be text."),
                say("给它加上引号", "put it in quotation marks"),
            )
        return found


def _table(content: dict[str, Any], name: str) -> dict[str, Any]:
    """Give a table of a file; what is no table counts as none."""
    found = content.get(name)
    return found if isinstance(found, dict) else {}
