"""登录 — suyuan auth: sign in by a code on a page or with a token, see who you are, sign out.

A token is typed without echo or piped in. It is never a flag: those stand in histories and process lists.
"""

import getpass
import select
import sys
from typing import Annotated, Any

import typer

from suyuan.cli import device, output, tokens
from suyuan.cli.calling import Here, command
from suyuan.cli.client import Server
from suyuan.cli.exits import Exit, Stopped
from suyuan.cli.words import say

app = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, add_completion=False, help=say("登录与令牌", "Signing in")
)

_PIPE_S = 1.0  # for which a token that is being piped in is waited for


@app.callback()
def _group() -> None:
    """Keep the noun before the verb."""


@command(
    app,
    "login",
    say("登录：在网页上同意，或以 --with-token 输入令牌", "Sign in: agree on a page, or give a token"),
)
def login(
    here: Here,
    *,
    with_token: Annotated[
        bool,
        typer.Option(
            "--with-token", help=say("输入或管道传入令牌", "Type or pipe a token of the platform instead")
        ),
    ] = False,
) -> Exit:
    """Sign in."""
    piped = "" if with_token else _piped()
    by_token = with_token or piped
    drawn = device.Drawn(_checked(piped or _ask()), "") if by_token else device.sign_in(here.settings)
    me = Server(here, drawn.token).get("me")
    place = tokens.keep(here.settings, drawn.token, drawn.refresh)
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


def _piped() -> str:
    """Give what was piped in without being asked for, as ``echo TOKEN | suyuan auth login`` does; mostly nothing."""
    try:
        if sys.stdin.isatty() or not select.select([sys.stdin], [], [], _PIPE_S)[0]:
            return ""
        return sys.stdin.read(10_000).strip()
    except (OSError, ValueError):  # closed, or of a kind that cannot be waited for
        return ""


def _ask() -> str:
    """Read the token."""
    if sys.stdin.isatty():
        return getpass.getpass(say("令牌（不显示）：", "Token (not shown): "))
    return sys.stdin.read(10_000)


def _checked(text: str) -> str:
    """Give the token in what was read. Raises Stopped."""
    token = text.strip()
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise Stopped(
            Exit.USAGE,
            say("没有读到令牌。", "No token was read."),
            say(
                "在平台“密钥与程序”页面新建，或不带 --with-token 登录",
                "make one on the platform's page “Keys and programs”, or sign in without --with-token",
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


@command(app, "logout", say("退出：吊销并删去所存令牌", "Sign out: revoke and remove the stored token"))
def logout(here: Here) -> Exit:
    """Sign out. A token that was pasted is only removed: it may serve elsewhere; its page revokes it."""
    found = tokens.stored(here.settings)
    revoked = bool(
        found and found.refresh and device.revoke(here.settings, device.Drawn(found.text, found.refresh))
    )
    gone = tokens.forget(here.settings)
    profile = here.settings.profile.text
    if here.as_json:
        output.as_json({"profile": profile, "removed": gone, "revoked": revoked})
    else:
        output.data(
            say(f"已删去 {profile} 的令牌。", f"Removed the token of {profile}.")
            if gone
            else say(f"{profile} 没有所存令牌。", f"{profile} has no stored token.")
        )
    if gone and not revoked:
        output.note(
            say(
                "令牌本身仍然有效；可在“密钥与程序”页面吊销。",
                "the token itself is still good; the page “Keys and programs” revokes it",
            )
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
