"""服务器 — one way to ask it, with patience for what passes and words for what does not.

What may pass (no connection, 429, 5xx) is tried again a few times, after what Retry-After asks; then the
command ends with exit code 6. Repeating is safe: reads change nothing, a filing carries its idempotency key.
"""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import httpx
import stamina

from suyuan import __version__
from suyuan.cli import device, output, tokens
from suyuan.cli.calling import Here
from suyuan.cli.exits import Exit, Stopped
from suyuan.cli.words import say
from suyuan.law.catalogue import RULES

TRIES = 4
PRINCIPAL = "Suyuan-Principal"  # the party for which one acts under a mandate
_LONGEST_WAIT = 30.0
_TIMEOUT = httpx.Timeout(60.0, connect=10.0)
_BY_STATUS = {401: Exit.SIGN_IN, 422: Exit.BAD_DATA, 429: Exit.LATER}
_BY_CODE = {"request.parameter": Exit.USAGE}


class _PassingError(Exception):
    """An answer that may be better next time."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__(f"{answer.status_code}")
        self.answer = answer


def _patience(error: Exception) -> bool | float:
    """Tell whether to try again, and after how many seconds where the server said so."""
    if isinstance(error, _PassingError):
        asked = error.answer.headers.get("Retry-After", "")
        return min(float(asked), _LONGEST_WAIT) if asked.isdecimal() else True
    return isinstance(error, httpx.TransportError)


def _tell(details: stamina.instrumentation.RetryDetails) -> None:
    """Say that something is tried again; the library's own hook would write on stdout."""
    seconds = f"{details.wait_for:.1f}"
    output.note(say(f"{seconds} 秒后重试……", f"trying again in {seconds} s ..."))


stamina.instrumentation.set_on_retry_hooks([_tell])


class Server:
    """The server of one call."""

    def __init__(self, here: Here, token: str | None = None) -> None:
        self.here = here
        self._given = token
        self._warned = False

    @cached_property
    def token(self) -> str:
        """Give the token. Raises Stopped where there is none."""
        if self._given is not None:
            return self._given
        found = tokens.find(self.here.settings)
        if found is None:
            server = self.here.settings.server.text
            raise Stopped(
                Exit.SIGN_IN,
                say(f"尚未登录 {server}。", f"You are not signed in to {server}."),
                "suyuan auth login",
            )
        return found.text

    @cached_property
    def _http(self) -> httpx.Client:
        settings = self.here.settings
        if settings.server.text.startswith("http://") and not settings.is_local:
            output.note(
                say("警告：令牌将以明文传送（http）。", "warning: the token travels unencrypted (http)")
            )
        return httpx.Client(
            base_url=f"{settings.server.text}/api/v1/",
            timeout=_TIMEOUT,
            trust_env=not settings.is_local,
            headers={
                "Authorization": f"Bearer {self.token}",
                "Accept-Language": "zh-Hans" if self.here.language == "zh" else "en",
                "User-Agent": f"suyuan/{__version__}",
                **({PRINCIPAL: self.here.principal} if self.here.principal else {}),
            },
        )

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Ask, with patience; ``begin`` begins the body anew for each try. Raises Stopped."""
        begin = more.pop("begin", None)
        attempts = stamina.retry_context(
            on=_patience, attempts=TRIES, timeout=120.0, wait_initial=0.3, wait_max=10.0, wait_jitter=0.3
        )
        try:
            for attempt in attempts:
                with attempt:
                    return self._once(method, path, begin, more)
        except _PassingError as passing:
            raise self._failed(passing.answer) from None
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise Stopped(Exit.USAGE, str(error), "suyuan config show") from None
        except httpx.TransportError as error:
            server = self.here.settings.server.text
            raise Stopped(
                Exit.LATER,
                say(f"连不上 {server}：{error}", f"{server} does not answer: {error}"),
                say("稍后重试，或核对：suyuan config show", "try again later, or check: suyuan config show"),
            ) from None
        raise AssertionError("unreachable")

    def _once(
        self, method: str, path: str, begin: Callable[[], Iterator[bytes]] | None, more: dict[str, Any]
    ) -> httpx.Response:
        if begin is not None:
            more = more | {"content": begin()}
        answer = self._http.request(method, path, **more)
        if answer.status_code == 401 and self._renewed():  # noqa: PLR2004 - the token has run out
            again = more | {"content": begin()} if begin is not None else more
            answer = self._http.request(method, path, **again)
        if answer.status_code == 429 or answer.status_code >= 500:  # noqa: PLR2004 - the class of RFC 9110
            raise _PassingError(answer)
        return answer

    def _renewed(self) -> bool:
        """Draw another token where the stored one came with the means to; False where it did not or may not."""
        found = tokens.find(self.here.settings) if self._given is None else None
        if found is None or not found.refresh:
            return False
        drawn = device.renew(self.here.settings, found.refresh)
        if drawn is None:
            return False
        tokens.keep(self.here.settings, drawn.token, drawn.refresh)
        self._http.headers["Authorization"] = f"Bearer {drawn.token}"
        return True

    def get(self, path: str, **parameters: str | int | None) -> Any:
        """Read one thing. Raises Stopped."""
        asked = {name: value for name, value in parameters.items() if value is not None}
        answer = self.send("GET", path, params=asked)
        if answer.status_code != 200:  # noqa: PLR2004 - as documented
            raise self._failed(answer)
        return _body(answer)

    def pages(self, path: str, most: int, **parameters: str | int | None) -> tuple[list[Any], str | None]:
        """Read a list over its pages, up to ``most`` items: (items, cursor of the rest). Raises Stopped."""
        items: list[Any] = []
        cursor: str | None = None
        while True:
            page = self.get(path, **parameters, cursor=cursor, limit=min(most - len(items), 500))
            items += page["items"]
            cursor = page["next"]
            if cursor is None or len(items) >= most:
                return items, cursor

    def _failed(self, answer: httpx.Response) -> Stopped:
        """Turn a problem document into the end of the command."""
        return stopped(answer)


def _body(answer: httpx.Response) -> Any:
    """Decode an answer. Raises Stopped for what is no JSON: then this is no such server."""
    try:
        return answer.json()
    except ValueError:
        raise Stopped(
            Exit.FAILED,
            say(f"{answer.url.host} 的应答无法读取。", f"The answer of {answer.url.host} cannot be read."),
            "suyuan config show",
        ) from None


def problem(answer: httpx.Response) -> dict[str, Any]:
    """Give the problem document of an answer, or as much of one as can be made."""
    try:
        found = answer.json()
    except ValueError:
        found = None
    if not isinstance(found, dict) or "detail" not in found:
        found = {"title": answer.reason_phrase, "detail": f"HTTP {answer.status_code} {answer.reason_phrase}"}
    return {"status": answer.status_code, "code": "", "errors": []} | found


def stopped(answer: httpx.Response) -> Stopped:
    """Turn a refusal or failure of the server into the end of the command."""
    told = problem(answer)
    code = _exit_of(answer.status_code, str(told["code"]))
    words = [
        str(told["detail"]),
        *(
            f"{entry['column'] or ''}: {entry['message']} {entry['fix']}".strip(": ")
            for entry in told["errors"][:5]
        ),
    ]
    return Stopped(code, "\n    ".join(words), _next(code, told), told)


def _exit_of(status: int, code: str) -> Exit:
    """Give the exit code of a problem."""
    if code in _BY_CODE:
        return _BY_CODE[code]
    if status >= 500:  # noqa: PLR2004 - the class of RFC 9110
        return Exit.LATER
    if code in RULES:
        return Exit(RULES[code].exit)
    return _BY_STATUS.get(status, Exit.FAILED)


def _next(code: Exit, told: dict[str, Any]) -> str:
    """Say what to try after a problem."""
    if code is Exit.SIGN_IN:
        return "suyuan auth login"
    if code is Exit.LATER:
        asked = say("请求编号", "request")
        return say("稍后重试", "try again later") + (
            f" ({asked} {told['request_id']})" if "request_id" in told else ""
        )
    if told["code"] == "duty.unknown":
        return "suyuan duty list"
    return "suyuan auth status" if told["status"] == 403 else ""  # noqa: PLR2004 - a role that may not
