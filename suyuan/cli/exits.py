"""退出码 — how a command ends: the contract of scripts that call it."""

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes of every command."""

    OK = 0
    FAILED = 1
    USAGE = 2
    BAD_DATA = 3
    SIGN_IN = 4
    PARTLY = 5
    LATER = 6


class Stopped(Exception):
    """A command cannot go on: what is wrong, what to do next, and the exit code.

    ``body`` is the server's own problem document, for --json.
    """

    def __init__(self, code: Exit, wrong: str, then: str = "", body: dict[str, object] | None = None) -> None:
        super().__init__(wrong)
        self.code = code
        self.wrong = wrong
        self.then = then
        self.body = body
