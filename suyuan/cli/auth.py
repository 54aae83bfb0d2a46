"""登录 — suyuan auth: sign in with a token, see who you are, sign out.

The token is typed without echo or piped in. It is never a flag: those stand in histories and process lists.
"""

import getpass
import sys
from typing import Any

import typer

from suyuan.cli import output, tokens
from suyuan.cli.calling import Here, command
from suyuan.cli.client import Server
from suyuan.cli.exits import Exit, Stopped
from suyuan.cli.words import say

app = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, add_completion=False, help=say("登录与令牌", "Signing in")
)


@app.callback()
def _group() -> None:
    """Keep the noun before the verb."""


@command(app, "login", say("输入或管道传入令牌，核对后保存", "Type or pipe a token; it is checked and kept"))
def login(here: Here) -> Exit:
    """Sign in."""
    token = _ask()
    me = Server(here, token).get("me")
    place = tokens.keep(here.settings, token)
    if here.settings.environment.get(tokens.VARIABLE):
        output.note(
            say("注意：SUYUAN_TOKEN 已设置，优先于所存令牌。", "note: SUYUAN_TOKEN is set and goes first.")
        )
    if here.as_json:
        output.as_json(_status(here, me, str(place)))
        return Exit.OK
    output.data(say(f"已登录：{_name(me)}", f"Signed in: {_name(me)}"))
    output.note(f"{say('下一步', 'next')}: suyuan due list")
    return Exit.OK


def _ask() -> str:
    """Read the token. Raises Stopped."""
    if sys.stdin.isatty():
        text = getpass.getpass(say("令牌（不显示）：", "Token (not shown): "))
    else:
        text = sys.stdin.read(10_000)
    token = text.strip()
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise Stopped(
            Exit.USAGE,
            say("没有读到令牌。", "No token was read."),
            say(
                "在平台“令牌”页面新建，再运行 suyuan auth login",
                "make one on the platform, then: suyuan auth login",
            ),
        )
    return token


@command(app, "status", say("当前令牌代表谁", "Whose token is in use"))
def status(here: Here) -> Exit:
    """Show who is signed in."""
    server = Server(here)
    me = server.get("me")
    found = tokens.find(here.settings)
    body = _status(here, me, found.origin if found else "")
    if here.as_json:
        output.as_json(body)
        return Exit.OK
    output.pairs(
        (
            (say("服务器", "server"), body["server"]),
            (say("配置名", "profile"), body["profile"]),
            (say("令牌", "token"), f"{found.masked} ({found.origin})" if found else ""),
            (say("身份", "who"), _name(me)),
            (say("统一社会信用代码", "party"), me["party"]),
            (say("角色", "roles"), ", ".join(me["roles"]) or me["kind"]),
            (say("可报事项", "may file"), ", ".join(me["duties"])),
        )
    )
    return Exit.OK


@command(app, "logout", say("删去所存令牌", "Remove the stored token"))
def logout(here: Here) -> Exit:
    """Sign out."""
    gone = tokens.forget(here.settings)
    profile = here.settings.profile.text
    if here.as_json:
        output.as_json({"profile": profile, "removed": gone})
    else:
        output.data(
            say(f"已删去 {profile} 的令牌。", f"Removed the token of {profile}.")
            if gone
            else say(f"{profile} 没有所存令牌。", f"{profile} has no stored token.")
        )
    if here.settings.environment.get(tokens.VARIABLE):
        output.note(say("注意：SUYUAN_TOKEN 仍然有效。", "note: SUYUAN_TOKEN is still set."))
    return Exit.OK


def _status(here: Here, me: dict[str, Any], origin: str) -> dict[str, Any]:
    """Give who is signed in as data; never the token."""
    return {
        "server": here.settings.server.text,
        "profile": here.settings.profile.text,
        "token_from": origin,
        **me,
    }


def _name(me: dict[str, Any]) -> str:
    """Name the owner of a token."""
    return str(me["party_name"] or me["name"] or me["kind"])
