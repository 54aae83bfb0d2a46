"""设备登录 — signing in by a code: the person agrees on a page of the platform, and no secret passes the terminal.

    sign_in()  shows address and code, waits for the person, gives what was drawn
    renew()    draws another token with the refresh token
    revoke()   gives a token back

Source: RFC 8628 (device), RFC 6749 section 6 (refresh), RFC 7009 (revocation).
"""

import time
from collections.abc import Mapping
from typing import NamedTuple

import httpx

from suyuan import __version__
from suyuan.cli import output
from suyuan.cli.exits import Exit, Stopped
from suyuan.cli.settings import Settings
from suyuan.cli.words import say

CLIENT = "suyuan-cli"
_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_SLOWER_S = 5.0
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)


class Drawn(NamedTuple):
    """What was drawn: the token, and the one that draws its successor."""

    token: str
    refresh: str


def sign_in(settings: Settings) -> Drawn:
    """Let the person agree on a page, and give what was drawn. Raises Stopped."""
    begun = _ask(settings, "device", {})
    if begun.status_code != 200:  # noqa: PLR2004 - as documented
        raise Stopped(
            Exit.FAILED,
            say("此服务器不支持以代码登录。", "This server knows no sign-in by a code."),
            "suyuan auth login --with-token",
        )
    told = begun.json()
    output.note(say("在浏览器中打开：", "Open in a browser:") + f"  {told['verification_uri_complete']}")
    output.note(say("核对代码：", "Check the code:") + f"  {told['user_code']}")
    output.note(say("等待您同意……（Ctrl-C 取消）", "Waiting for you to agree ... (Ctrl-C cancels)"))
    pause = float(told.get("interval", 5))
    until = time.monotonic() + float(told["expires_in"])
    while time.monotonic() < until:
        time.sleep(pause)
        answer = _ask(settings, "token", {"grant_type": _GRANT, "device_code": told["device_code"]})
        if answer.status_code == 200:  # noqa: PLR2004 - as documented
            return _drawn(answer)
        error = _error(answer)
        if error == "slow_down":
            pause += _SLOWER_S
        elif error != "authorization_pending":
            break
    raise Stopped(
        Exit.SIGN_IN,
        say("没有得到同意，或代码已过期。", "It was not agreed to, or the code has run out."),
        "suyuan auth login",
    )


def renew(settings: Settings, refresh: str) -> Drawn | None:
    """Draw another token; None where the platform gives none any more."""
    answer = _ask(settings, "token", {"grant_type": "refresh_token", "refresh_token": refresh})
    return _drawn(answer) if answer.status_code == 200 else None  # noqa: PLR2004 - as documented


def revoke(settings: Settings, given: Drawn) -> bool:
    """Give token and refresh token back; False where the platform does not answer."""
    try:
        answers = [_ask(settings, "revoke", {"token": each}) for each in given]
    except Stopped:
        return False
    return all(answer.status_code == 200 for answer in answers)  # noqa: PLR2004 - as documented


def _drawn(answer: httpx.Response) -> Drawn:
    told = answer.json()
    return Drawn(str(told["access_token"]), str(told.get("refresh_token") or ""))


def _error(answer: httpx.Response) -> str:
    """Give the error of an answer; what passes by itself counts as still waiting."""
    if answer.status_code == 429 or answer.status_code >= 500:  # noqa: PLR2004 - the class of RFC 9110
        return "slow_down"
    try:
        told = answer.json()
    except ValueError:
        return ""
    return str(told.get("error", "")) if isinstance(told, dict) else ""


def _ask(settings: Settings, what: str, fields: Mapping[str, str]) -> httpx.Response:
    """Ask the identity provider. Raises Stopped where it does not answer."""
    try:
        return httpx.post(
            f"{settings.server.text}/api/v1/oauth/{what}",
            data={"client_id": CLIENT, **fields},
            headers={"User-Agent": f"suyuan/{__version__}"},
            timeout=_TIMEOUT,
            trust_env=not settings.is_local,
        )
    except httpx.TransportError as error:
        server = settings.server.text
        raise Stopped(
            Exit.LATER,
            say(f"连不上 {server}：{error}", f"{server} does not answer: {error}"),
            say("稍后重试，或核对：suyuan config show", "try again later, or check: suyuan config show"),
        ) from None
